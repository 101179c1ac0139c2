/** C1: the overview's numbers over HTTP: robots, jobs, failures by message, hour by hour, fullest queues, disk. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('services: overview');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** One job of `deployment` that ends with this error. */
async function failed(s: Stage, agent: Awaited<ReturnType<Stage['agent']>>, error: string): Promise<string> {
  const { job, supervisor } = await s.running(agent, 'invoices');
  await supervisor.report({ kind: 'ended', state: 'failed', reason: 'script-error', error, exitCode: 1 } as never);
  return job;
}

t('C1: an empty coordinator has zeros, 24 hours, and a size', async () => {
  const s = await stage();
  const o = await s.api('overview.show', {});
  assert.equal(o.robots, { total: 0, states: { offline: 0, idle: 0, busy: 0, paused: 0 } });
  assert.equal(
    [o.jobs, o.failures, o.queues],
    [{ running: 0, queued: 0 }, { day: 0, before: 0, atLeast: false, groups: [] }, []],
  );
  assert.equal(
    [o.gone, o.waiting],
    [
      { total: 0, robots: [] },
      { resources: 0, queues: 0 },
    ],
  );
  assert.is(o.hours.length, 24);
  assert.ok(o.hours.every((hour, n) => n === 0 || hour.from - o.hours[n - 1]!.from === HOUR_MS));
  assert.ok(o.hours.at(-1)!.from <= o.at && o.at < o.hours.at(-1)!.from + HOUR_MS);
  assert.ok(o.disk.databaseBytes! > 0 && o.disk.freeBytes! > 0);
  await s.close();
});

t('C1: failures of the last day by message, beside those of the day before', async () => {
  const s = await stage();
  await s.api('pool.create', { name: 'p' });
  await s.deploy('invoices', 'p', { retries: 0 });
  const agent = await s.agent('robot 1', 'p');
  await failed(s, agent, 'login refused');
  await failed(s, agent, 'only yesterday');
  s.clock.advance(DAY_MS + 60_000);
  await failed(s, agent, 'login refused');
  const last = await failed(s, agent, 'login refused');
  const other = await failed(s, agent, 'no paper');
  const { failures, hours, robots, jobs } = await s.api('overview.show', {});
  assert.equal([failures.day, failures.before, failures.atLeast], [3, 2, false]);
  assert.equal(
    failures.groups.map(({ message, count, before, job, deployment }) => [message, count, before, job, deployment]),
    [
      ['script-error: login refused', 2, 1, last, 'invoices'],
      ['script-error: no paper', 1, 0, other, 'invoices'],
    ],
  );
  assert.is(
    hours.reduce((sum, hour) => sum + hour.failed, 0),
    3,
  );
  assert.equal([robots.total, jobs], [1, { running: 0, queued: 0 }]);
  await s.close();
});

t('C1: the fullest queues first, empty ones not at all; what robots published takes disk', async () => {
  const s = await stage();
  await s.api('pool.create', { name: 'p' });
  await s.deploy('invoices', 'p');
  for (let n = 0; n < 12; n++) {
    await s.api('queue.create', { name: `q${n}` });
    if (n > 0)
      await s.api('resource.addMany', { queue: `q${n}`, items: Array.from({ length: n }, () => ({ value: 1 })) });
  }
  await s.api('job.run', { deployment: 'invoices' });
  const { queues, waiting, jobs, disk } = await s.api('overview.show', {});
  assert.equal(
    queues.map((one) => [one.name, one.waiting]),
    Array.from({ length: 10 }, (_, n) => [`q${11 - n}`, 11 - n]),
  );
  assert.equal(waiting, { resources: 66, queues: 11 }, 'of all queues, not of those that are shown');
  assert.is(jobs.queued, 1);
  assert.ok(disk.packages!.bytes > 0);
  assert.is(disk.evidence!.bytes, 0);
  await s.close();
});

t.run();
