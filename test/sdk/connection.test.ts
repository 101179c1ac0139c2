import * as assert from 'uvu/assert';
import { GantryError } from '../../protocol/errors.ts';
import { MAX_OPEN_REQUESTS } from '../../protocol/version.ts';
import { type ConnectedRobot, connect } from '../../sdk/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { RunServer, view } from './support/run-server.ts';

const t = suite('the connection of a script');

async function withServer(body: (server: RunServer, robot: ConnectedRobot) => Promise<void>, outageMs?: number) {
  const server = await new RunServer().start();
  const robot = connect({ url: server.url, token: 'token', outageMs });
  try {
    await body(server, robot);
  } finally {
    robot.close();
    await server.stop();
  }
}

t('S13: naming a queue connects nothing; the first action does, with a client name in its hello', () =>
  withServer(async (server, robot) => {
    const queue = robot.queue('q');
    assert.is(server.hellos.length, 0);
    server.answer = () => view('i_1');
    await queue.add(1);
    assert.is(server.hellos.length, 1);
    assert.match((server.hellos[0]!.params as { client: string }).client, /^[A-Za-z0-9_-]{8,64}$/);
  }),
);

t('S12: a thousand adds of one turn travel in one frame', () =>
  withServer(async (server, robot) => {
    server.answer = ({ verb, params }) => {
      const { items = [], value } = params as { items?: { value: number }[]; value?: number };
      const ids = items.map((item) => `i_${item.value}`);
      return verb === 'resource.add'
        ? view(`i_${value}`)
        : { ids, added: ids.length, views: ids.map((id) => view(id)) };
    };
    const queue = robot.queue('q');
    await queue.add(-1);
    const added = await Promise.all(Array.from({ length: 1_000 }, (_, i) => queue.add(i)));
    assert.is(server.frames.length, 2);
    assert.equal(
      server.frames[1]!.map(({ verb, params }) => [verb, (params as { items: [] }).items.length]),
      [
        ['resource.addMany', 500],
        ['resource.addMany', 500],
      ],
    );
    assert.equal(
      added.map((r) => r.id),
      added.map((_, i) => `i_${i}`),
    );
  }),
);

t('P11: more calls than a connection may have open wait for room instead of being refused', () =>
  withServer(async (server, robot) => {
    let open = 0;
    let most = 0;
    const waiting: number[] = [];
    server.answer = ({ id }) => {
      most = Math.max(most, ++open);
      waiting.push(id);
      return undefined;
    };
    let done = false;
    const all = Promise.all(
      Array.from({ length: MAX_OPEN_REQUESTS + 500 }, (_, i) => robot.queue('q').delete(`i_${i}`)),
    );
    all.finally(() => {
      done = true;
    });
    while (!done) {
      await until('some came or all are answered', () => waiting.length > 0 || done);
      for (const id of waiting.splice(0)) {
        open--;
        server.reply(id, {});
      }
    }
    assert.is((await all).length, MAX_OPEN_REQUESTS + 500);
    assert.ok(most < MAX_OPEN_REQUESTS, `${most} were open at once`);
  }),
);

t('S10: an unanswered request is repeated with the same number and the same client after a reconnect', () =>
  withServer(async (server, robot) => {
    server.answer = () => undefined;
    const adding = robot.queue('q').add('once');
    await until('it came', () => server.requests.length === 1);
    for (const socket of server.sockets) socket.terminate();
    server.answer = () => view('i_1');
    assert.is((await adding).id, 'i_1');
    const [first, second] = server.requests;
    assert.equal(first, second);
    assert.equal(server.hellos[0]!.params, server.hellos[1]!.params);
  }),
);

t('S10: a restart of the coordinator is only slowness', () =>
  withServer(async (server, robot) => {
    server.answer = () => view('i_1');
    await robot.queue('q').add(1);
    await server.stop();
    const adding = robot.queue('q').add(2);
    await server.start();
    assert.is((await adding).id, 'i_1');
  }),
);

t('S10: after the limit the call ends with Unavailable, which says what to check; a later one may succeed', () =>
  withServer(async (server, robot) => {
    await server.stop();
    const error = await refusalOf(robot.queue('q').add(1));
    assert.is(error.code, 'Unavailable');
    assert.is(error.retry, 'later');
    assert.match(error.message, new RegExp(`${server.url} was not reached .*check that it runs`));
    await server.start();
    server.answer = () => view('i_2');
    const ids: string[] = [];
    while (ids.length === 0) {
      await robot
        .queue('q')
        .add(2)
        .then(
          (r) => ids.push(r.id),
          (e: GantryError) => assert.is(e.code, 'Unavailable'),
        );
    }
    assert.is(ids[0], 'i_2');
    assert.is(
      server.requests.some((r) => (r.params as { value: number }).value === 1),
      false,
      'the given up one is not sent',
    );
  }, 300),
);

t('S11: run.stop ends open and later calls with RunEnded, and aborts the signal', () =>
  withServer(async (server, robot) => {
    server.answer = () => undefined;
    const { signal } = robot;
    const adding = robot.queue('q').add(1);
    await until('it came', () => server.requests.length === 1);
    server.notice('run.stop', { run: 'r_1', epoch: 1, because: 'it was cancelled' });
    const error = await refusalOf(adding);
    assert.is(error.code, 'RunEnded');
    assert.match(error.message, /it was cancelled/);
    assert.is((await refusalOf(robot.queue('q').add(2))).code, 'RunEnded');
    assert.is(signal.aborted, true);
    assert.is(server.requests.length, 1);
  }),
);

t('a refused token is not tried again, and the error says what to do', () =>
  withServer(async (server, robot) => {
    server.refuseWith = 401;
    const error = await refusalOf(robot.queue('q').add(1));
    assert.is(error.code, 'Unauthenticated');
    assert.match(error.message, /get a new one/);
  }),
);

t('an answer of a proxy (502) is waited out', () =>
  withServer(async (server, robot) => {
    server.refuseWith = 502;
    const adding = robot.queue('q').add(1);
    server.answer = () => view('i_1');
    setTimeout(() => {
      server.refuseWith = 0;
    }, 20);
    assert.is((await adding).id, 'i_1');
  }),
);

t('Q3: a value too large for a frame goes over HTTP under the same client, tried again until it is through', () =>
  withServer(async (server, robot) => {
    server.answer = ({ id }) => view(`i_${id}`);
    const queue = robot.queue('q');
    await queue.add('small');
    server.breakPosts = 1;
    const large = 'x'.repeat(1024 * 1024 - 2);
    assert.ok((await queue.add(large)).id);
    assert.is(server.posted.length, 1);
    assert.is(server.posted[0]!.client, (server.hellos[0]!.params as { client: string }).client);
    assert.is((server.posted[0]!.request.params as { value: string }).value.length, large.length);
    assert.is(server.frames.length, 1);
  }),
);

t('S15: a refusal arrives as GantryError with code, field and message', () =>
  withServer(async (server, robot) => {
    server.answer = () => {
      throw {
        code: 'ValidationError',
        message: 'tags.0: must have 1 to 30 characters',
        field: 'tags.0',
        retry: 'never',
      };
    };
    const error = await refusalOf(robot.queue('q').add(1, { tags: ['x'.repeat(31)] }));
    assert.instance(error, GantryError);
    assert.equal([error.code, error.field, error.retry], ['ValidationError', 'tags.0', 'never']);
  }),
);

t('S15: without a coordinator the error names the three ways to one', async () => {
  const { robot } = await import('../../sdk/index.ts');
  const error = await refusalOf(robot.queue('q').add(1));
  assert.match(error.message, /run of an agent.*connect\(\{ url, token \}\).*GANTRY_URL/);
  assert.match(
    (await refusalOf(connect({ url: 'gantry:7100', token: 'x' }).queue('q').add(1))).message,
    /^url: must be like https/,
  );
});

t('Q35: dates of locks travel as milliseconds', () =>
  withServer(async (server, robot) => {
    server.answer = () => view('i_1');
    const until = new Date(5_000);
    const added = await robot.queue('q').add(1, { lock: { read: { until }, write: true }, key: 'k' });
    await added.lock({ write: { until: 7_000 } }, { timeout: 0 });
    const [add, lock] = server.requests;
    assert.equal(add!.params, { queue: 'q', value: 1, key: 'k', lock: { read: { until: 5_000 }, write: true } });
    assert.equal(lock!.params, { queue: 'q', id: 'i_1', lock: { write: { until: 7_000 } }, timeout: 0 });
    assert.equal([added.created.getTime(), added.updated.getTime()], [1_000, 2_000]);
  }),
);

t('S10: what is refused for now is asked again under its number, and the script sees only slowness', () =>
  withServer(async (server, robot) => {
    let refused = 0;
    server.answer = () => {
      if (refused++ < 3) throw { code: 'Unavailable', message: 'the disk is full', retry: 'later', retryInMs: 5 };
      return view('i_1');
    };
    assert.is((await robot.queue('q').add(1)).id, 'i_1');
    assert.equal([server.requests.length, new Set(server.requests.map(({ id }) => id)).size], [4, 1]);
  }),
);

t('S10: after the limit the refusal itself is the answer; one without a time to come back is so at once', () =>
  withServer(async (server, robot) => {
    server.answer = () => {
      throw { code: 'Unavailable', message: 'the disk is full', retry: 'later', retryInMs: 20 };
    };
    const full = await refusalOf(robot.queue('q').add(1));
    assert.equal([full.code, full.message, server.requests.length], ['Unavailable', 'the disk is full', 6]);
    server.answer = () => {
      throw { code: 'Unavailable', message: 'the key is missing', retry: 'later' };
    };
    await refusalOf(robot.queue('q').add(1));
    assert.is(server.requests.length, 7);
  }, 100),
);

t.run();
