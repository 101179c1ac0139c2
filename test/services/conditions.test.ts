/** Launch conditions over real sockets (Q50–Q53): who adds work sees a robot start, never more jobs than allowed. */
import * as assert from 'uvu/assert';
import type { CoordinatorOptions } from '../../coordinator/config.ts';
import type { ParamsIn } from '../../protocol/contract.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('launch conditions at work');

/** A sweep that never comes: what happens, happens because of a hint. */
const NO_SWEEP = { conditionSweepMs: 3_600_000 };

type Settings = Partial<ParamsIn<'condition.set'>>;

async function withQueue(
  settings: Settings,
  body: (s: Stage) => Promise<void>,
  timers: CoordinatorOptions['timers'] = NO_SWEEP,
) {
  const s = await stage({ timers });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    await s.api('queue.create', { name: 'q' });
    await s.api('condition.set', { queue: 'q', deployment: 'hello', ...settings });
    await body(s);
  } finally {
    await s.close();
  }
}

const add = (s: Stage, count: number, lock?: ParamsIn<'resource.add'>['lock']) =>
  s.api('resource.addMany', {
    queue: 'q',
    items: Array.from({ length: count }, (_, value) => ({ value, ...(lock ? { lock } : {}) })),
  });
const jobs = async (s: Stage) => (await s.api('job.list', { limit: 500 })).items;
const open = async (s: Stage) => (await jobs(s)).filter((job) => job.ended === undefined);
const condition = (s: Stage) => s.api('condition.show', { queue: 'q' });

/** The agent's next order as its supervisor, which ends it at once. */
async function finish(s: Stage, agent: Awaited<ReturnType<Stage['agent']>>, n: number, end: 'succeeded' | 'failed') {
  const supervisor = await FakeRun.open(s.url, await agent.order(n), 'supervisor');
  await supervisor.report({ kind: 'started', pid: 4_711 });
  await supervisor.end(end, end === 'failed' ? 'boom' : undefined);
  supervisor.close();
}

t('Q50, Q52: resources are added and a waiting robot starts', () =>
  withQueue({ minWaiting: 2 }, async (s) => {
    const agent = await s.agent('one', 'p');
    await add(s, 1);
    assert.is((await condition(s)).says, '1 of 2 waiting: starts at 2');
    assert.equal(await jobs(s), []);
    await add(s, 1);
    const order = await agent.order();
    assert.is(order.source, 'launch condition');
    const view = await condition(s);
    assert.equal([view.open, view.says], [1, '1 of 1 job open']);
    const [queue] = (await s.api('queue.list', {})).items;
    assert.equal([queue?.waiting, queue?.condition?.says], [2, '1 of 1 job open']);
  }),
);

t('Q50: the next job starts when the last one ended, as long as enough waits', () =>
  withQueue({}, async (s) => {
    const agent = await s.agent('one', 'p');
    await add(s, 2);
    for (const n of [1, 2]) {
      const script = await FakeRun.open(s.url, await agent.order(n), 'script');
      const { id } = await script.call('resource.get', { queue: 'q', timeout: 0 });
      await script.call('resource.markProcessed', { queue: 'q', id });
      await finish(s, agent, n, 'succeeded');
      script.close();
    }
    await until('the condition waits again', async () => (await condition(s)).says === '0 of 1 waiting: starts at 1');
    assert.is((await jobs(s)).length, 2);
  }),
);

t('Q52: a thousand changes at once from many sides never make more jobs than the maximum', () =>
  withQueue({ maxJobs: 3, onePer: 1 }, async (s) => {
    const sides = Array.from({ length: 10 }, async (_, side) => {
      for (let i = 0; i < 10; i++) {
        await add(s, 10);
        if (side === 0) await s.api('condition.set', { queue: 'q', maxJobs: 3 });
        assert.ok((await open(s)).length <= 3);
      }
    });
    await Promise.all(sides);
    await until('three jobs are open', async () => (await open(s)).length === 3);
    const [first] = await open(s);
    await s.api('job.cancel', { job: first!.id });
    await until('another took its place', async () => (await jobs(s)).length === 4);
    assert.is((await open(s)).length, 3);
    assert.is((await s.api('queue.show', { queue: 'q' })).waiting, 1_000);
  }),
);

t('Q52: after a restart it goes on where it was, with no job too many and none missing', () =>
  withQueue({ maxJobs: 2, onePer: 5 }, async (s) => {
    await add(s, 5);
    await until('one job is open', async () => (await open(s)).length === 1);
    await s.restart();
    assert.is((await open(s)).length, 1);
    await add(s, 1);
    await until('the second started', async () => (await open(s)).length === 2);
    await s.restart();
    await add(s, 50);
    assert.is((await condition(s)).says, '2 of 2 jobs open');
    assert.is((await jobs(s)).length, 2);
  }),
);

t('Q52: what was missed is repaired at the start, and by the sweep', () =>
  withQueue(
    { enabled: false },
    async (s) => {
      await add(s, 1);
      await s.api('condition.set', { queue: 'q', enabled: true });
      assert.equal(await jobs(s), [], 'it rests since the first hint');
      await s.restart({ timers: { conditionRestMs: 3_600_000, conditionSweepMs: 50 } });
      for (const made of [1, 2, 3]) {
        await until('the job is there', async () => (await jobs(s)).length === made);
        const [job] = await open(s);
        await s.api('job.cancel', { job: job!.id }); // the second time it rests: only the sweep can see it
      }
    },
    { conditionRestMs: 3_600_000, ...NO_SWEEP },
  ),
);

t('Q51, Q30: a dated lock that expires starts a job', () =>
  withQueue({}, async (s) => {
    await add(s, 1, { read: { until: s.clock.now() + 60_000 } });
    assert.is((await condition(s)).waiting, 0);
    assert.equal(await jobs(s), []);
    s.clock.advance(60_001);
    await until('a job is there', async () => (await jobs(s)).length === 1);
  }),
);

t('Q51: three failures in a row pause it, which the queue says, too; enabling it goes on', () =>
  withQueue({}, async (s) => {
    const agent = await s.agent('one', 'p');
    await add(s, 1);
    for (const n of [1, 2, 3]) await finish(s, agent, n, 'failed');
    const paused = await until('it is paused', async () => {
      const view = await condition(s);
      return view.state === 'paused' ? view : undefined;
    });
    assert.match(paused.says, /^paused after 3 failures: the last was j_\w+ \(script-error: boom\); find the cause/);
    assert.is((await s.api('queue.show', { queue: 'q' })).condition?.state, 'paused');
    await add(s, 5);
    assert.is((await jobs(s)).length, 3);
    await s.api('condition.set', { queue: 'q', enabled: true });
    await agent.order(4);
  }),
);

t('Q53: a deployment that is deleted stops it, and the view says why', () =>
  withQueue({}, async (s) => {
    await s.api('deployment.delete', { deployment: 'hello' });
    await add(s, 1);
    const view = await condition(s);
    assert.equal([view.state, view.open], ['disabled', 0]);
    assert.match(view.says, 'the deployment hello was deleted');
    assert.equal((await s.api('condition.list', {})).items, [view]);
  }),
);

t('Q46: deleting the queue disables its condition, and a new queue of that name does not enable it', () =>
  withQueue({ minWaiting: 5 }, async (s) => {
    await add(s, 1);
    const refused = await refusalOf(s.api('queue.delete', { queue: 'q' }));
    assert.equal([refused.code, /launch condition starts jobs of hello/.test(refused.message)], ['InUse', true]);
    const { id } = await s.api('queue.show', { queue: 'q' });
    await s.api('queue.delete', { queue: 'q', force: true });
    await s.api('queue.create', { name: 'q' });
    await add(s, 9);
    await s.restart();
    const [view] = (await s.api('condition.list', {})).items;
    assert.equal([view?.id, view?.queue, view?.state], [id, 'q', 'disabled']);
    assert.match(view!.says, 'disabled: the queue "q" was deleted');
    assert.is((await refusalOf(s.api('condition.show', { queue: 'q' }))).code, 'ConditionNotFound');
    assert.equal(await jobs(s), []);
    await s.api('condition.delete', { queue: id });
    assert.equal((await s.api('condition.list', {})).items, []);
  }),
);

t('a deployment that cancels without a robot: the job starts when one comes', () =>
  withQueue({}, async (s) => {
    await s.api('deployment.update', { deployment: 'hello', whenNoRobot: 'cancel' });
    await add(s, 1);
    await until(
      'it says so',
      async () => (await condition(s)).says === '1 waiting: starts 1 job more as soon as a robot is free',
    );
    assert.equal(await jobs(s), []);
    const agent = await s.agent('one', 'p');
    await agent.order();
    assert.equal(
      (await jobs(s)).map((job) => job.state),
      ['running'],
    );
  }),
);

t.run();
