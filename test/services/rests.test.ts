/** Rests over sockets (J23, J32, P6, P13): a robot that refuses, and a clock that somebody sets while a job rests. */
import * as assert from 'uvu/assert';
import type { FakeAgent } from '../support/fake-agent.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('rests of jobs and robots');
const DAY_MS = 86_400_000;
const BACKOFF_MS = 60_000;

async function withRobot(body: (s: Stage, agent: FakeAgent) => Promise<void>): Promise<void> {
  const s = await stage({ timers: { dateCheckMs: 20 } });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('pay', 'p', { retries: 3, backoff: { kind: 'fixed', ms: BACKOFF_MS } });
    await body(s, await s.agent('one', 'p'));
  } finally {
    await s.close();
  }
}

const messageOf = async (s: Stage, job: string) => (await s.api('job.show', { job })).message;

/** A job that failed once and rests. */
async function rested(s: Stage, agent: FakeAgent): Promise<string> {
  const { jobs } = await s.api('job.run', { deployment: 'pay' });
  const supervisor = await FakeRun.open(s.url, await agent.order(), 'supervisor');
  await supervisor.end('failed', 'broken');
  supervisor.close();
  await until('it rests', async () => /attempt 2 of 4, waiting for a robot from/.test(await messageOf(s, jobs[0]!.id)));
  return jobs[0]!.id;
}

t('J32, P6: why says that a robot refused and when it is asked again; then it is, though the job is gone', () =>
  withRobot(async (s, agent) => {
    agent.onOffer = 'refuse';
    const { jobs } = await s.api('job.run', { deployment: 'pay' });
    await until('it refused', async () => /refused/.test(await messageOf(s, jobs[0]!.id)));
    agent.onOffer = 'accept';
    const { jobs: others } = await s.api('job.run', { deployment: 'pay' });
    const why = await s.api('job.why', { job: others[0]!.id });
    assert.match(why.waiting!.robots[0]!.because, /^refused a job \d s ago: the test says so; asked again in \d s$/);
    assert.match((await s.api('robot.list', {})).items[0]!.because, 'refused a job');
    await s.api('job.cancel', { job: jobs[0]!.id });
    assert.is(agent.offers.length, 1);
    s.clock.advance(5_000);
    assert.is((await agent.order()).job, others[0]!.id);
  }),
);

t('P13: the clock is set back by a day while a job rests: it is tried again after its backoff, not a day later', () =>
  withRobot(async (s, agent) => {
    const job = await rested(s, agent);
    s.clock.jump(-DAY_MS);
    await until('the rest begins anew', () => endsSoon(s, job));
    s.clock.advance(BACKOFF_MS);
    assert.is((await agent.order(2)).job, job);
    assert.is(agent.offers.length, 2);
  }),
);

t('P13: the clock is put ahead by a day while a job rests: it is tried again at once, and once', () =>
  withRobot(async (s, agent) => {
    const job = await rested(s, agent);
    s.clock.jump(DAY_MS);
    assert.is((await agent.order(2)).job, job);
    s.clock.jump(-DAY_MS);
    s.clock.advance(2 * BACKOFF_MS);
    assert.is((await s.api('job.show', { job })).runs.length, 2);
    assert.is(agent.offers.length, 2);
  }),
);

t('P13: the clock was set back while the coordinator was down', () =>
  withRobot(async (s, agent) => {
    const job = await rested(s, agent);
    await s.coordinator.stop();
    s.clock.jump(-DAY_MS);
    await s.restart();
    await agent.connect();
    assert.ok(await endsSoon(s, job));
    s.clock.advance(BACKOFF_MS);
    assert.is((await agent.order(2)).job, job);
  }),
);

/** Does its rest end within the backoff from now? */
async function endsSoon(s: Stage, job: string): Promise<boolean> {
  const { says = '' } = (await s.api('job.why', { job })).waiting ?? {};
  const date = /rests until (\S+),/.exec(says)?.[1];
  return date !== undefined && Date.parse(date) - s.clock.now() <= BACKOFF_MS;
}

t.run();
