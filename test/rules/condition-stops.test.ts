/** When a launch condition stops by itself: after failures (Q51), without its queue (Q46) or its deployment (Q53). */
import * as assert from 'uvu/assert';
import { disableConditionOf } from '../../coordinator/domain/condition.ts';
import { suite } from '../support/suite.ts';
import { ConditionWorld } from './support/condition-world.ts';
import { START } from './support/world.ts';

const t = suite('launch conditions that stop');

t('Q51: after three failures in a row it pauses itself, says so, and starts nothing', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(1);
  let last = '';
  for (let i = 0; i < 3; i++) {
    [last = ''] = w.evaluate();
    w.work(robot, 'failed');
  }
  assert.equal([w.row.state, w.row.failuresInRow], ['paused', 3]);
  assert.match(w.says(), `paused after 3 failures: the last was ${last} (script-error: boom)`);
  assert.equal(w.evaluate(), []);
  const stopped = w.f.effects('condition').filter((effect) => effect.stopped !== undefined);
  assert.is(stopped.length, 1);
  assert.is(w.queueRow.launches, 0);
});

t('Q51: jobs that still ran when it paused change neither the number nor the reason', () => {
  const w = new ConditionWorld();
  const robots = Array.from({ length: 5 }, (_, n) => w.f.robot(`desk ${n}`, { pool: 'main' }));
  w.set({ deployment: w.deployment, maxJobs: 5, onePer: 1 });
  w.add(5);
  w.evaluate();
  const runs = robots.map((robot) => w.f.start(robot));
  for (const run of runs.slice(0, 3)) w.f.end(run, 'failed', 'boom');
  const says = w.says();
  assert.match(says, 'paused after 3 failures');
  w.f.end(runs[3]!, 'failed', 'later');
  w.f.end(runs[4]!, 'succeeded');
  assert.is(w.says(), says);
});

t('Q51: enabling it again resumes and forgets the failures', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(1);
  for (let i = 0; i < 3; i++) {
    w.evaluate();
    w.work(robot, 'failed');
  }
  w.hints();
  const view = w.set({ enabled: true });
  assert.equal([view.state, view.failuresInRow, view.because], ['enabled', 0, undefined]);
  assert.is(w.hints(), 1);
  assert.is(w.evaluate().length, 1);
});

t('Q51: a success in between begins the count anew; a cancel says nothing', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(1);
  const ends = ['failed', 'failed', 'succeeded', 'failed', 'cancelled', 'failed'] as const;
  const counts = ends.map((end) => {
    w.add(1);
    w.evaluate();
    w.work(robot, end);
    return w.row.failuresInRow;
  });
  assert.equal(counts, [1, 2, 0, 1, 1, 2]);
  assert.is(w.row.state, 'enabled');
});

t('Q51: only the end of a job counts, not each of its attempts', () => {
  const w = new ConditionWorld({ retries: 2 });
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(1);
  w.evaluate();
  for (const failures of [0, 0, 1]) {
    w.work(robot, 'failed');
    assert.is(w.row.failuresInRow, failures);
  }
});

for (const [how, change] of [
  ['deleted', (w: ConditionWorld) => w.f.do('deployment.delete', { deployment: w.deployment }, w.ada)],
  ['disabled', (w: ConditionWorld) => w.f.do('deployment.update', { deployment: w.deployment, enabled: false }, w.ada)],
] as const)
  t(`Q53: a deployment that was ${how} disables the condition, with the reason`, () => {
    const w = new ConditionWorld();
    w.set({ deployment: w.deployment });
    change(w);
    w.add(1);
    assert.equal(w.evaluate(), []);
    assert.is(w.row.state, 'disabled');
    assert.match(w.row.because, `the deployment ${w.deployment} was ${how}`);
    assert.match(w.says(), w.row.because);
    const code = how === 'deleted' ? 'DeploymentNotFound' : 'IllegalState';
    w.f.refused(code, 'condition.set', { queue: 'invoices', enabled: true }, w.ada);
  });

t('Q53: a deployment that is missing or cannot be run disables it at the evaluation, and leaves no job', () => {
  for (const spoil of [
    (w: ConditionWorld) => w.f.world.view.drop('deployment', w.row.deployment),
    (w: ConditionWorld) => w.f.world.view.drop('pool', w.f.world.all('pool')[0]!.id),
  ]) {
    const w = new ConditionWorld();
    w.set({ deployment: w.deployment });
    w.add(1);
    spoil(w);
    assert.equal(w.evaluate(), []);
    assert.is(w.row.state, 'disabled');
    assert.match(w.row.because, /deployment .* was deleted|pool of .* was deleted/);
    assert.is(w.f.world.all('job').length, 0);
  }
});

t('Q53: another deployment and enabling it makes it start again', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment });
  w.f.do('deployment.delete', { deployment: w.deployment }, w.ada);
  const other = w.f.deploy({ retries: 0 }).name;
  assert.is(w.set({ deployment: other, enabled: true }).state, 'enabled');
  w.add(1);
  assert.is(w.f.job(w.evaluate()[0]!).deploymentName, other);
});

t('Q46: a deleted queue disables its condition; a new queue of that name has none', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment });
  const queue = w.f.world.row('queue', w.queue);
  disableConditionOf(w.f.world.view, queue, 'its queue was deleted');
  w.f.world.patch('queue', w.queue, { deleted: 1 });
  w.f.world.view.drop('name', `queue:${queue.workspace}:invoices`);
  const again = w.f.do('queue.create', { name: 'invoices' }, w.ada);
  w.add(3);
  assert.equal(w.evaluate(), []);
  assert.equal(w.f.do('condition.evaluate', { queue: again.id }).made, []);
  assert.equal([w.row.state, w.row.because, w.row.queueName], ['disabled', 'its queue was deleted', 'invoices']);
  w.f.refused('ConditionNotFound', 'condition.delete', { queue: 'invoices' }, w.ada);
  w.f.do('condition.delete', { queue: w.queue }, w.ada);
  assert.is(w.f.world.all('condition').length, 0);
});

t('Q46: an evaluation that finds the queue gone disables the condition', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment });
  w.add(1);
  w.f.world.patch('queue', w.queue, { deleted: 1 });
  assert.equal(w.evaluate(), []);
  assert.is(w.row.because, 'its queue was deleted');
});

t('a job that succeeds and leaves the queue as it was is not repeated at once, but ever later', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(1);
  for (const rest of [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
    assert.is(w.evaluate().length, 1);
    w.work(robot, 'succeeded');
    const again = w.f.world.now + rest;
    assert.equal(w.f.do('condition.evaluate', { queue: w.queue }), { made: [], waitsForRobots: false, again });
    assert.is(
      w.says(),
      `rests until ${new Date(again).toISOString()}: its last job succeeded and left the queue as it was`,
    );
    w.f.world.now = again;
  }
});

t('Q52: any change of the queue ends that rest at once, and work that is done begins it anew', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment });
  w.add(3);
  w.evaluate();
  w.work(robot, 'succeeded');
  assert.equal(w.evaluate(), []);
  w.add(1);
  assert.is(w.evaluate().length, 1, 'added');
  const run = w.f.start(robot);
  const { id } = w.f.do('resource.get', { queue: 'invoices', timeout: 0 }, w.script(run));
  w.f.do('resource.markProcessed', { queue: 'invoices', id }, w.script(run));
  w.f.end(run, 'succeeded');
  assert.equal([w.row.idleInRow, w.row.restUntil], [0, 0]);
  assert.is(w.evaluate().length, 1, 'the last job did something');
  w.work(robot, 'succeeded');
  assert.is(w.row.restUntil, START + 5_000);
  w.set({ enabled: true });
  assert.is(w.evaluate().length, 1, 'a person says so');
});

t('C6: it tells its last result, when it rests, and how many must wait for one more job', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  const before = w.set({ deployment: w.deployment, minWaiting: 2, maxJobs: 3, onePer: 5 });
  assert.equal([before.last, before.restsUntil, before.most, before.nextAt], [undefined, undefined, 3, 2]);
  w.add(2);
  const [job] = w.evaluate();
  assert.is(w.set({}).nextAt, 7);
  w.work(robot, 'succeeded');
  const after = w.set({});
  assert.equal([after.last?.job, after.last?.state, after.restsUntil], [job, 'succeeded', START + 5_000]);
  w.set({ enabled: true });
  w.evaluate();
  w.work(robot, 'failed');
  assert.is(w.set({}).last?.state, 'failed');
  w.set({ enabled: false });
  assert.is(w.set({}).last?.state, 'failed', 'kept');
});

t.run();
