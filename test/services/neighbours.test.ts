/** Bad neighbours (P11): whatever one client does to its own connection, another is served meanwhile. */
import { randomBytes } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { MAX_CONNECTIONS_OF_RUN } from '../../coordinator/gateway.ts';
import { GantryError } from '../../protocol/errors.ts';
import { decodeFrame, isReply, type Reply } from '../../protocol/frame.ts';
import { MAX_VALUE_BYTES, MAX_VALUE_DEPTH } from '../../protocol/json-value.ts';
import { MAX_FRAME_BYTES, MAX_OPEN_REQUESTS } from '../../protocol/version.ts';
import { connect } from '../../sdk/index.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('bad neighbours');
const both = { read: true, write: true } as const;
const SILENT_MS = 300;

interface Street extends Stage {
  bad: FakeRun;
  good: FakeRun;
  /** One whole cycle of the other client's work. */
  served(): Promise<void>;
}

async function street(body: (s: Street) => Promise<void>) {
  const s = await stage({ timers: { pingMs: 50, silentMs: SILENT_MS } });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p');
    await s.api('queue.create', { name: 'q' });
    await s.api('queue.create', { name: 'other' });
    const { script: bad } = await s.running(await s.agent('bad', 'p'), 'hello');
    const { script: good } = await s.running(await s.agent('good', 'p'), 'hello');
    const served = async () => {
      await good.call('resource.add', { queue: 'other', value: 1 });
      const { id } = await good.call('resource.get', { queue: 'other', lock: both, timeout: 0 });
      await good.call('resource.markProcessed', { queue: 'other', id });
    };
    await body({ ...s, bad, good, served });
  } finally {
    await s.close();
  }
}

/** The replies that come over a socket from now on. */
function replies(ws: WebSocket): Reply[] {
  const seen: Reply[] = [];
  ws.on('message', (data) => seen.push(...(decodeFrame(String(data)) ?? []).filter(isReply)));
  return seen;
}
const requests = (count: number, verb: string, params: unknown, from = 10_000) =>
  JSON.stringify(Array.from({ length: count }, (_, i) => ({ id: from + i, verb, params })));
const code = (reply: Reply) => ('err' in reply ? reply.err.code : 'ok');

t('P11: a flood is cut to what may be open; each of it is answered or refused with when to come back', () =>
  street(async ({ bad, served, api }) => {
    const seen = replies(bad.socket.ws);
    const floods = 8;
    for (let n = 0; n < floods; n++)
      bad.socket.ws.send(requests(MAX_OPEN_REQUESTS, 'resource.add', { queue: 'q', value: n }, 10_000 * (n + 1)));
    await served();
    await until('all are answered', () => seen.length === floods * MAX_OPEN_REQUESTS);
    const done = seen.filter((reply) => code(reply) === 'ok').length;
    const refused = seen.filter((reply) => code(reply) === 'TooMany');
    assert.is(done + refused.length, seen.length);
    assert.ok(refused.length > 0, 'one frame is as many as may be open');
    assert.ok(refused.every((reply) => 'err' in reply && (reply.err.retryInMs ?? 0) > 0));
    assert.is((await api('queue.show', { queue: 'q' })).total, done, 'what was refused was not done');
  }),
);

t('P11: open waits of a connection are bounded; an add goes to the first of them, and others are served', () =>
  street(async ({ bad, good, served }) => {
    const seen = replies(bad.socket.ws);
    const waits = MAX_OPEN_REQUESTS + 500;
    bad.socket.ws.send(requests(waits, 'resource.get', { queue: 'q', lock: both, timeout: -1 }));
    await until('those beyond are refused', () => seen.length === 500);
    assert.equal(new Set(seen.map(code)), new Set(['TooMany']));
    await served();
    await good.call('resource.add', { queue: 'q', value: 'for the first' });
    await until('one is served', () => seen.length === 501);
    assert.equal([seen[500]!.re, code(seen[500]!)], [10_000, 'ok']);
    await served();
    assert.is(seen.length, 501);
  }),
);

t('P11: connections of one run are bounded, too', () =>
  street(async ({ bad, url, served }) => {
    const headers = { authorization: `Bearer ${bad.order.scriptToken}` };
    const sockets: WebSocket[] = [];
    let refused = 0;
    try {
      for (let n = 0; n < MAX_CONNECTIONS_OF_RUN + 5; n++) {
        const ws = new WebSocket(`${url.replace('http', 'ws')}/ws/run`, { headers });
        ws.on('error', () => {}); // told by unexpected-response
        ws.on('unexpected-response', (_request, response) => {
          if (response.statusCode === 429) refused++;
          response.resume();
          ws.terminate();
        });
        sockets.push(ws);
      }
      await until('those beyond are refused', () => refused >= 5);
      await served();
    } finally {
      for (const ws of sockets) ws.terminate();
    }
  }),
);

t('P11: one that never reads is given up; what it asked for does not pile up without end', () =>
  street(async ({ bad, url, served }) => {
    const { order } = bad;
    const robot = connect({ url, token: order.scriptToken });
    const { id } = await robot.queue('q').add('x'.repeat(MAX_VALUE_BYTES - 2));
    robot.close();
    const ws = bad.socket.ws;
    const seen = replies(ws);
    ws.pause();
    ws.send(requests(200, 'resource.get', { queue: 'q', id }));
    await served();
    await until('the coordinator closed it', async () => {
      await served();
      ws.resume(); // only a reader sees the end; by then it was given up long ago
      return bad.socket.closedWith;
    });
    assert.ok(seen.length < 200, `${seen.length} of 200 replies of 1 MiB were kept for it`);
  }),
);

t('P5, P11: half a frame and then silence ends the connection; meanwhile others are served', () =>
  street(async ({ bad, url, served }) => {
    const { port } = new URL(url);
    const socket = connectTcp(Number(port), '127.0.0.1');
    let answered = '';
    let closed = false;
    socket.on('data', (chunk) => (answered += chunk.toString('latin1')));
    socket.on('close', () => (closed = true));
    socket.on('error', () => {}); // `close` follows
    const lines = [
      'GET /ws/run HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      `Authorization: Bearer ${bad.order.scriptToken}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await until('the upgrade is answered', () => answered.includes('101'));
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff, 1, 2, 3, 4]); // text, masked, 1 MiB - 1
    socket.write(Buffer.concat([header, Buffer.alloc(100)]));
    await served();
    await until('it is closed', () => closed);
    await served();
  }),
);

t('P1: a frame of 1 MiB + 1 ends its own connection only', () =>
  street(async ({ bad, served }) => {
    bad.socket.ws.send('x'.repeat(MAX_FRAME_BYTES + 1));
    await served();
    const { code: why } = await until('it is closed', () => bad.socket.closedWith);
    assert.is(why, 1009);
  }),
);

t('P1: JSON as deep as a frame can be is refused by its field or ends its connection, and harms nobody', () =>
  street(async ({ bad, served, url }) => {
    const deep = '['.repeat(500_000) + ']'.repeat(500_000);
    const refused = async (frame: string, id: number) => {
      const seen = replies(bad.socket.ws);
      bad.socket.ws.send(frame);
      const reply = await until('it is answered', () => seen.find((r) => r.re === id));
      return 'err' in reply ? [reply.err.code, reply.err.field] : [];
    };
    const add = (value: string, id: number) =>
      `{"id":${id},"verb":"resource.add","params":{"queue":"q","value":${value}}}`;
    assert.equal(await refused(add(deep, 1_001), 1_001), ['ValidationError', 'value']);
    assert.equal(await refused(add('1e999', 1_002), 1_002), ['ValidationError', 'value']);
    assert.equal(await refused(`{"id":1003,"verb":"resource.add","params":${deep}}`, 1_003), [
      'ValidationError',
      'params',
    ]);
    const other = await FakeRun.open(url, bad.order, 'script');
    other.socket.ws.send(deep);
    assert.is((await until('it is closed', () => other.socket.closedWith)).code, 1002);
    await served();
  }),
);

t('Q3: values of 1 MiB, deep ones and every number pass add and get unchanged; one byte more is refused', () =>
  street(async ({ bad, url }) => {
    const robot = connect({ url, token: bad.order.scriptToken });
    const queue = robot.queue('q');
    const through = async (value: unknown) => {
      const { id } = await queue.add(value);
      return (await queue.get(id)).value;
    };
    try {
      const emoji = '😀'.repeat((MAX_VALUE_BYTES - 4) / 4);
      assert.ok((await through(`${emoji}ab`)) === `${emoji}ab`);
      const error = await refusalOf(queue.add(`${emoji}abc`));
      assert.equal([error.code, error.field], ['ValidationError', 'value']);
      const escaped = '\u0000'.repeat((MAX_VALUE_BYTES - 2) / 6);
      assert.ok((await through(escaped)) === escaped);
      const deep = JSON.parse(`${'[{"a":'.repeat(MAX_VALUE_DEPTH / 2)}null${'}]'.repeat(MAX_VALUE_DEPTH / 2)}`);
      assert.equal(await through(deep), deep);
      const many = Array.from({ length: 50_000 }, (_, n) => n / 7);
      assert.equal(await through(many), many);
      const odd = [0.1, 1e308, 5e-324, -1e-7, 2 ** 53 - 1, '\ud800 alone', '\u2028', '', null, true, { '': [] }];
      assert.equal(await through(odd), odd);
      assert.ok(Object.is(await through(-0), 0), 'JSON text has no -0 when JavaScript writes it');
      assert.is(await through(JSON.parse('9007199254740993')), 2 ** 53, 'beyond 2^53 JavaScript rounds: send text');
      assert.instance(await refusalOf(queue.add(10n)), GantryError, 'a BigInt is refused and never cut');
    } finally {
      robot.close();
    }
  }),
);

t.run();
