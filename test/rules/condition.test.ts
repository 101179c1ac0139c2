/** Launch conditions (Q50, Q52): how many jobs, and when. Which resources count, and when no more: the files beside it. */
import * as assert from 'uvu/assert';
import { mostJobs, nextJobAt, wantedJobs } from '../../coordinator/domain/condition-wanted.ts';
import { suite } from '../support/suite.ts';
import { ConditionWorld } from './support/condition-world.ts';

const t = suite('launch conditions');

const table: [waiting: number, minWaiting: number, maxJobs: number, onePer: number, wanted: number][] = [
  [0, 1, 9, 1, 0],
  [1, 1, 9, 1, 1],
  [2, 1, 9, 1, 2],
  [4, 5, 9, 3, 0],
  [5, 5, 9, 3, 1],
  [7, 5, 9, 3, 1],
  [8, 5, 9, 3, 2],
  [11, 5, 9, 3, 3],
  [1_000_000, 5, 9, 3, 9],
  [1_000_000, 5, 1, 3, 1],
  [1_000_000, 5, 9, 0, 1],
  [4, 5, 9, 0, 0],
];
for (const [waiting, minWaiting, maxJobs, onePer, wanted] of table)
  t(`Q50: ${waiting} waiting of ${minWaiting}, one more per ${onePer}, at most ${maxJobs}: ${wanted} jobs`, () => {
    const settings = { minWaiting, maxJobs, onePer };
    assert.is(wantedJobs(settings, waiting, mostJobs(settings, { pool: 'p_1', robots: [] })), wanted);
  });

t('Q50: the next job is announced at the number at which it starts', () => {
  for (const onePer of [1, 3, 7])
    for (let open = 0; open < 4; open++) {
      const settings = { minWaiting: 5, maxJobs: 4, onePer };
      const at = nextJobAt(settings, open, 4)!;
      assert.is(wantedJobs(settings, at, 4), open + 1);
      assert.is(wantedJobs(settings, at - 1, 4), open);
    }
  assert.is(nextJobAt({ minWaiting: 5, maxJobs: 4, onePer: 1 }, 4, 4), undefined);
});

t('Q50: a queue has at most one condition: setting it again changes it, and what is absent stays', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment, minWaiting: 5, maxJobs: 3, onePer: 2, countAbandoned: true });
  const view = w.set({ maxJobs: 4, onePer: null });
  assert.is(w.f.world.all('condition').length, 1);
  assert.equal([view.minWaiting, view.maxJobs, view.onePer, view.countAbandoned], [5, 4, undefined, true]);
  assert.equal([view.queue, view.deployment, view.state], ['invoices', w.deployment, 'enabled']);
});

t('Q50: a new condition needs a queue and a deployment that are there', () => {
  const w = new ConditionWorld();
  assert.is(w.f.refused('ValidationError', 'condition.set', { queue: 'invoices' }, w.ada).field, 'deployment');
  const both = (queue: string, deployment: string) => ({ queue, deployment });
  w.f.refused('QueueNotFound', 'condition.set', both('none', w.deployment), w.ada);
  w.f.refused('DeploymentNotFound', 'condition.set', both('invoices', 'none'), w.ada);
  w.f.do('deployment.update', { deployment: w.deployment, enabled: false }, w.ada);
  w.f.refused('IllegalState', 'condition.set', both('invoices', w.deployment), w.ada);
  assert.is(w.f.world.all('condition').length, 0);
});

t('Q50, J29: its jobs say where they come from, and are like any other of the deployment', () => {
  const w = new ConditionWorld({ priority: 3_100 });
  w.set({ deployment: w.deployment });
  w.add(1);
  const job = w.f.job(w.evaluate()[0]!);
  assert.is(job.source, 'launch condition');
  assert.equal(job.author, { kind: 'system', id: w.queue, name: 'launch condition of invoices' });
  assert.equal([job.priority, job.deploymentName, job.state], [3_100, w.deployment, 'queued']);
});

t('Q50, Q52: pending and running jobs count against the maximum, however often it is evaluated', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.set({ deployment: w.deployment, maxJobs: 3, onePer: 1 });
  w.add(2);
  assert.is(w.evaluate().length, 2);
  w.f.start(robot);
  w.add(10);
  assert.is(w.evaluate().length, 1);
  for (let i = 0; i < 5; i++) assert.is(w.evaluate().length, 0);
  assert.is(w.f.world.all('job').length, 3);
});

t('Q50: jobs that somebody else started do not count', () => {
  const w = new ConditionWorld();
  w.f.run(w.deployment);
  w.set({ deployment: w.deployment });
  w.add(1);
  assert.is(w.evaluate().length, 1);
});

t('Q50, J15: a deployment for named robots gets one job per robot at most, pinned to those without one', () => {
  const w = new ConditionWorld();
  const robots = ['one', 'two'].map((name) => w.f.robot(name));
  const named = w.f.deploy({ robots: ['one', 'two'], retries: 0 }).name;
  w.set({ deployment: named, maxJobs: 9, onePer: 1 });
  w.add(1);
  assert.equal(
    w.evaluate().map((id) => w.f.job(id).robot),
    [robots[0]],
  );
  w.add(8);
  assert.equal(
    w.evaluate().map((id) => w.f.job(id).robot),
    [robots[1]],
  );
  assert.is(w.says(), '2 of 2 jobs open');
});

t('Q52: more jobs open than wanted by now: none is made, and none is taken back', () => {
  const w = new ConditionWorld();
  const names = ['one', 'two', 'three', 'four'];
  for (const name of names) w.f.robot(name);
  w.set({ deployment: w.f.deploy({ robots: names }).name, maxJobs: 9, onePer: 1 });
  const [id = '', other = ''] = w.add(2);
  assert.is(w.evaluate().length, 2);
  for (const gone of [id, other]) w.f.do('resource.delete', { queue: 'invoices', id: gone }, w.ada);
  assert.equal(w.evaluate(), []);
  w.set({ maxJobs: 1 });
  w.add(9);
  assert.equal(w.evaluate(), []);
  assert.is(w.f.world.all('job').length, 2);
});

t('Q50: a deployment whose jobs do not wait gets as many jobs as robots are free, and asks again', () => {
  const w = new ConditionWorld({ whenNoRobot: 'cancel' });
  w.set({ deployment: w.deployment, maxJobs: 9, onePer: 1 });
  w.add(5);
  assert.equal(w.f.do('condition.evaluate', { queue: w.queue }), { made: [], waitsForRobots: true });
  w.f.robot('one', { pool: 'main' });
  w.f.robot('two', { pool: 'main' });
  assert.is(w.evaluate().length, 2);
  assert.is(w.evaluate().length, 0, 'both robots have their job');
  assert.equal(
    w.f.world.all('job').map((job) => job.state),
    ['queued', 'queued'],
  );
});

t('Q52: every change that can make it true asks for an evaluation, and no other', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.add(1);
  assert.is(w.hints(), 0, 'without a condition nobody asks');
  w.set({ deployment: w.deployment });
  assert.is(w.hints(), 1, 'set');
  w.add(1);
  assert.is(w.hints(), 1, 'added');
  w.evaluate();
  const run = w.f.start(robot);
  w.hints();
  const one = w.f.do('resource.get', { queue: 'invoices', lock: { read: true }, timeout: 0 }, w.script(run));
  assert.is(w.hints(), 0, 'taken');
  w.f.do('resource.unlock', { queue: 'invoices', id: one.id, kinds: { read: true } }, w.script(run));
  assert.is(w.hints(), 0, 'in progress and unlocked is not waiting');
  w.f.do('resource.fail', { queue: 'invoices', id: one.id, reason: 'later' }, w.script(run));
  assert.is(w.hints(), 1, 'put back');
  const two = w.f.do('resource.get', { queue: 'invoices', timeout: 0 }, w.script(run));
  w.f.do('resource.markProcessed', { queue: 'invoices', id: two.id }, w.script(run));
  assert.is(w.hints(), 0, 'processed');
  w.f.end(run, 'succeeded');
  assert.is(w.hints(), 1, 'its job ended');
  w.f.do('deployment.update', { deployment: w.deployment, retries: 1 }, w.ada);
  assert.is(w.hints(), 1, 'the deployment changed');
  w.set({ enabled: false });
  w.hints();
  w.add(1);
  assert.is(w.hints(), 0, 'disabled');
});

t('deleting a condition leaves its jobs; one made later counts them among its own', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment });
  w.add(1);
  w.evaluate();
  w.f.do('condition.delete', { queue: 'invoices' }, w.ada);
  assert.is(w.queueRow.launches, 0);
  w.set({ deployment: w.deployment });
  assert.equal(w.evaluate(), []);
  assert.is(w.f.world.all('job').length, 1);
});

t('it says why jobs start or do not', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment, minWaiting: 3, maxJobs: 2, onePer: 2 });
  w.add(2);
  assert.is(w.says(), '2 of 3 waiting: starts at 3');
  w.add(1);
  assert.is(w.says(), '3 waiting: starts 1 job more within a second');
  w.evaluate();
  assert.is(w.says(), '1 of 2 jobs open: one more at 5 waiting, 3 now');
  w.add(2);
  w.evaluate();
  assert.is(w.says(), '2 of 2 jobs open');
  assert.is(w.set({ enabled: false }).says, 'disabled');
});

t.run();
