/** J30, S7: child jobs as a script has them, against the real coordinator of `gantry/testing`. */
import * as assert from 'uvu/assert';
import { GantryError, type Job } from '../../sdk/index.ts';
import { startCoordinator, type TestCoordinator } from '../../testing/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';

const t = suite('child jobs of a script');

async function withExport(body: (coordinator: TestCoordinator) => Promise<void>) {
  await using coordinator = await startCoordinator();
  await coordinator.deployment('export', { parameters: [{ name: 'year', type: 'number', required: true }] });
  await body(coordinator);
}

t('S7: startJob gives a job, wait gives its output', () =>
  withExport(async (coordinator) => {
    const parent = await coordinator.robot('desk');
    const job: Job<{ rows: number }> = await parent.startJob('export', { year: 2026 });
    assert.equal([job.deployment, job.existing], ['export', false]);
    const waiting = job.wait();
    const child = await coordinator.take('export');
    assert.equal([child.params, child.run.job, child.run.source], [{ year: 2026 }, job.id, 'run']);
    await child.end('succeeded', { output: { rows: 12 } });
    assert.equal(await waiting, { rows: 12 });
    assert.equal(await job.outcome(), { state: 'succeeded', message: '', output: { rows: 12 } });
  }),
);

t('S7: a child that fails, is lost or is cancelled throws with its message; outcome throws nothing', () =>
  withExport(async (coordinator) => {
    const parent = await coordinator.robot();
    for (const [how, says] of [
      ['failed', /\(export\) failed: script-error: no such year/],
      ['lost', /\(export\) failed: agent-lost: the plug was pulled/],
      ['cancelled', /was cancelled/],
    ] as const) {
      const job = await parent.startJob('export', { year: 1 });
      const waiting = refusalOf(job.wait());
      const child = await coordinator.take('export');
      await child.end(how, { message: how === 'lost' ? 'the plug was pulled' : 'no such year' });
      const error = await waiting;
      assert.ok(error instanceof GantryError);
      assert.is(error.code, 'JobFailed');
      assert.match(error.message, says);
      assert.match(error.message, `gantry job log ${job.id}`);
      assert.is((await job.outcome()).state, how === 'cancelled' ? 'cancelled' : 'failed');
    }
  }),
);

t('J30: a retried child is waited for to its last attempt', async () => {
  await using coordinator = await startCoordinator();
  await coordinator.deployment('export', { retries: 1 });
  const job = await (await coordinator.robot()).startJob('export');
  const waiting = job.wait();
  await (await coordinator.take('export')).end('failed');
  const second = await coordinator.take('export');
  assert.equal([second.run.attempt, second.run.attempts], [2, 2]);
  await second.end('succeeded', { output: 'late' });
  assert.is(await waiting, 'late');
});

t('Q31: a wait ends when its time is up, the job goes on', () =>
  withExport(async (coordinator) => {
    const job = await (await coordinator.robot()).startJob('export', { year: 1 });
    assert.is((await refusalOf(job.wait({ timeout: 0 }))).code, 'JobTimeout');
    const waiting = refusalOf(job.wait({ timeout: 5_000 }));
    await coordinator.clock.advance(5_000);
    const late = await waiting;
    assert.is(late.code, 'JobTimeout');
    assert.match(late.message, 'is still queued');
    await (await coordinator.take('export')).end('succeeded', { output: 1 });
    assert.is(await job.wait(), 1);
  }),
);

t('S11: a parent that ends waits no longer; what it started goes on', () =>
  withExport(async (coordinator) => {
    const parent = await coordinator.robot();
    const job = await parent.startJob('export', { year: 1 });
    const waiting = refusalOf(job.wait());
    await coordinator.settle();
    await parent.end('failed');
    assert.is((await waiting).code, 'RunEnded');
    assert.is((await coordinator.take('export')).run.job, job.id);
  }),
);

t('J20: the same key gives the same job, also to another run', () =>
  withExport(async (coordinator) => {
    const one = await coordinator.robot();
    const two = await coordinator.robot();
    const first = await one.startJob('export', { year: 1 }, { key: '2026' });
    const again = await two.startJob('export', { year: 1 }, { key: '2026' });
    assert.equal([again.id, again.existing], [first.id, true]);
    const waiting = Promise.all([first.wait(), again.wait()]);
    await (await coordinator.take('export')).end('succeeded', { output: 'once' });
    assert.equal(await waiting, ['once', 'once']);
  }),
);

t('J30: cancel ends a waiting child at once, and asks a running one', () =>
  withExport(async (coordinator) => {
    const parent = await coordinator.robot();
    const queued = await parent.startJob('export', { year: 1 });
    await queued.cancel();
    await queued.cancel();
    assert.is((await queued.outcome()).state, 'cancelled');
    const running = await parent.startJob('export', { year: 1 });
    const child = await coordinator.take('export');
    await running.cancel();
    assert.is((await refusalOf(running.wait({ timeout: 0 }))).code, 'JobTimeout');
    await child.end('cancelled');
    assert.is((await running.outcome()).state, 'cancelled');
  }),
);

t('J13, S15: wrong input is refused by its field, before or at the coordinator', () =>
  withExport(async (coordinator) => {
    const parent = await coordinator.robot();
    const field = async (work: Promise<unknown>) => {
      const { code, field: name } = await refusalOf(work);
      return [code, name];
    };
    assert.equal(await field(parent.startJob('export', {})), ['ValidationError', 'params.year']);
    assert.equal(await field(parent.startJob('export', { year: Number.NaN })), ['ValidationError', 'params.year']);
    assert.equal(await field(parent.startJob('export', [] as never)), ['ValidationError', 'params']);
    assert.equal(await field(parent.startJob(7 as never)), ['ValidationError', 'deployment']);
    assert.equal(await field(parent.startJob('export', { year: 1 }, { priority: 5_001 })), [
      'ValidationError',
      'priority',
    ]);
    assert.equal(await field(parent.startJob('nowhere')), ['DeploymentNotFound', 'deployment']);
  }),
);

t.run();
