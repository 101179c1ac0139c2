/** Webhooks over real HTTP: good, slow, hanging, failing, redirecting, chattering, absent receivers; restarts in between. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import type { CoordinatorOptions } from '../../coordinator/config.ts';
import { atOnce, STALE_MS } from '../../coordinator/webhooks.ts';
import type { ParamsIn } from '../../protocol/contract.ts';
import type { DeliveryView } from '../../protocol/shapes-webhook.ts';
import { Receiver, status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('webhooks at work');
/** Longer than any retry of the first hour. */
const HOUR_MS = 3_600_000;

type Settings = Partial<ParamsIn<'webhook.create'>>;

async function withHook(
  settings: Settings,
  body: (s: Stage, r: Receiver) => Promise<void>,
  options: Partial<CoordinatorOptions> = {},
) {
  const r = await Receiver.start();
  const s = await stage({ ...options, timers: { dateCheckMs: 20, ...options.timers } });
  try {
    await s.api('queue.create', { name: 'q' });
    await s.api('webhook.create', { name: 'hook', url: r.url, events: ['queue.drained'], ...settings });
    await body(s, r);
  } finally {
    await s.close();
    await r.close();
  }
}

/** Makes one event: the queue gets work, and it is done. */
async function drain(s: Stage, queue = 'q'): Promise<void> {
  const { id } = await s.api('resource.add', { queue, value: 1 });
  await s.api('resource.edit', { queue, id, status: 'processed' });
}

const list = async (s: Stage, webhook = 'hook') => (await s.api('webhook.deliveries', { webhook })).items;
const hook = (s: Stage, webhook = 'hook') => s.api('webhook.show', { webhook });
/** The newest delivery, once it is as wished. */
const delivery = (s: Stage, what: string, wish: (d: DeliveryView) => boolean, webhook = 'hook') =>
  until(`a delivery ${what}`, async () => (await list(s, webhook)).find(wish));

t('an event arrives, signed and with its id, and is seen to have arrived', () =>
  withHook({}, async (s, r) => {
    await drain(s);
    const { body, headers, path } = await r.nth(1);
    assert.is(path, '/hook');
    assert.is(headers['content-type'], 'application/json');
    assert.match(String(headers['user-agent']), /^Gantry\//);
    assert.is(body.type, 'queue.drained');
    assert.is(body.data.queue?.name, 'q');
    assert.is(body.links.queue, `${s.url}/queues/q`);
    assert.ok(Math.abs(Date.parse(body.timestamp) - s.clock.now()) < 60_000);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.equal([done.id, done.attempts, done.lastStatus], [headers['webhook-id'], 1, 204]);
    assert.equal([(await hook(s)).waiting, (await hook(s)).failuresInRow], [0, 0]);
    assert.not.match(JSON.stringify(await hook(s)), 'whsec_');
  }),
);

t('the end of a job and the loss of its robot are told with links to the console', () =>
  withHook({ events: ['job.ended', 'robot.lost'] }, async (s, r) => {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const agent = await s.agent('one', 'p');
    const { job, supervisor } = await s.running(agent, 'hello');
    await supervisor.end('failed', 'boom');
    const first = await r.nth(1);
    assert.is(first.body.type, 'job.ended');
    assert.is(first.body.links.job, `${s.url}/jobs/${job}`);
    const { run } = await s.api('job.show', { job });
    assert.is(first.body.links.run, `${s.url}/runs/${run}`);
    await s.running(agent, 'hello');
    await agent.connect([]);
    const events = await r.nth(3).then(() => r.received.slice(1).map((one) => one.body.type));
    assert.equal(events.sort(), ['job.ended', 'robot.lost']);
  }),
);

t('500 and then 200: it is tried again, with the same id and a new signature', () =>
  withHook({}, async (s, r) => {
    r.answer = (response, _, nth) => void response.writeHead(nth === 1 ? 500 : 200).end('sorry');
    await drain(s);
    await r.nth(1);
    const waiting = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.equal([waiting.state, waiting.lastStatus, waiting.lastError], ['waiting', 500, 'answered 500']);
    assert.is(waiting.lastAnswer, 'sorry');
    assert.ok(waiting.due! > s.clock.now());
    s.clock.advance(HOUR_MS);
    const second = await r.nth(2);
    assert.is(second.headers['webhook-id'], waiting.id);
    assert.is.not(second.headers['webhook-signature'], r.received[0]!.headers['webhook-signature']);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.is(done.attempts, 2);
  }),
);

t('a receiver that hangs is given up after the time limit; the answer says so', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = () => undefined;
      await drain(s);
      const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
      assert.equal([tried.state, tried.lastStatus, tried.lastError], ['waiting', undefined, 'no answer within 0.2 s']);
      await until('the connection is closed', () => r.open === 0);
    },
    { timers: { webhookMs: 200 } },
  ),
);

t('a receiver that says 200 and then hangs in the middle of its answer has taken it', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = (response) => void response.writeHead(200).write('part');
      await drain(s);
      const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
      assert.equal([done.lastStatus, done.lastAnswer], [200, 'part']);
    },
    { timers: { webhookMs: 300 } },
  ),
);

t('410 Gone disables the webhook, and says why', () =>
  withHook({}, async (s, r) => {
    r.answer = status(410);
    await drain(s);
    await until('it is disabled', async () => (await hook(s)).state === 'disabled');
    const gone = await hook(s);
    assert.match(String(gone.because), '410 Gone');
    assert.is((await list(s))[0]!.state, 'failed');
    await drain(s);
    assert.is((await list(s)).length, 1);
  }),
);

t('a redirect is not followed, and the answer says what to do', () =>
  withHook({}, async (s, r) => {
    const elsewhere = await Receiver.start();
    r.answer = status(302, { location: elsewhere.url });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.match(
      String(tried.lastError),
      `a redirect to ${elsewhere.url}; redirects are not followed: name the final address`,
    );
    assert.equal(elsewhere.received, []);
    await elsewhere.close();
  }),
);

t('of a huge answer the beginning is kept and the rest is not read', () =>
  withHook({}, async (s, r) => {
    let written = 0;
    r.answer = (response) => {
      response.writeHead(200);
      const chunk = 'x'.repeat(64 * 1024);
      const more = () => {
        while (!response.destroyed && written < 1_000 * chunk.length) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    await drain(s);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.is(done.lastAnswer, 'x'.repeat(1_024));
    await until('the connection is closed', () => r.open === 0);
    assert.ok(written < 500 * 64 * 1024, `${written} bytes were taken`);
  }),
);

t('nobody listens: the answer says so, and when somebody does, it arrives', () =>
  withHook({}, async (s, r) => {
    const { port } = r;
    await r.close();
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.is(tried.lastError, `127.0.0.1:${port}: nobody listens there (ECONNREFUSED)`);
    const again = await Receiver.start(port);
    s.clock.advance(HOUR_MS);
    assert.is((await again.nth(1)).headers['webhook-id'], tried.id);
    await again.close();
  }),
);

t('a receiver may ask for a longer rest', () =>
  withHook({}, async (s, r) => {
    r.answer = status(429, { 'retry-after': '1800' });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.ok(tried.due! - s.clock.now() > 1_700_000);
  }),
);

/** Queues of their own, so that none rests for another's sake. */
async function drainMany(s: Stage, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await s.api('queue.create', { name: `many ${n}` });
    await drain(s, `many ${n}`);
  }
}

t('a dead receiver holds up nobody else, and gets one attempt at a time', () =>
  withHook({}, async (s, r) => {
    const dead = await Receiver.start();
    dead.answer = () => undefined;
    await s.api('webhook.create', { name: 'dead', url: dead.url, events: ['queue.drained'] });
    await drainMany(s, 12);
    await r.nth(12);
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    assert.is((await hook(s, 'dead')).waiting, 12);
    assert.is(dead.mostOpen, atOnce.ofOne);
    const { port } = dead;
    await dead.close(); // they fail at once
    await until('it is known to fail', async () => (await hook(s, 'dead')).failuresInRow >= atOnce.ofOne);
    const again = await Receiver.start(port);
    again.answer = () => undefined;
    s.clock.advance(HOUR_MS);
    await again.nth(1);
    await drain(s);
    await r.nth(13);
    assert.is(again.mostOpen, atOnce.ofFailing);
    await again.close();
  }),
);

t('while many fail, half of all attempts are left for the others', () =>
  withHook({ enabled: false }, async (s, r) => {
    const dead = await Receiver.start();
    dead.answer = status(500);
    for (let n = 0; n < atOnce.ofAllFailing + 4; n++)
      await s.api('webhook.create', { name: `dead ${n}`, url: dead.url, events: ['queue.drained'] });
    await drain(s);
    const failed = async () => (await s.api('webhook.list', {})).items.filter((w) => w.failuresInRow > 0).length;
    await until('all failed', async () => (await failed()) === atOnce.ofAllFailing + 4);
    dead.answer = () => undefined;
    dead.mostOpen = 0;
    s.clock.advance(HOUR_MS);
    await until('as many as may are under way', () => dead.open === atOnce.ofAllFailing);
    await s.api('webhook.update', { webhook: 'hook', enabled: true });
    await drain(s);
    await r.nth(1);
    assert.is(dead.mostOpen, atOnce.ofAllFailing);
    await dead.close();
  }),
);

t('what waits is delivered after a restart, each once', () =>
  withHook({}, async (s, r) => {
    r.answer = status(503);
    await drainMany(s, 3);
    await until('all were tried', async () => (await list(s)).every((d) => d.attempts === 1));
    r.answer = status(204);
    const before = r.received.length;
    s.clock.advance(HOUR_MS);
    await s.restart();
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    const ids = r.received.slice(before).map((one) => one.headers['webhook-id']);
    assert.equal(ids.length, 3);
    assert.is(new Set(ids).size, 3);
    await drain(s);
    await r.nth(before + 4);
  }),
);

t('a stop waits a moment for an answer that is on its way, and cuts what hangs', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = () => undefined;
      await drain(s);
      await r.nth(1);
      await s.restart();
      const again = await r.nth(2);
      assert.is(again.headers['webhook-id'], r.received[0]!.headers['webhook-id']);
      assert.is((await list(s))[0]!.attempts, 0);
    },
    { timers: { stopMs: 800 } },
  ),
);

t('disabled it rests; enabled it goes on; what is older than three days is dropped', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: false });
    r.answer = status(204);
    s.clock.advance(STALE_MS + HOUR_MS);
    await drain(s);
    assert.is((await list(s)).length, 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: true });
    const dropped = await delivery(s, 'was dropped', (d) => d.state === 'dropped');
    assert.match(String(dropped.lastError), 'older than three days');
    assert.is(r.received.length, 1);
    await s.api('webhook.redeliver', { webhook: 'hook', delivery: dropped.id });
    await delivery(s, 'was dropped again', (d) => d.state === 'dropped');
  }),
);

t('a ping is sent now, also by a webhook that is disabled and has work waiting', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: false });
    r.answer = status(200, {}, 'pong');
    const { id } = await s.api('webhook.test', { webhook: 'hook' });
    const ping = await r.nth(2);
    assert.is(ping.body.type, 'ping');
    await until('it arrived', async () => {
      const view = await s.api('webhook.delivery', { webhook: 'hook', delivery: id });
      return view.state === 'delivered' && view.lastAnswer === 'pong';
    });
    assert.is((await hook(s)).waiting, 1);
  }),
);

t('a delivery that arrived is sent again on request', () =>
  withHook({}, async (s, r) => {
    await drain(s);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    await s.api('webhook.redeliver', { webhook: 'hook', delivery: done.id });
    assert.is((await r.nth(2)).headers['webhook-id'], done.id);
  }),
);

t('deliveries are listed by state, page by page, the newest first', () =>
  withHook({}, async (s, r) => {
    await drainMany(s, 3);
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    const page = (more: object) => s.api('webhook.deliveries', { webhook: 'hook', ...more });
    const all = (await page({})).items.map((d) => d.id);
    assert.equal(all, [...all].sort().reverse());
    assert.equal((await page({ state: 'waiting' })).items.length, 1);
    const first = await page({ limit: 3 });
    const second = await page({ limit: 3, after: first.next });
    assert.equal(
      [...first.items, ...second.items].map((d) => d.id),
      all,
    );
    assert.is(second.next, undefined);
  }),
);

t('a deleted webhook is gone with its deliveries, and nothing more is sent', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.delete', { webhook: 'hook' });
    s.clock.advance(HOUR_MS);
    await s.api('webhook.create', { name: 'hook', url: r.url, events: ['queue.drained'] });
    assert.equal(await list(s), []);
    r.answer = status(204);
    await drain(s);
    const { headers } = await r.nth(2);
    assert.is.not(headers['webhook-id'], tried.id);
  }),
);

t('an address of https is verified: a certificate that nobody vouches for is refused', () =>
  withHook({ enabled: false }, async (s) => {
    const plain = createServer(); // speaks no TLS: the handshake fails
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
    await s.api('webhook.update', { webhook: 'hook', url, enabled: true });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.is(tried.lastStatus, undefined);
    assert.match(String(tried.lastError), /SSL|TLS|EPROTO|reset/i);
    await new Promise((resolve) => plain.close(resolve));
  }),
);

t.run();
