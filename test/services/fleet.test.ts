import { generateKeyPairSync } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { GantryError, WireError } from '../../protocol/errors.ts';
import { FakeAgent, FakeRun, fakeFacts } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('robots, offers and runs over real sockets');

async function withFleet(options: Parameters<typeof stage>[0], body: (s: Stage, agent: FakeAgent) => Promise<void>) {
  const s = await stage(options);
  try {
    await s.api('pool.create', { name: 'p' });
    const agent = await s.agent('r1', 'p');
    await s.deploy('hello', 'p');
    await body(s, agent);
  } finally {
    await s.close();
  }
}
const jobOf = async (s: Stage, job: string) => s.api('job.show', { job });
const stateOf = async (s: Stage, job: string) => (await jobOf(s, job)).state;
const robotState = async (s: Stage) => (await s.api('robot.list', {})).items.map((r) => r.state);

t('X2: an enrolment token works once; the printed command carries it', async () => {
  const s = await stage();
  try {
    const { token, command } = await s.api('robot.invite', { name: 'r1' });
    assert.is(command, `gantry agent enroll --url ${s.url} --token ${token} && gantry agent start`);
    const agent = await FakeAgent.enrol(s.url, token, 'another name');
    assert.is(agent.name, 'r1'); // bound to the invitation's name
    assert.equal(await robotState(s), ['offline']);
    assert.is((await refusalOf(FakeAgent.enrol(s.url, token, 'r2'))).code, 'Unauthenticated');
    assert.is((await refusalOf(FakeAgent.enrol(s.url, 'wrong', 'r3'))).code, 'Unauthenticated');
    assert.is((await refusalOf(s.api('robot.invite', { pool: 'nowhere' }))).code, 'PoolNotFound');
    const { command: _, ...hello } = { command, ...(await agent.connect()) };
    assert.ok(hello.session.startsWith('s_'));
    assert.equal(await robotState(s), ['idle']);
    agent.close();
    await until('it is offline', async () => (await robotState(s))[0] === 'offline');
  } finally {
    await s.close();
  }
});

t('an enrolment token out of date, and a key that is none, are refused', async () => {
  const s = await stage();
  try {
    const { token } = await s.api('robot.invite', {});
    const body = JSON.stringify({ token, name: 'r', publicKey: 'no key', facts: fakeFacts() });
    const headers = { 'content-type': 'application/json' };
    const wrong = await fetch(`${s.url}/api/v1/enrol`, { method: 'POST', headers, body });
    assert.is(((await wrong.json()) as WireError).field, 'publicKey');
    s.clock.advance(16 * 60_000);
    assert.is((await refusalOf(FakeAgent.enrol(s.url, token, 'r'))).code, 'Unauthenticated');
  } finally {
    await s.close();
  }
});

t('X2: a hello signed by another key is refused and closed', () =>
  withFleet({}, async (s, agent) => {
    const thief = new FakeAgent(s.url, agent.robot, 'thief', generateKeyPairSync('ed25519').privateKey, fakeFacts());
    assert.is((await refusalOf(thief.connect())).code, 'Unauthenticated');
    await until('the thief is closed', () => thief.socket!.closedWith);
    assert.is(agent.socket!.closedWith, undefined);
  }),
);

t('P12: another protocol version is refused before anything else is looked at', () =>
  withFleet({}, async (_s, agent) => {
    const error = await refusalOf(agent.connect([], { protocol: 99, somethingNew: true }));
    assert.is(error.code, 'VersionMismatch');
    assert.match(error.message, 'update the coordinator');
  }),
);

t('P3: a newer session of a robot closes the older one', () =>
  withFleet({}, async (s, agent) => {
    const older = agent.socket!;
    agent.socket = undefined;
    await agent.connect();
    assert.is((await until('closed', () => older.closedWith)).code, 4001);
    assert.equal(await robotState(s), ['idle']);
  }),
);

t('P10: hellos beyond the limit are told when to come back', () =>
  withFleet({ limits: { hellosPerSecond: 1 } }, async (_s, agent) => {
    const refused = await until('one hello too many', async () => {
      try {
        await agent.connect();
        return undefined;
      } catch (error) {
        return error as GantryError;
      }
    });
    assert.equal([refused.code, refused.retry], ['TooMany', 'later']);
    assert.ok(refused.retryInMs! > 0);
  }),
);

t('J15, J21: a job goes to the idle robot, runs, reports its lines and its end', () =>
  withFleet({}, async (s, agent) => {
    const { job, supervisor } = await s.running(agent, 'hello');
    assert.equal([await stateOf(s, job), ...(await robotState(s))], ['running', 'busy']);
    await supervisor.line('one');
    await supervisor.line('two');
    await supervisor.report({ kind: 'output', value: { n: 7 } });
    assert.equal(await supervisor.end(), { acked: 5 });
    const shown = await jobOf(s, job);
    assert.equal([shown.state, shown.attempts, shown.output], ['succeeded', 1, { n: 7 }]);
    const { lines } = await s.api('run.log', { run: shown.runs[0]!.id, text: 'TWO' });
    assert.equal(
      lines.map((l) => [l.n, l.text]),
      [[2, 'two']],
    );
    const tail = await s.api('run.log', { run: shown.runs[0]!.id, from: -1 });
    assert.equal(
      tail.lines.map((l) => l.text),
      ['two'],
    );
    assert.equal(await robotState(s), ['idle']);
  }),
);

t('E4: a search of the log goes back from a line as well, nearest first, and says where to go on', () =>
  withFleet({}, async (s, agent) => {
    const { supervisor } = await s.running(agent, 'hello');
    for (const text of ['apple 1', 'pear', 'apple 2']) await supervisor.line(text);
    await supervisor.report(
      ...['pear', 'apple 3', 'apple 4'].map(
        (text) => ({ kind: 'line', level: 'info', source: 'stdout', text }) as const,
      ),
    );
    const { run } = supervisor.order;
    const back = (from: number, limit: number) =>
      s.api('run.log', { run, from, dir: 'desc', text: 'apple', limit }).then(({ lines, next }) => ({
        found: lines.map((line) => line.n),
        next,
      }));
    assert.equal(await back(5, 2), { found: [5, 3], next: 2 });
    assert.equal(await back(2, 5), { found: [1], next: undefined });
    assert.equal((await s.api('run.log', { run, dir: 'desc', limit: 1 })).lines[0]!.n, 6);
  }),
);

t('J22: a failed run is tried again as a new run instance, up to the retries', () =>
  withFleet({}, async (s, agent) => {
    await s.api('deployment.update', { deployment: 'hello', retries: 1 });
    const { job, supervisor } = await s.running(agent, 'hello');
    await supervisor.end('failed', 'first');
    const order = await agent.order(2);
    assert.equal([order.job, order.number, order.attempts], [job, 2, 2]);
    const second = await FakeRun.open(s.url, order, 'supervisor');
    await second.end('failed', 'second');
    const shown = await jobOf(s, job);
    assert.equal([shown.state, shown.runs.map((r) => r.error)], ['failed', ['first', 'second']]);
    second.close();
  }),
);

t('J25: a waiting job goes to the robot that becomes free; a pool’s new member takes it too', () =>
  withFleet({}, async (s, agent) => {
    const { supervisor } = await s.running(agent, 'hello');
    const low = (await s.api('job.run', { deployment: 'hello', priority: 1 })).jobs[0]!.id;
    const high = (await s.api('job.run', { deployment: 'hello', priority: 9 })).jobs[0]!.id;
    await supervisor.end();
    assert.is((await agent.order(2)).job, high);
    const other = await s.agent('r2');
    await s.api('pool.join', { pool: 'p', robot: 'r2' });
    assert.is((await other.order(1)).job, low);
  }),
);

t('J26: cancel reaches the supervisor, and the job ends as cancelled without a retry', () =>
  withFleet({}, async (s, agent) => {
    const { job, supervisor } = await s.running(agent, 'hello');
    assert.is((await s.api('job.cancel', { job })).cancelling, true);
    const cancel = (await supervisor.socket.notice('run.cancel')).params as { reason: string; graceMs: number };
    assert.equal([cancel.reason, cancel.graceMs], ['cancelled', 10_000]);
    await supervisor.end('cancelled');
    assert.is(await stateOf(s, job), 'cancelled');
    assert.equal(await robotState(s), ['idle']);
    assert.is(agent.orders.length, 1);
  }),
);

t('J26: without a supervisor the agent is told; a queued job is cancelled at once; force ends it at once', () =>
  withFleet({}, async (s, agent) => {
    const { job, supervisor, script } = await s.running(agent, 'hello');
    const queued = (await s.api('job.run', { deployment: 'hello' })).jobs[0]!.id;
    assert.is((await s.api('job.cancel', { job: queued })).state, 'cancelled');
    supervisor.close();
    await until('the supervisor is gone', async () => supervisor.socket.closedWith);
    await until('the agent is told', async () => {
      await s.api('job.cancel', { job });
      return agent.socket!.notices.some((n) => n.verb === 'run.cancel');
    });
    await s.api('job.cancel', { job, force: true });
    assert.is(await stateOf(s, job), 'cancelled');
    const stop = (await script.socket.notice('run.stop')).params as { run: string };
    assert.is(stop.run, agent.orders[0]!.run);
  }),
);

t('P6: an offer that nobody accepts is withdrawn, costs no attempt, and is offered again', () =>
  withFleet({ timers: { offerMs: 100 } }, async (s, agent) => {
    agent.onOffer = 'ignore';
    const job = (await s.api('job.run', { deployment: 'hello' })).jobs[0]!.id;
    await until('a second offer came', () => agent.offers.length >= 2);
    const withdrawn = agent.offers[0]!;
    assert.ok(agent.socket!.notices.some((n) => n.verb === 'run.stop'));
    assert.is.not(withdrawn.run, agent.offers[1]!.run);
    assert.is((await jobOf(s, job)).attempts, 0);
    const { run, epoch } = withdrawn;
    const late = await refusalOf(agent.socket!.call('run.accept', { run, epoch }));
    assert.ok(['RunEnded', 'RunNotFound', 'IllegalState'].includes(late.code), late.code);
  }),
);

t('P5: a run that nobody heard of for the time allowed is lost and tried again; a connected one is not', () =>
  withFleet({ timers: { lostSweepMs: 20 } }, async (s, agent) => {
    await s.api('deployment.update', { deployment: 'hello', lostAfterMs: 30_000 });
    const { job, supervisor, script } = await s.running(agent, 'hello');
    s.clock.advance(31_000);
    await supervisor.line('still here');
    assert.is(await stateOf(s, job), 'running');
    for (const one of [agent, supervisor, script]) one.close();
    await until('the robot is offline', async () => (await robotState(s))[0] === 'offline');
    s.clock.advance(31_000);
    const shown = await until('it is lost', async () => {
      const detail = await jobOf(s, job);
      return detail.runs[0]?.state === 'lost' ? detail : undefined;
    });
    assert.equal([shown.state, shown.runs[0]!.reason], ['running', 'agent-lost']);
    await agent.connect();
    assert.is((await agent.order(2)).number, 2);
  }),
);

t('P5: after a start every open run gets its full time again', () =>
  withFleet({ timers: { lostSweepMs: 20 } }, async (s, agent) => {
    await s.api('deployment.update', { deployment: 'hello', lostAfterMs: 30_000 });
    const { job } = await s.running(agent, 'hello');
    await s.coordinator.stop();
    s.clock.advance(60_000);
    await s.restart();
    s.clock.advance(20_000);
    assert.is(await stateOf(s, job), 'running');
    s.clock.advance(11_000);
    await until('it is lost', async () => (await jobOf(s, job)).runs[0]?.state === 'lost');
  }),
);

t('P5: an expiry that would hit many robots at once stops and alarms', async () => {
  const lines: string[] = [];
  const logTo = { write: (line: string) => void lines.push(line) };
  await withFleet({ timers: { lostSweepMs: 20 }, logLevel: 'error', logTo }, async (s, first) => {
    await s.api('deployment.update', { deployment: 'hello', lostAfterMs: 30_000 });
    const others = await Promise.all(['r2', 'r3', 'r4', 'r5'].map((name) => s.agent(name, 'p')));
    const all = [first, ...others];
    await Promise.all(all.map(() => s.api('job.run', { deployment: 'hello' })));
    await Promise.all(all.map((agent) => agent.order(1)));
    for (const agent of all) agent.close();
    await until('all are offline', async () => (await robotState(s)).every((state) => state === 'offline'));
    s.clock.advance(31_000);
    await until('it alarms', () => lines.some((line) => line.includes('too many robots silent')));
    const { items } = await s.api('job.list', {});
    assert.equal(new Set(items.map((job) => job.state)), new Set(['running']));
  });
});

t('P4: a run that the agent does not list at hello is lost at once', () =>
  withFleet({}, async (s, agent) => {
    const { job } = await s.running(agent, 'hello');
    await agent.connect([]);
    await until('it is lost', async () => (await jobOf(s, job)).runs[0]?.state === 'lost');
    assert.is((await agent.order(2)).number, 2);
  }),
);

t('P5: a connection without a byte for too long is dead', () =>
  withFleet({ timers: { pingMs: 60_000, silentMs: 150 } }, async (s, agent) => {
    await until('it is closed', () => agent.socket!.closedWith);
    await until('it is offline', async () => (await robotState(s))[0] === 'offline');
  }),
);

t('P5: pings keep a quiet connection alive', () =>
  withFleet({ timers: { pingMs: 50, silentMs: 5_000 } }, async (_s, agent) => {
    let pings = 0;
    agent.socket!.ws.on('ping', () => pings++);
    await until('pings came', () => pings >= 5);
    assert.is(agent.socket!.closedWith, undefined);
  }),
);

t.run();
