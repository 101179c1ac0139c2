/** Live view between the robot's screen and the coordinator: a real screen, a coordinator's route on a real socket. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import type { Capture } from '../../agent/capture/index.ts';
import { LiveView } from '../../agent/live.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { alive, open, paint, stopAll } from './capture.support.ts';

const t = suite('live view at the robot');
t.after(stopAll);

interface Put {
  jpeg: Buffer;
  port: number;
  atMs: number;
  answer(watched: boolean): void;
}

/** The coordinator's two ways in, and all that came by them. */
async function coordinator(onPut: (put: Put) => void) {
  const puts: Put[] = [];
  const words: string[] = [];
  const http = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    assert.equal([request.method, request.url], ['PUT', '/api/v1/runs/r_1/picture']);
    assert.is(request.headers.authorization, 'Bearer secret');
    const answer = (watched: boolean) => response.end(JSON.stringify({ watched }));
    const jpeg = Buffer.concat(chunks);
    const put = { jpeg, port: request.socket.remotePort!, atMs: performance.now(), answer };
    puts.push(put);
    onPut(put);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const view = new LiveView({
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    token: 'secret',
    run: 'r_1',
    epoch: 7,
    call: async (verb, params) => {
      words.push(`${verb} ${(params as { why: string }).why}`);
    },
  });
  const close = async () => {
    view.watched(false);
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  return { view, puts, words, close };
}

t(
  'E13: nothing is taken before somebody watches; then pictures come by one connection, until nobody does',
  async () => {
    const { capture } = await open({ recording: 'never' });
    const c = await coordinator((put) => put.answer(true));
    try {
      c.view.use(capture);
      const screenOnly = capture.pids().length;
      c.view.watched(true);
      c.view.watched(true); // told twice after a reconnect
      for (const rgb of [0xff0000, 0x00ff00, 0x0000ff]) {
        const before = c.puts.length;
        await paint(capture, rgb);
        await until('a picture of it came', () => c.puts.length > before);
      }
      assert.is(new Set(c.puts.map((put) => put.port)).size, 1);
      c.view.watched(false);
      await until('nothing grabs', () => capture.pids().length === screenOnly);
      assert.equal(c.words, []);
    } finally {
      await c.close();
    }
  },
);

t('E13: a screen on which nothing moves is sent every five seconds, not every second', async () => {
  const { capture } = await open({ recording: 'never' });
  const c = await coordinator((put) => put.answer(true));
  try {
    c.view.use(capture);
    c.view.watched(true);
    await until('it was sent again', () => c.puts.length >= 3, 30_000);
    const [, second, third] = c.puts;
    assert.ok(third!.atMs - second!.atMs > 4_000, `${third!.atMs - second!.atMs} ms`);
  } finally {
    await c.close();
  }
});

t('P11, E13: a coordinator that answers slowly gets fewer pictures, the newest; none waits in a line', async () => {
  const { capture } = await open({ recording: 'never' });
  const c = await coordinator(() => {});
  const taken: Buffer[] = [];
  try {
    c.view.use(countedBy(capture, taken));
    c.view.watched(true);
    await until('the first came', () => c.puts.length === 1);
    for (let n = 2; n <= 4; n++) {
      await paint(capture, n * 0x202020);
      await until(`picture ${n} was taken`, () => taken.length >= n);
    }
    assert.is(c.puts.length, 1);
    const newest = taken.at(-1)!;
    c.puts[0]!.answer(true);
    await until('one follows', () => c.puts.length === 2);
    assert.ok(c.puts[1]!.jpeg.equals(newest), 'the newest');
  } finally {
    await c.close();
  }
});

/** The same screen; what is taken of it is kept in `taken` as well. */
function countedBy(capture: Capture, taken: Buffer[]): Capture {
  const show: Capture['show'] = (viewer) =>
    capture.show(
      viewer && {
        none: viewer.none,
        picture: (jpeg) => {
          taken.push(jpeg);
          viewer.picture(jpeg);
        },
      },
    );
  return Object.assign(Object.create(capture) as Capture, { show });
}

t('E13: an answer that nobody watches ends the grabbing', async () => {
  const { capture } = await open({ recording: 'never' });
  const c = await coordinator((put) => put.answer(false));
  try {
    c.view.use(capture);
    const screenOnly = capture.pids().length;
    c.view.watched(true);
    await until('one came', () => c.puts.length === 1);
    await until('nothing grabs', () => capture.pids().length === screenOnly);
    c.view.watched(true);
    await until('watched again, one comes again', () => c.puts.length === 2);
  } finally {
    await c.close();
  }
});

t('E13: before there is a screen, without one, and when it closes, the reason is told', async () => {
  const { capture } = await open({ recording: 'never' });
  const c = await coordinator((put) => put.answer(true));
  const bare = await coordinator(() => {});
  try {
    c.view.watched(true);
    await until('it starts', () => c.words.length === 1);
    c.view.use(capture);
    await until('a picture came', () => c.puts.length > 0);
    const grabber = capture.pids().at(-1)!;
    await c.view.stop();
    assert.not.ok(alive(grabber));
    await until('it ends', () => c.words.length === 2);
    bare.view.watched(true);
    bare.view.use('none');
    await until('there is no screen', () => bare.words.length === 2);
    assert.equal(
      [...c.words, ...bare.words].map((text) => text.split(' ')[1]),
      ['starting', 'ending', 'starting', 'no-screen'],
    );
  } finally {
    await Promise.all([c.close(), bare.close()]);
  }
});

t.run();
