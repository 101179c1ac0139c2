/** Two people, schedules and pools at the same second never put two runs on one robot (J9, J17), over real sockets. */
import * as assert from 'uvu/assert';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import { type FakeAgent, FakeRun, FakeSocket } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('one run on a robot at a time');

const ROBOTS = 3;
const ROUNDS = 3;
/** Starts at the same moment, by two people. */
const STARTS = 12;

/** A console's connection: what it asks for in one turn arrives in one frame, and is one batch. */
async function signedIn(s: Stage): Promise<FakeSocket> {
  const cookie = await signInByLink(s.url, (await s.api('session.makeLink', {})).link);
  const socket = new FakeSocket(`${s.url.replace(/^http/, 'ws')}/ws/live`, { cookie, origin: s.url });
  await socket.opened();
  return socket;
}

async function finish(s: Stage, order: RunOrder): Promise<void> {
  const supervisor = await FakeRun.open(s.url, order, 'supervisor');
  await supervisor.report({ kind: 'started', pid: 1 });
  await supervisor.end();
  supervisor.close();
}

/** Ends what the agent was ordered to run, one after the other; an order that comes before the last one ended is a second run. */
async function finishAll(s: Stage, agent: FakeAgent, ended: Map<FakeAgent, number>): Promise<void> {
  const done = ended.get(agent) ?? 0;
  assert.ok(agent.orders.length <= done + 1, `${agent.name} has ${agent.orders.length - done} runs at once`);
  const order = agent.orders[done];
  if (!order) return;
  ended.set(agent, done + 1);
  await finish(s, order);
}

t.within(
  240_000,
  'J17: however many start jobs at the same moment, a robot has one run, and every job runs once',
  async () => {
    const s = await stage();
    try {
      for (const pool of ['p', 'q']) await s.api('pool.create', { name: pool });
      await s.deploy('hello', 'p');
      const agents = await Promise.all(Array.from({ length: ROBOTS }, (_, n) => s.agent(`r${n}`, 'p')));
      await s.api('pool.join', { pool: 'q', robot: 'r0' });
      const made = { package: 'hello', recording: 'never' } as const;
      await s.api('deployment.create', { name: 'other', pool: 'q', ...made });
      await s.api('deployment.create', { name: 'pinned', robots: ['r0', 'r1'], ...made });
      const people = [await signedIn(s), await signedIn(s)];
      const jobs: string[] = [];
      const ended = new Map<FakeAgent, number>();
      for (let round = 0; round < ROUNDS; round++) {
        const starts = Array.from({ length: STARTS }, (_, n) => ['hello', 'other', 'pinned'][n % 3]!);
        const running = Promise.all(
          starts.map((deployment, n) => people[n % 2]!.call('job.run', { deployment, retries: 0 })),
        );
        const finishing = Promise.all(agents.map((agent) => finishAll(s, agent, ended)));
        const answers = await running;
        await finishing;
        jobs.push(...answers.flatMap((answer) => answer.jobs.map((job) => job.id)));
        if (round === 1) await s.api('pool.join', { pool: 'q', robot: 'r1' });
      }
      assert.is(jobs.length, ROUNDS * (STARTS + STARTS / 3));
      const allEnded = async () => {
        await Promise.all(agents.map((agent) => finishAll(s, agent, ended)));
        return [...ended.values()].reduce((sum, n) => sum + n, 0) === jobs.length;
      };
      await until('every job was given out and ended', allEnded, 180_000);
      const orders = agents.flatMap((agent) => agent.orders);
      assert.equal([orders.length, new Set(orders.map((order) => order.job)).size], [jobs.length, jobs.length]);
      const { items } = await s.api('job.list', { limit: 500 });
      assert.equal([...new Set(items.map((job) => `${job.state} ${job.attempts}`))], ['succeeded 1']);
    } finally {
      await s.close();
    }
  },
);

t('J17: a run’s own settings never touch its deployment, nor the run of somebody else at the same moment', async () => {
  const s = await stage();
  try {
    for (const pool of ['p', 'q']) await s.api('pool.create', { name: pool });
    await s.deploy('hello', 'p');
    const before = await s.api('deployment.show', { deployment: 'hello' });
    const changes = Array.from({ length: 6 }, (_, n) => ({
      priority: n,
      retries: n,
      pool: n % 2 ? 'q' : 'p',
      timeoutMs: n,
    }));
    const answers = await Promise.all(changes.map((change) => s.api('job.run', { deployment: 'hello', ...change })));
    assert.equal(
      answers.map(({ jobs: [job] }) => [job!.priority, job!.maxAttempts - 1, job!.pool]),
      changes.map((c) => [c.priority, c.retries, c.pool]),
    );
    assert.equal({ ...(await s.api('deployment.show', { deployment: 'hello' })), liveJobs: 0 }, before);
  } finally {
    await s.close();
  }
});

t.run();
