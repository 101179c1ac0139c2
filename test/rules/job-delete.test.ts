/** E17: deleting jobs and single pieces of evidence: what goes, what stays readable, who may, and what expires by itself. */
import * as assert from 'uvu/assert';
import { evidenceBytes } from '../../coordinator/domain/evidence.ts';
import { theJob, theRun } from '../../coordinator/domain/lookup.ts';
import { hasRoomFor } from '../../coordinator/domain/room.ts';
import type { RunRow } from '../../coordinator/domain/rows.ts';
import { MAX_STEPS } from '../../coordinator/domain/run-steps.ts';
import { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('jobs: deletion');
const DAY_MS = 86_400_000;
const SHA = 'e'.repeat(64);

interface Site {
  f: Fleet;
  job: string;
  run: Readonly<RunRow>;
}

/** A job with one run that is on, on a robot of the pool `main`. */
function atWork(key?: string): Site {
  const f = fleet();
  const main = f.pool('main');
  const { name } = f.deploy({ retries: 0 });
  const job = f.run(name, key === undefined ? {} : { key });
  return { f, job, run: f.start(f.robot('robot 1', { pool: main })) };
}

/** A file of the run of so many bytes: announced, and here unless told otherwise. */
function sent({ f, run }: Site, name: string, bytes: number, { whole = true } = {}): string {
  const about = { kind: 'file', name, mime: 'text/plain', bytes, sha256: SHA, atMs: 1, label: '', meta: {} } as const;
  const { id } = f.do('artifact.create', { run: run.id, epoch: run.epoch, ...about }, f.supervisor(run));
  if (whole) f.do('artifact.received', { artifact: id, received: bytes, complete: true });
  return id;
}

function ended(site: Site): Site {
  const line = { kind: 'line', level: 'info', source: 'stdout', text: 'counted' } as const;
  // One more step than the run's own row holds: it stands in a table.
  const steps = Array.from({ length: MAX_STEPS + 1 }, (_, n) => ({ kind: 'step', step: n + 1, name: 's' }) as const);
  site.f.report(site.run, line, ...steps);
  site.f.end(site.run);
  return site;
}

const thrown = (work: () => unknown): GantryError => {
  try {
    work();
  } catch (error) {
    if (error instanceof GantryError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

t('E17: a job goes with its run instances in one step; links to both say who deleted them and when', () => {
  const s = ended(atWork());
  const { f, job, run } = s;
  f.quiet();
  assert.equal(f.do('job.delete', { job }, f.person('operator')), { runs: 1 });
  assert.equal([f.world.all('job').length, f.world.all('run').length], [0, 0]);
  const when = new Date(f.world.now).toISOString();
  const ofJob = thrown(() => theJob(f.world.view, WORKSPACE, job));
  assert.equal(
    [ofJob.code, ofJob.message],
    ['JobNotFound', `the job ${job} was deleted by Full operator person on ${when}`],
  );
  const ofRun = thrown(() => theRun(f.world.view, WORKSPACE, run.id));
  assert.equal(
    [ofRun.code, ofRun.message],
    ['RunNotFound', `the run ${run.id} was deleted by Full operator person on ${when}`],
  );
  assert.match(thrown(() => theJob(f.world.view, 'another', job)).message, `there is no job ${job}`);
  const topics = f.effects('changed').flatMap((effect) => effect.topics);
  for (const topic of ['jobs', `job:${job}`, `run:${run.id}`]) assert.ok(topics.includes(topic), topic);
  assert.is(f.effects('portions').length, 1);
});

t('E17: log and files of a deleted run go in portions, their bytes after the commit, and are counted off', () => {
  const s = atWork();
  const files = ['a', 'b', 'c'].map((name, n) => sent(s, name, 100 + n));
  const { f, run } = ended(s);
  const other = evidenceBytes(f.world.view);
  assert.equal([other.file, other.log > 0], [303, true]);
  f.do('job.delete', { job: s.job }, f.person());
  assert.equal(f.do('run.purge', { run: run.id, limit: 2 }), { left: true });
  assert.equal(f.do('run.purge', { run: run.id, limit: 2 }), { left: false });
  assert.equal(f.do('run.purge', { run: run.id, limit: 2 }), { left: false }, 'twice is harmless');
  for (const table of ['artifact', 'log', 'step'] as const) assert.is(f.world.all(table).length, 0, table);
  assert.not.ok(f.world.all('name').some(({ id }) => id.startsWith('file:')));
  assert.equal(evidenceBytes(f.world.view), { video: 0, screenshot: 0, file: 0, log: 0 });
  assert.equal(
    f.effects('evidence').map((effect) => effect.artifact),
    files,
  );
  assert.ok(f.world.row('gone', run.id).done > 0);
});

t('E17: only a job that has ended: one that is queued or on is refused, with what to do', () => {
  const { f, job } = atWork();
  const { name } = f.deploy({ retries: 0 });
  const queued = f.run(name);
  for (const [id, state] of [
    [job, 'running'],
    [queued, 'queued'],
  ] as const) {
    const { message, field } = f.refused('IllegalState', 'job.delete', { job: id }, f.person());
    assert.equal([message, field], [`the job ${id} is ${state}; cancel it first`, 'job']);
  }
  f.do('job.cancel', { job: queued }, f.person());
  assert.equal(f.do('job.delete', { job: queued }, f.person()), { runs: 0 });
  f.refused('JobNotFound', 'job.delete', { job: queued }, f.person());
});

t('E17, X3: operators delete, viewers do not; a full disk does not stop it', () => {
  const { f, job } = ended(atWork());
  f.refused('Forbidden', 'job.delete', { job }, f.person('viewer'));
  for (const verb of ['job.delete', 'job.expire', 'run.purge', 'artifact.delete'] as const)
    assert.ok(hasRoomFor(verb, 'full'), verb);
  f.do('job.delete', { job }, f.person('operator'));
});

t('E17, X11: the audit tells who deleted which job, and of what deployment it was', () => {
  const { f, job } = ended(atWork());
  const { deploymentName } = f.job(job);
  f.do('job.delete', { job }, f.person('operator'));
  const entry = f.world.all('audit').at(-1)!;
  assert.equal([entry.verb, entry.target, entry.by.name], ['job.delete', `job ${job}`, 'Full operator person']);
  assert.equal(
    entry.changes.map(({ what, id, name, after }) => [what, id, name, after]),
    [['job', job, deploymentName, undefined]],
  );
});

t('E17: a batch deletes what has ended, and leaves the rest alone with the reason', () => {
  const { f, job } = ended(atWork());
  const { name } = f.deploy({ retries: 0 });
  const queued = f.run(name);
  const { done, skipped } = f.do('job.batch', { ids: [job, queued], change: { delete: true } }, f.person('operator'));
  assert.equal([done, skipped], [1, { 'still queued: cancel it first': 1 }]);
  assert.equal(
    f.world.all('job').map(({ id }) => id),
    [queued],
  );
});

t('J20, E17: the key of a deleted job is free: the next run with it makes a job', () => {
  const { f, job } = ended(atWork('once'));
  const { deploymentName } = f.job(job);
  const again = () => f.do('job.run', { deployment: deploymentName, key: 'once' }, f.person());
  assert.is(again().jobs[0]!.id, job);
  f.do('job.delete', { job }, f.person());
  assert.not.ok(f.world.all('name').some(({ id }) => id.startsWith('job-key:')));
  assert.is.not(again().jobs[0]!.id, job);
});

t('E17: one file goes by itself; what is left says by whom, twice is harmless, and a run that is on keeps it', () => {
  const s = atWork();
  const { f, run } = s;
  const [kept, gone] = [sent(s, 'kept', 10), sent(s, 'gone', 20)];
  f.refused('IllegalState', 'artifact.delete', { artifact: gone }, f.person());
  ended(s);
  f.quiet();
  const view = f.do('artifact.delete', { artifact: gone }, f.person('operator'));
  assert.equal(
    [view.state, view.received, view.bytes, view.because, view.deletedBy],
    ['deleted', 0, 20, 'by Full operator person', 'Full operator person'],
  );
  f.world.now += 5;
  assert.is(f.do('artifact.delete', { artifact: gone }, f.person()).deleted, view.deleted);
  assert.equal(f.effects('evidence'), [{ kind: 'evidence', run: run.id, artifact: gone }]);
  assert.is(f.world.row('artifact', kept).state, 'complete');
  assert.is(evidenceBytes(f.world.view).file, 10);
  f.refused('ArtifactNotFound', 'artifact.delete', { artifact: 'a_none' }, f.person());
  f.refused('Forbidden', 'artifact.delete', { artifact: kept }, f.person('viewer'));
});

t('E17: what expires is told as such, and only final jobs do', () => {
  const { f, job } = ended(atWork());
  const { name } = f.deploy({ retries: 0 });
  const queued = f.run(name);
  const because = 'older than 7 days (setting keepJobDays)';
  assert.equal(f.do('job.expire', { jobs: [job, queued, 'j_none'], because }), { deleted: 1 });
  assert.match(thrown(() => theJob(f.world.view, WORKSPACE, job)).message, /was deleted on .*: older than 7 days/);
  assert.is(f.job(queued).state, 'queued');
});

t('E17: a job does not expire while evidence of it is still to come; without its robot nobody waits', () => {
  const because = 'old';
  const expire = ({ f, job }: Site) => f.do('job.expire', { jobs: [job], because }).deleted;
  const halfway = atWork();
  const id = sent(halfway, 'half', 100, { whole: false });
  ended(halfway);
  assert.is(expire(halfway), 0, 'a file is on its way');
  halfway.f.do('artifact.received', { artifact: id, received: 100, complete: true });
  assert.is(expire(halfway), 1);

  const lost = atWork();
  lost.f.do('run.lose', { run: lost.run.id, epoch: lost.run.epoch, reason: 'agent-lost', because: 'silent' });
  assert.is(expire(lost), 0, 'its log may come when the robot is back');
  lost.f.world.now += 366 * DAY_MS;
  assert.is(expire(lost), 1, 'its tokens are over');

  const removed = atWork();
  removed.f.do('run.lose', { run: removed.run.id, epoch: removed.run.epoch, reason: 'agent-lost', because: 'silent' });
  removed.f.disconnect(removed.run.robot);
  removed.f.do('robot.delete', { robot: removed.run.robot }, removed.f.person());
  assert.is(expire(removed), 1, 'its robot was deleted');
});

t('J30, E17: a child keeps the id of its deleted parent, and runs again what is there', () => {
  const { f, job } = ended(atWork());
  const copy = f.do('job.again', { job }, f.person()).id;
  f.do('job.delete', { job }, f.person());
  assert.is(f.job(copy).again, job);
  f.refused('JobNotFound', 'job.again', { job }, f.person());
});

t.run();
