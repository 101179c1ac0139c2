/** J30: what runs do with jobs: start a child, wait for it, cancel it; and what a family of jobs looks like. */
import * as assert from 'uvu/assert';
import { waitForJob } from '../../coordinator/domain/job-child.ts';
import { jobDetail, whyJob } from '../../coordinator/domain/job-view.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('child jobs');

interface Scene {
  f: Fleet;
  /** The parent's job and the script of its run on the robot Ann. */
  parent: string;
  script: Principal;
  run: ReturnType<Fleet['start']>;
  bob: string;
}

const scriptOf = (run: { id: string; epoch: number }): Principal => ({
  kind: 'script',
  run: run.id,
  epoch: run.epoch,
  workspace: WORKSPACE,
});

/** Ann runs the parent; Bob, in a pool of his own, takes children of `child`. */
function scene(): Scene {
  const f = fleet();
  const ann = f.robot('Ann', { pool: f.pool('main') });
  const bob = f.robot('Bob', { pool: f.pool('children') });
  const parent = f.run(f.deploy({ name: 'parent', pool: 'main' }).name);
  f.publish({ name: 'part', parameters: [{ name: 'n', type: 'number', required: true }] }, 'c');
  f.deploy({ name: 'child', package: 'part', pool: 'children', retries: 0, priority: 77 });
  const run = f.start(ann);
  return { f, parent, script: scriptOf(run), run, bob };
}

const start = ({ f, script }: Scene, change: object = {}) =>
  f.do('job.start', { deployment: 'child', params: { n: 1 }, ...change }, script);

t('J30: a child is a job of its deployment, made by the run that asked', () => {
  const s = scene();
  const { job, existing } = start(s, { priority: 3 });
  assert.equal([job.state, job.deployment, existing], ['queued', 'child', false]);
  const row = s.f.job(job.id);
  assert.equal(
    [row.source, row.parent, row.parentRun, row.priority, row.params],
    ['run', s.parent, s.run.id, 3, { n: 1 }],
  );
  assert.equal([row.author.kind, row.author.name, row.author.run], ['robot', 'Ann', s.run.id]);
  const view = jobDetail(s.f.world.view, row, s.f.world.now);
  assert.equal(view.parent, { job: s.parent, run: s.run.id });
  const above = jobDetail(s.f.world.view, s.f.job(s.parent), s.f.world.now, { children: [row] });
  assert.equal(above.children, [{ id: job.id, deployment: 'child', state: 'queued', run: s.run.id }]);
});

t('J30, J13: wrong parameters, an unknown deployment, a disabled one make no job', () => {
  const s = scene();
  const wrong = s.f.refused('ValidationError', 'job.start', { deployment: 'child', params: { n: 'x' } }, s.script);
  assert.is(wrong.field, 'params.n');
  s.f.refused('DeploymentNotFound', 'job.start', { deployment: 'nowhere' }, s.script);
  s.f.do('deployment.update', { deployment: 'child', enabled: false }, s.f.person());
  s.f.refused('IllegalState', 'job.start', { deployment: 'child', params: { n: 1 } }, s.script);
  assert.is(s.f.world.all('job').length, 1);
});

t('J15, J30: of several named robots one must be named, as a child is one job', () => {
  const s = scene();
  s.f.deploy({ name: 'both', robots: ['Ann', 'Bob'] });
  const refused = s.f.refused('ValidationError', 'job.start', { deployment: 'both' }, s.script);
  assert.is(refused.field, 'robot');
  const { job } = s.f.do('job.start', { deployment: 'both', robot: 'bob' }, s.script);
  assert.is(s.f.job(job.id).robot, s.bob);
  assert.is(s.f.world.all('job').length, 2);
});

t('J20, J30: the same key gives the same child, to the next attempt of the parent as well', () => {
  const s = scene();
  const first = start(s, { key: 'invoice 17' });
  const again = start(s, { key: 'invoice 17', params: { n: 2 } });
  assert.equal([again.job.id, again.existing], [first.job.id, true]);
  assert.is(start(s, { key: 'invoice 18' }).existing, false);
  s.f.end(s.run, 'failed');
  const second = s.f.start(s.run.robot);
  const later = s.f.do('job.start', { deployment: 'child', params: { n: 1 }, key: 'invoice 17' }, scriptOf(second));
  assert.equal([later.job.id, later.existing], [first.job.id, true]);
  s.f.refused('JobTimeout', 'job.wait', { job: first.job.id, timeout: 0 }, scriptOf(second));
});

t('J20, J30: a key that a person used leads to that job; the run may wait for it and not cancel it', () => {
  const s = scene();
  const theirs = s.f.run('child', { key: 'k', params: { n: 9 } });
  s.f.refused('Forbidden', 'job.wait', { job: theirs, timeout: 0 }, s.script);
  assert.equal(start(s, { key: 'k' }).job.id, theirs);
  s.f.refused('JobTimeout', 'job.wait', { job: theirs, timeout: 0 }, s.script);
  s.f.refused('Forbidden', 'job.stop', { job: theirs }, s.script);
  assert.is(s.f.job(theirs).parent, '');
});

t('J20, J30: a key that leads to the asking job itself, or to several jobs, is refused', () => {
  const s = scene();
  const own = s.f.run('child', { key: 'self', params: { n: 1 } });
  const run = s.f.start(s.bob);
  assert.is(run.job, own);
  const wrong = s.f.refused('Conflict', 'job.start', { deployment: 'child', key: 'self' }, scriptOf(run));
  assert.is(wrong.field, 'key');
  s.f.deploy({ name: 'both', robots: ['Ann', 'Bob'] });
  s.f.run('both', { key: 'two' });
  s.f.refused('Conflict', 'job.start', { deployment: 'both', key: 'two', robot: 'Bob' }, s.script);
});

t('J30: waiting ends with the job: its state, message and output', () => {
  const s = scene();
  const { job } = start(s);
  const wait = s.f.world.waits(waitForJob, { job: job.id }, s.script);
  assert.equal([wait.resource, wait.code, wait.timeoutMs], [job.id, 'JobTimeout', 30_000]);
  const run = s.f.start(s.bob);
  s.f.quiet();
  s.f.report(run, { kind: 'output', value: { total: 12 } });
  assert.equal(s.f.effects('wake'), []);
  s.f.end(run);
  assert.equal(s.f.effects('wake'), [{ kind: 'wake', queue: wait.queue, resource: job.id }]);
  const ended = s.f.do('job.wait', { job: job.id, timeout: -1 }, s.script);
  assert.equal(ended, { id: job.id, deployment: 'child', state: 'succeeded', message: '', output: { total: 12 } });
  assert.equal(s.f.do('job.wait', { job: job.id }, s.f.person('viewer')).state, 'succeeded');
});

t('J30: however a job ends, those who wait for it are woken', () => {
  const s = scene();
  const ends: Record<string, (job: string) => void> = {
    failed: () => s.f.end(s.f.start(s.bob), 'failed', 'no such customer'),
    cancelled: (job) => s.f.do('job.cancel', { job }, s.f.person()),
    lost: () => {
      const run = s.f.start(s.bob);
      s.f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
    },
  };
  for (const [how, end] of Object.entries(ends)) {
    const { job } = start(s);
    s.f.quiet();
    end(job.id);
    assert.is(s.f.effects('wake').filter((e) => e.resource === job.id).length, 1, how);
    assert.is(s.f.do('job.wait', { job: job.id }, s.script).state, how === 'cancelled' ? 'cancelled' : 'failed');
  }
});

t('J30: a run waits for and cancels only what its job started', () => {
  const s = scene();
  const other = s.f.run('child', { params: { n: 5 } });
  s.f.refused('Forbidden', 'job.wait', { job: other }, s.script);
  s.f.refused('Forbidden', 'job.stop', { job: other }, s.script);
  s.f.refused('JobNotFound', 'job.wait', { job: 'j_none' }, s.script);
  const { job } = start(s);
  assert.is(s.f.do('job.stop', { job: job.id }, s.script).state, 'cancelled');
  assert.is(s.f.do('job.stop', { job: job.id }, s.script).state, 'cancelled', 'twice is harmless');
  s.f.end(s.run);
  s.f.refused('RunEnded', 'job.start', { deployment: 'child', params: { n: 1 } }, s.script);
  s.f.refused('RunEnded', 'job.wait', { job: job.id }, s.script);
});

t('J30, J26: a child goes on when its parent is cancelled, unless it was started to go with it', () => {
  const s = scene();
  const stays = start(s).job.id;
  const goes = start(s, { cancelWithParent: true }).job.id;
  s.f.do('job.cancel', { job: s.parent }, s.f.person());
  assert.equal([s.f.job(stays).state, s.f.job(goes).state], ['queued', 'cancelled']);
  assert.match(s.f.job(goes).message, `cancelled by its parent ${s.parent}`);
  const late = start(s, { cancelWithParent: true }).job.id;
  s.f.end(s.run, 'cancelled');
  assert.equal([s.f.job(late).state, s.f.job(stays).state], ['cancelled', 'queued']);
});

t('J30, J26: it goes with a force-close, too, softly and with its own children', () => {
  const s = scene();
  const child = start(s, { cancelWithParent: true }).job.id;
  const run = s.f.start(s.bob);
  const grandchild = s.f.do(
    'job.start',
    { deployment: 'child', params: { n: 2 }, cancelWithParent: true },
    scriptOf(run),
  ).job.id;
  s.f.do('job.cancel', { job: s.parent, force: true }, s.f.person());
  assert.equal([s.f.job(child).state, s.f.job(child).cancelling], ['running', 1]);
  assert.is(s.f.job(grandchild).state, 'cancelled');
  s.f.end(run, 'cancelled');
  assert.is(s.f.job(child).state, 'cancelled');
});

t('J30: a parent that succeeds or fails leaves its children alone', () => {
  for (const state of ['succeeded', 'failed'] as const) {
    const s = scene();
    const child = start(s, { cancelWithParent: true }).job.id;
    s.f.end(s.run, state);
    assert.is(s.f.job(child).state, 'queued');
  }
});

t('J30: jobs that start themselves end at a depth of 20', () => {
  const f = fleet();
  const main = f.pool('main');
  f.deploy({ name: 'self', pool: 'main' });
  f.run('self');
  for (let depth = 1; depth < 20; depth++) {
    const run = f.start(f.robot(`robot ${depth}`, { pool: main }));
    f.do('job.start', { deployment: 'self' }, scriptOf(run));
  }
  const last = f.start(f.robot('last', { pool: main }));
  assert.match(f.refused('TooMany', 'job.start', { deployment: 'self' }, scriptOf(last)).message, '20 deep');
});

t('J30, J32: a child that waits for the robot that its parent holds says so', () => {
  const s = scene();
  s.f.deploy({ name: 'same robot', pool: 'main' });
  const { job } = s.f.do('job.start', { deployment: 'same robot' }, s.script);
  const why = () => jobDetail(s.f.world.view, s.f.job(job.id), s.f.world.now).waiting!;
  assert.match(why().says, `its parent ${s.run.id} holds the only robot that could take it`);
  const because = `busy with run ${s.run.id}, which started this job`;
  const busy = { form: 'busy with run {run}', values: { run: s.run.id } };
  const becauseAs = { form: '{says}, {next}', values: { says: busy, next: 'which started this job' } };
  assert.equal(why().robots, [{ robot: 'Ann', because, becauseAs, kind: 'busy', run: s.run.id }]);
  assert.match(why().startsWhen!, 'another robot joins the pool main, or its parent ends');
  const above = whyJob(s.f.world.view, s.f.job(s.parent), s.f.world.now);
  assert.equal(
    [above.waiting, above.children],
    [undefined, [{ id: job.id, deployment: 'same robot', state: 'queued' }]],
  );
  s.f.robot('Cid', { pool: s.f.world.all('pool').find((p) => p.name === 'main')!.id });
  assert.match(why().says, 'waits for a robot of the pool main');
});

t.run();
