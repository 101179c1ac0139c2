import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { GantryError } from '../../protocol/errors.ts';
import { MAX_OPEN_REQUESTS } from '../../protocol/version.ts';
import { FakeRun, FakeSocket } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('the wire');

async function withScript(body: (s: Stage, script: FakeRun, supervisor: FakeRun) => Promise<void>) {
  const s = await stage();
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p');
    await s.api('queue.create', { name: 'q' });
    const { script, supervisor } = await s.running(await s.agent('r1', 'p'), 'hello');
    await body(s, script, supervisor);
  } finally {
    await s.close();
  }
}
const refused = (script: FakeRun, verb: string, params: unknown) => refusalOf(script.socket.client.call(verb, params));
const closed = (socket: FakeSocket) => until('the socket is closed', () => socket.closedWith);

t(
  'P1: an unknown verb, wrong types, unknown queues and verbs of others are refused by name; the connection stays',
  () =>
    withScript(async (s, script) => {
      assert.is((await refused(script, 'resource.fly', {})).code, 'UnknownVerb');
      const type = await refused(script, 'resource.add', { queue: 'q', value: 1, priority: 'high' });
      assert.equal([type.code, type.field], ['ValidationError', 'priority']);
      assert.is((await refused(script, 'resource.add', { queue: 'q', value: 1, priority: -1 })).field, 'priority');
      assert.is(
        (await refused(script, 'resource.add', { queue: 'q', value: 1, tags: ['x'.repeat(31)] })).field,
        'tags.0',
      );
      assert.is((await refused(script, 'resource.add', { queue: 'q', value: 1, extra: 1 })).field, 'extra');
      assert.is((await refused(script, 'resource.add', { queue: 'nowhere', value: 1 })).code, 'QueueNotFound');
      for (const verb of ['pool.create', 'run.report', 'run.lose', 'agent.hello', 'session.show'])
        assert.ok(['Forbidden', 'ValidationError'].includes((await refused(script, verb, { name: 'x' })).code), verb);
      assert.equal(
        (await s.api('pool.list', {})).items.map((p) => p.name),
        ['p'],
      );
      assert.ok((await script.call('resource.add', { queue: 'q', value: 1 })).id);
    }),
);

t('a frame over 1 MiB closes the connection and says what to do', () =>
  withScript(async (_s, script) => {
    script.socket.ws.send('x'.repeat(1024 * 1024 + 1));
    const { code, reason } = await closed(script.socket);
    assert.is(code, 1009);
    assert.match(reason, '/api/v1/rpc');
  }),
);

t('what is not JSON, not text or no message closes the connection', () =>
  withScript(async (s, script) => {
    const order = script.order;
    const cases: [string | Buffer, number][] = [
      ['{nonsense', 1007],
      [Buffer.from('{}'), 1003],
      ['[42]', 1002],
    ];
    for (const [frame, code] of cases) {
      const run = await FakeRun.open(s.url, order, 'script');
      run.socket.ws.send(frame);
      assert.is((await closed(run.socket)).code, code);
    }
  }),
);

t('X2: a wrong token opens no socket; an unknown path neither', async () => {
  const s = await stage();
  try {
    const open = async (path: string, headers: Record<string, string>) => {
      const socket = new FakeSocket(s.url.replace('http', 'ws') + path, headers);
      return (await refusalOf(socket.opened())).code;
    };
    assert.is(await open('/ws/run', { authorization: 'Bearer wrong' }), 'Unauthenticated');
    assert.is(await open('/ws/run', {}), 'Unauthenticated');
    assert.is(await open('/ws/run', { authorization: `Bearer ${s.token}` }), 'Unauthenticated');
    assert.is(await open('/ws/live', { origin: s.url }), 'Unauthenticated');
    assert.is(await open('/ws/other', {}), 'UnknownVerb');
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    assert.is(await open('/ws/live', { cookie, origin: 'http://elsewhere.example' }), 'Forbidden');
    assert.is(await open('/ws/live', { cookie }), 'Forbidden');
  } finally {
    await s.close();
  }
});

t('before its hello a run is told to say it; another protocol version is refused', () =>
  withScript(async (s, script) => {
    const run = new FakeRun(s.url, script.order, 'script');
    await run.socket.opened();
    assert.is((await refused(run, 'resource.add', { queue: 'q', value: 1 })).code, 'Unauthenticated');
    assert.is((await refused(run, 'run.hello', { protocol: 99, client: 'x', more: 1 })).code, 'VersionMismatch');
    run.close();
  }),
);

t('P11: more open requests than allowed are refused with TooMany; the others are answered', () =>
  withScript(async (s, script) => {
    const { id } = await script.call('resource.add', { queue: 'q', value: 1, lock: { read: true, write: true } });
    const agent = await s.agent('r2', 'p');
    const { script: other } = await s.running(agent, 'hello');
    const ws = other.socket.ws;
    const codes: string[] = [];
    ws.on('message', (data) => {
      const parsed = JSON.parse(String(data)) as
        | { re: number; err?: { code: string } }[]
        | { re: number; err?: { code: string } };
      for (const m of Array.isArray(parsed) ? parsed : [parsed]) if (m.re >= 10_000) codes.push(m.err?.code ?? 'ok');
    });
    const get = { queue: 'q', id, timeout: -1 };
    const requests = Array.from({ length: MAX_OPEN_REQUESTS + 3 }, (_, i) => ({
      id: 10_000 + i,
      verb: 'resource.get',
      params: get,
    }));
    ws.send(JSON.stringify(requests));
    await until('three are refused', () => codes.length === 3);
    assert.equal(new Set(codes), new Set(['TooMany']));
    await script.call('resource.unlock', { queue: 'q', id, kinds: { read: true, write: true } });
    await until('all are answered', () => codes.length === requests.length);
  }),
);

t('C: the console gets one notice for what changed, and the lines of the run it watches', () =>
  withScript(async (s, script, supervisor) => {
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    const socket = new FakeSocket(`${s.url.replace('http', 'ws')}/ws/live`, { cookie, origin: s.url });
    await socket.opened();
    const { run } = script.order;
    await socket.call('live.subscribe', { topics: ['jobs', 'queues', 'queue:q', `run:${run}`] });
    await supervisor.line('hello console');
    const { lines } = (await socket.notice('lines')).params as { run: string; lines: { text: string }[] };
    assert.equal(
      lines.map((l) => l.text),
      ['hello console'],
    );
    await script.call('resource.add', { queue: 'q', value: 1 });
    const { topics } = (await socket.notice('changed')).params as { topics: string[] };
    assert.ok(
      topics.some((topic) => topic === 'queue:q' || topic === 'queues'),
      String(topics),
    );
    assert.is((await socket.call('queue.show', { queue: 'q' })).total, 1);
    socket.close();
  }),
);

t('an HTTP body that is no JSON, a wrong parameter and an unknown path have their codes', async () => {
  const s = await stage();
  try {
    const headers = { authorization: `Bearer ${s.token}`, 'content-type': 'application/json' };
    const post = async (path: string, body: string) => {
      const response = await fetch(s.url + path, { method: 'POST', headers, body });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    assert.equal(await post('/api/v1/queues', '{nonsense'), [400, 'ValidationError']);
    assert.equal(await post('/api/v1/queues', '[]'), [400, 'ValidationError']);
    assert.equal(await post('/api/v1/queues', '{"name":""}'), [400, 'ValidationError']);
    assert.equal(await post('/api/v1/nowhere', '{}'), [404, 'UnknownVerb']);
    assert.equal(await post('/api/v1/queues', JSON.stringify({ name: 'x'.repeat(3 * 1024 * 1024) })), [
      413,
      'TooLarge',
    ]);
    assert.is((await refusalOf(s.api('queue.show', { queue: 'nowhere' }))).code, 'QueueNotFound');
    assert.instance(await refusalOf(s.api('job.show', { job: 'j_1' })), GantryError);
    assert.is(WebSocket.OPEN, 1);
  } finally {
    await s.close();
  }
});

t.run();
