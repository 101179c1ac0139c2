/** Live view over real sockets: who is asked for pictures, who gets them, who does not. */
import * as assert from 'uvu/assert';
import type { Notices } from '../../protocol/notices.ts';
import { MAX_PICTURE_BYTES } from '../../protocol/version.ts';
import { FakeRun, FakeSocket } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('live view over sockets');

interface Fixture {
  s: Stage;
  supervisor: FakeRun;
  run: string;
  /** A signed-in browser on the live socket. */
  browser(cookie?: string): Promise<Browser>;
}
interface Browser {
  socket: FakeSocket;
  cookie: string;
  watch(...runs: string[]): Promise<unknown>;
  told(): Notices['picture'][];
  /** What the browser fetches after a notice. */
  fetch(): Promise<Response>;
}

async function withRun(body: (f: Fixture) => Promise<void>): Promise<void> {
  const s = await stage();
  const browsers: FakeSocket[] = [];
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p');
    const { supervisor } = await s.running(await s.agent('r1', 'p'), 'hello');
    const { run } = supervisor.order;
    const browser = async (known?: string): Promise<Browser> => {
      const cookie = known ?? (await signInByLink(s.url, await s.coordinator.createSignInLink()));
      const socket = new FakeSocket(`${s.url.replace('http', 'ws')}/ws/live`, { cookie, origin: s.url });
      browsers.push(socket);
      await socket.opened();
      return {
        socket,
        cookie,
        watch: (...runs) => socket.call('live.subscribe', { topics: ['jobs', ...runs.map((id) => `picture:${id}`)] }),
        told: () => socket.notices.filter((n) => n.verb === 'picture').map((n) => n.params as Notices['picture']),
        fetch: () => fetch(`${s.url}/api/v1/runs/${run}/picture`, { headers: { cookie } }),
      };
    };
    await body({ s, supervisor, run, browser });
  } finally {
    for (const socket of browsers) socket.close();
    await s.close();
  }
}

/** A JPEG as far as anybody here looks. */
const jpeg = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text)]);

async function put(s: Stage, supervisor: FakeRun, bytes: Buffer, change: { run?: string; token?: string } = {}) {
  const { run, supervisorToken } = supervisor.order;
  const response = await fetch(`${s.url}/api/v1/runs/${change.run ?? run}/picture`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${change.token ?? supervisorToken}`, 'content-type': 'image/jpeg' },
    body: new Uint8Array(bytes),
  });
  return (await response.json()) as { watched?: boolean; code?: string };
}

/** What the supervisor was told, in order: somebody watches, nobody does. */
const watchedBy = ({ socket }: FakeRun): boolean[] =>
  socket.notices.filter((n) => n.verb === 'run.watched').map((n) => (n.params as Notices['run.watched']).on);

t('E13: pictures are asked for while at least one browser watches, once for all of them', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    assert.equal(await put(s, supervisor, jpeg('early')), { watched: false });
    const [one, two] = [await browser(), await browser()];
    await one.watch(run);
    await two.watch(run);
    assert.equal(await put(s, supervisor, jpeg('first')), { watched: true });
    for (const each of [one, two]) {
      await until('it is told of the picture', () => each.told().some((told) => 'n' in told));
      const got = await each.fetch();
      assert.equal([got.status, got.headers.get('content-type')], [200, 'image/jpeg']);
      assert.equal(
        [got.headers.get('cache-control'), got.headers.get('x-content-type-options')],
        ['no-store', 'nosniff'],
      );
      assert.ok(Buffer.from(await got.arrayBuffer()).equals(jpeg('first')));
    }
    await one.watch(); // went to another page
    two.socket.close(); // vanished
    await until('nobody is left', () => watchedBy(supervisor).length === 2);
    assert.equal(watchedBy(supervisor), [true, false]);
    assert.equal(await put(s, supervisor, jpeg('late')), { watched: false });
  }),
);

t('E13: who comes later gets the newest picture at once, and never one of an earlier time', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const one = await browser();
    await one.watch(run);
    for (const text of ['a', 'b', 'c']) await put(s, supervisor, jpeg(text));
    const two = await browser();
    await two.watch(run);
    await until('it is told', () => two.told().length > 0);
    assert.ok('n' in two.told()[0]!);
    assert.is((await (await two.fetch()).arrayBuffer()).byteLength, jpeg('c').length);
    await one.watch();
    await two.watch();
    await two.watch(run);
    await until('it is told again', () => two.told().length > 1);
    assert.equal(two.told()[1], { run, why: 'starting', says: '' });
  }),
);

t(
  'E13: the reason for no picture is told, also that the robot is away; a supervisor that comes back is asked again',
  () =>
    withRun(async ({ s, supervisor, run, browser }) => {
      const one = await browser();
      await one.watch(run);
      const { epoch } = supervisor.order;
      await supervisor.call('run.noPicture', { run, epoch, why: 'missing', says: 'apt-get install xvfb' });
      const last = () => one.told().at(-1);
      await until('the reason is there', () => JSON.stringify(last()).includes('apt-get install xvfb'));
      const refused = await one.fetch();
      assert.is(refused.status, 503);
      assert.match(((await refused.json()) as { message: string }).message, 'apt-get install xvfb');
      supervisor.close();
      await until('the robot is away', () => JSON.stringify(last()).includes('away'));
      const back = await FakeRun.open(s.url, supervisor.order, 'supervisor');
      await back.socket.notice('run.watched');
      await put(s, back, jpeg('again'));
      await until('there is a picture', () => 'n' in last()!);
      back.close();
    }),
);

t('E13: the end of the run is the end of its pictures', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const one = await browser();
    await one.watch(run);
    await put(s, supervisor, jpeg('last'));
    await supervisor.end();
    await until('it is told', () => JSON.stringify(one.told().at(-1)).includes('ending'));
    assert.is((await one.fetch()).status, 410);
    assert.is((await put(s, supervisor, jpeg('after'))).code, 'RunEnded');
    const two = await browser();
    await two.watch(run, 'r_unknown');
    assert.equal(two.told(), []);
  }),
);

t('X3, E13: without the right to evidence nobody is asked for pictures and none is given; nor without a session', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const { link } = await s.api('user.create', { name: 'vera', role: 'admin', evidence: false });
    const cookie = await signInByLink(s.url, link);
    const blind = await browser(cookie);
    await blind.watch(run);
    assert.equal(await put(s, supervisor, jpeg('secret')), { watched: false });
    const one = await browser();
    await one.watch(run);
    await put(s, supervisor, jpeg('secret'));
    await until('the other one is told', () => one.told().some((told) => 'n' in told));
    assert.equal(blind.told(), [{ run, why: 'forbidden', says: '' }]);
    assert.is((await blind.fetch()).status, 403);
    assert.is((await fetch(`${s.url}/api/v1/runs/${run}/picture`)).status, 401);
    await s.api('user.update', { user: 'vera', evidence: true });
    await until('she is sent away to come back as what she is', () => blind.socket.closedWith);
  }),
);

t('E13: only the supervisor of this run sends its pictures, and only pictures', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const one = await browser();
    await one.watch(run);
    const { scriptToken } = supervisor.order;
    assert.is((await put(s, supervisor, jpeg('x'), { token: scriptToken })).code, 'Unauthenticated');
    assert.is((await put(s, supervisor, jpeg('x'), { token: s.token })).code, 'Unauthenticated');
    assert.is((await put(s, supervisor, jpeg('x'), { run: 'r_other' })).code, 'Forbidden');
    assert.is((await put(s, supervisor, Buffer.from('<script>'))).code, 'ValidationError');
    assert.is((await put(s, supervisor, jpeg('x'.repeat(MAX_PICTURE_BYTES)))).code, 'TooLarge');
    const script = await FakeRun.open(s.url, supervisor.order, 'script');
    const refused = await refusalOf(script.call('run.noPicture', { run, epoch: 1, why: 'failed', says: '' }));
    assert.is(refused.code, 'Forbidden');
    assert.equal(watchedBy(script), []);
    script.close();
    assert.equal(one.told(), [{ run, why: 'starting', says: '' }]);
  }),
);

t('P11, E13: a browser that reads nothing holds nobody up and finds the newest picture when it looks again', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const [slow, quick] = [await browser(), await browser()];
    await slow.watch(run);
    await quick.watch(run);
    const big = (n: number) => jpeg(`${n} ${'x'.repeat(MAX_PICTURE_BYTES)}`).subarray(0, MAX_PICTURE_BYTES);
    await put(s, supervisor, big(1));
    slow.socket.ws.pause();
    const stuck = await slow.fetch(); // its body is not read: the first picture stands in its socket
    for (let n = 2; n <= 20; n++) {
      assert.equal(await put(s, supervisor, big(n)), { watched: true });
      await until('the quick one is told', () => quick.told().filter((told) => 'n' in told).length === n);
    }
    const newest = Buffer.from(await (await slow.fetch()).arrayBuffer());
    assert.ok(newest.equals(big(20)));
    assert.ok(
      Buffer.from(await stuck.arrayBuffer()).equals(big(1)),
      'what was begun is not mixed with what came later',
    );
    slow.socket.ws.resume();
    await until('the slow one is told as well', () => slow.told().some((told) => 'n' in told));
  }),
);

t('E13: a single request by token gets a picture, too: it watches until the first one is there', () =>
  withRun(async ({ s, supervisor, run }) => {
    const asked = fetch(`${s.url}/api/v1/runs/${run}/picture`, { headers: { authorization: `Bearer ${s.token}` } });
    await supervisor.socket.notice('run.watched');
    assert.equal(await put(s, supervisor, jpeg('one')), { watched: true });
    const answer = await asked;
    assert.ok(Buffer.from(await answer.arrayBuffer()).equals(jpeg('one')));
    await until('nobody watches any more', () => watchedBy(supervisor).length === 2);
    assert.equal(watchedBy(supervisor), [true, false]);
    assert.is(
      (await fetch(`${s.url}/api/v1/runs/r_no/picture`, { headers: { authorization: `Bearer ${s.token}` } })).status,
      404,
    );
  }),
);

t('E13: after a restart of the coordinator the browser that comes back sees on', () =>
  withRun(async ({ s, supervisor, run, browser }) => {
    const one = await browser();
    await one.watch(run);
    await s.restart();
    const back = await FakeRun.open(s.url, supervisor.order, 'supervisor');
    assert.equal(await put(s, back, jpeg('nobody yet')), { watched: false });
    const again = await browser(one.cookie);
    await again.watch(run);
    await back.socket.notice('run.watched');
    assert.equal(await put(s, back, jpeg('now')), { watched: true });
    await until('it is told', () => again.told().some((told) => 'n' in told));
    back.close();
  }),
);

t.run();
