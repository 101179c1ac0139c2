/** J31: cancel, change the priority of, and run again many jobs; what a change does not fit is left alone, with the reason. */
import * as assert from 'uvu/assert';
import { leftAlone } from '../../coordinator/domain/job-batch.ts';
import { findWhere, meetsJobWhere } from '../../coordinator/domain/job-where.ts';
import type { JobChange, JobWhere } from '../../protocol/shapes-job.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('jobs: batches');

/** One job in each state: `queued`, `running`, `succeeded`, `failed`, `cancelled`, `stopping`. */
function oneOfEach(): { f: Fleet; jobs: Record<string, string>; name: string } {
  const f = fleet();
  const main = f.pool('main');
  const { name } = f.deploy({ retries: 0, priority: 100 });
  const jobs: Record<string, string> = {};
  for (const [n, state] of (['running', 'stopping', 'succeeded', 'failed'] as const).entries()) {
    jobs[state] = f.run(name, { priority: 200 + n });
    const run = f.start(f.robot(`robot ${n}`, { pool: main }));
    if (state === 'succeeded' || state === 'failed') f.end(run, state, `the shop said ${state.toUpperCase()}`);
    if (state === 'stopping') f.do('job.cancel', { job: jobs[state]! }, f.person());
  }
  for (const robot of f.world.all('robot')) f.disconnect(robot.id);
  jobs.cancelled = f.run(name);
  f.do('job.cancel', { job: jobs.cancelled }, f.person());
  jobs.queued = f.run(name);
  return { f, jobs, name };
}

const batch = ({ f, jobs }: ReturnType<typeof oneOfEach>, change: JobChange, key?: string) =>
  f.do('job.batch', { ids: Object.values(jobs), change, ...(key ? { key } : {}) }, f.person('operator'));

/** The preview's judgement of every job: nothing, or why it would be left alone. */
const judged = ({ f, jobs }: ReturnType<typeof oneOfEach>, change: JobChange) =>
  Object.values(jobs).map((id) => leftAlone(f.world.view, f.job(id), change)?.toString());

t('J31: cancel takes what can be cancelled; the preview says the same', () => {
  const s = oneOfEach();
  const expected = judged(s, { cancel: true });
  const { done, skipped, jobs } = batch(s, { cancel: true });
  assert.is(done, 2);
  assert.equal(skipped, {
    'being cancelled already': 1,
    'ended already: succeeded': 1,
    'ended already: failed': 1,
    'ended already: cancelled': 1,
  });
  assert.equal(
    jobs.map(({ because }) => because),
    expected,
  );
  assert.equal([s.f.job(s.jobs.queued!).state, s.f.job(s.jobs.running!).cancelling], ['cancelled', 1]);
});

t('J31, J26: forced it ends those at once that are being cancelled', () => {
  const s = oneOfEach();
  assert.is(batch(s, { cancel: true, force: true }).done, 3);
  const states = ['queued', 'running', 'stopping', 'succeeded'].map((name) => s.f.job(s.jobs[name]!).state);
  assert.equal(states, ['cancelled', 'cancelled', 'cancelled', 'succeeded']);
});

t('J31, J25: the priority of queued ones only', () => {
  const s = oneOfEach();
  const expected = judged(s, { priority: 4_999 });
  const { done, skipped, skippedAs, jobs } = batch(s, { priority: 4_999 });
  assert.is(done, 1);
  assert.is(skipped['not queued any more: running'], 2);
  const as = { form: 'not queued any more: {state}', values: { state: 'running' } };
  assert.equal(skippedAs?.['not queued any more: running'], as, 'C: it can be said in another language');
  assert.equal(
    jobs.map(({ because }) => because),
    expected,
  );
  assert.equal([s.f.job(s.jobs.queued!).priority, s.f.job(s.jobs.running!).priority], [4_999, 200]);
  assert.equal(batch(s, { priority: 4_999 }).skipped['it has that priority'], 1);
});

t('J31: run again makes a job like each, which says what it repeats; the same key makes none twice', () => {
  const s = oneOfEach();
  const count = Object.keys(s.jobs).length;
  const first = batch(s, { again: true }, 'batch-1');
  assert.is(first.done, count);
  const made = s.f.job(first.jobs[3]!.made!);
  assert.equal([made.again, made.state, made.priority, made.source], [s.jobs.failed, 'queued', 203, 'manual']);
  assert.equal(batch(s, { again: true }, 'batch-1').jobs, first.jobs);
  assert.is(s.f.world.all('job').length, 2 * count);
  batch(s, { again: true }, 'batch-2');
  assert.is(s.f.world.all('job').length, 3 * count);
});

t('J31: run again keeps parameters, settings and place, and takes the deployment’s version of now', () => {
  const f = fleet();
  const main = f.pool('main');
  f.pool('other');
  f.robot('Ann', { pool: main });
  const text = (name: string) => ({ name, type: 'text' });
  f.publish({ name: 'p', parameters: [text('kept'), text('gone')] }, 'd');
  const d = f.deploy({ package: 'p', pool: 'main', params: { kept: 'a', gone: 'b' } });
  const id = f.run(d.name, { pool: 'other', params: { kept: 'mine' }, priority: 9, retries: 1, timeoutMs: 77_000 });
  f.publish({ name: 'p', version: '2.0.0', parameters: [text('kept'), text('fresh')] }, 'e');
  f.do('deployment.update', { deployment: d.name, params: { fresh: 'c', kept: 'theirs' } }, f.person());
  const again = f.do('job.again', { job: id }, f.person('operator'));
  assert.equal(again.params, { kept: 'mine', fresh: 'c' });
  assert.equal([again.version, again.priority, again.maxAttempts, again.pool], ['2.0.0', 9, 2, 'other']);
  assert.equal([again.again, f.job(again.id).timeoutMs], [id, 77_000]);
  const keyed = f.do('job.again', { job: id, key: 'k' }, f.person());
  assert.is(f.do('job.again', { job: id, key: 'k' }, f.person()).id, keyed.id);
});

t('J31, J16: of a deployment that is deleted or disabled nothing runs again, and the batch says so', () => {
  const s = oneOfEach();
  s.f.do('deployment.update', { deployment: s.name, enabled: false }, s.f.person());
  s.f.refused('IllegalState', 'job.again', { job: s.jobs.failed! }, s.f.person());
  assert.equal(batch(s, { again: true }).skipped, { 'its deployment is disabled': 6 });
  s.f.do('deployment.delete', { deployment: s.name, force: true }, s.f.person());
  s.f.refused('DeploymentNotFound', 'job.again', { job: s.jobs.failed! }, s.f.person());
  assert.equal(batch(s, { again: true }).skipped, { 'its deployment was deleted': 6 });
  assert.is(s.f.world.all('job').length, 6);
});

t('J31: a job that cannot be made is left alone with the refusal, and the others are done', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main'), online: false });
  f.robot('Bob', { pool: '', online: false });
  const d = f.deploy({ pool: 'main' });
  const onBob = f.run(d.name, { robots: ['Bob'] });
  const inPool = f.run(d.name);
  f.do('job.cancel', { job: onBob }, f.person());
  f.do('robot.delete', { robot: 'Bob' }, f.person());
  const { done, jobs } = f.do('job.batch', { ids: [onBob, inPool], change: { again: true } }, f.person());
  assert.is(done, 1);
  assert.match(jobs[0]!.because!, 'was deleted');
  assert.ok(jobs[1]!.made);
});

t('J31: ids that lead nowhere are named, doubles count once', () => {
  const s = oneOfEach();
  const ids = ['j_none', s.jobs.queued!, s.jobs.queued!];
  const { done, skipped } = s.f.do('job.batch', { ids, change: { cancel: true } }, s.f.person());
  assert.equal([done, skipped], [1, { 'there is no such job': 1 }]);
});

t('C9, J31: the filter judges by every part, and by all of them', () => {
  const s = oneOfEach();
  const found = (where: JobWhere) => {
    const wanted = findWhere(s.f.world.view, WORKSPACE, where);
    const jobs = Object.entries(s.jobs).filter(([, id]) => meetsJobWhere(s.f.world.view, wanted, s.f.job(id)));
    return jobs.map(([name]) => name);
  };
  const all = Object.keys(s.jobs);
  assert.equal(found({}), all);
  assert.equal(found({ state: ['failed', 'queued'] }), ['failed', 'queued']);
  assert.equal(found({ text: 'shop SAID f' }), ['failed']);
  assert.equal(found({ robot: 'robot 2' }), ['succeeded']);
  assert.equal(found({ priorityFrom: 201, priorityTo: 202 }), ['stopping', 'succeeded']);
  assert.equal(found({ source: ['schedule'] }), []);
  assert.equal(found({ source: ['manual', 'api'] }), all);
  assert.equal(found({ deployment: s.name, pool: 'main', package: 'invoices' }), all);
  assert.equal(found({ createdFrom: s.f.world.now + 1 }), []);
  assert.equal(found({ createdTo: s.f.world.now, state: ['running'], robot: 'robot 1' }), ['stopping']);
});

t('X9: names in a filter that lead nowhere are refused with their field', () => {
  const { f } = oneOfEach();
  for (const field of ['deployment', 'robot', 'pool', 'package'] as const) {
    let refused = '';
    try {
      findWhere(f.world.view, WORKSPACE, { [field]: 'nowhere' });
    } catch (error) {
      refused = (error as { field?: string }).field ?? '';
    }
    assert.is(refused, field);
  }
});

t.run();
