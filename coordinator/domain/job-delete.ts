/**
 * Deleting jobs that have ended (E17): by a person's wish, or for their age. The job and its run instances are gone in one
 * transaction; log and files, which may be a million lines, go in portions after it (run.purge).
 */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { nameOf } from './artifact.ts';
import { authorOf } from './author.ts';
import { weigh } from './evidence.ts';
import { forgetJob, isOver } from './job.ts';
import { dropKey } from './job-run.ts';
import { type Look, theJob } from './lookup.ts';
import type { GoneRow, JobRow, RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Run instances of one job: retries are at most 10 (J12). */
const MAX_RUNS = 100;
/** Tokens of one run: two at a time, and what a lost receipt may have left. */
const MAX_TOKENS = 100;
/** Files of one run that are looked at for one that is not whole. */
const MAX_FILES = 2_000;

/** Who deleted it, and why when that was no person. */
type Mark = Pick<GoneRow, 'author' | 'because'>;

/** What lies on agents (recording mode `local`) is not deleted by it. */
export function deleteJob(view: View, p: Params<'job.delete'>, ctx: Ctx): Result<'job.delete'> {
  const job = theJob(view, ctx.who.workspace, p.job);
  if (!isOver(job))
    refuse('IllegalState', say`the job ${{ job: job.id }} is ${{ state: job.state }}; cancel it first`, {
      field: 'job',
    });
  return { runs: removeJob(view, job, { author: authorOf(view, ctx), because: '' }, ctx) };
}

/** So many run instances went with it. What refers to it (its children, resources, schedules) stays as it is. */
export function removeJob(view: View, job: Readonly<JobRow>, mark: Mark, { now }: Pick<Ctx, 'now'>): number {
  const gone = { workspace: job.workspace, ...mark, at: now };
  const runs = view.pick('runsOf', { job: job.id }, MAX_RUNS);
  for (const run of runs) {
    weigh(view, 'log', -run.logBytes);
    view.drop('run', run.id);
    view.put('gone', { ...gone, id: run.id, done: 0 });
    view.emit({ kind: 'changed', topics: [`run:${run.id}`] });
  }
  dropKey(view, job);
  forgetJob(view, job);
  view.put('gone', { ...gone, id: job.id, done: now });
  if (runs.length > 0) view.emit({ kind: 'portions' });
  return runs.length;
}

/** Twice is harmless. Bytes go after the commit. */
export function purgeRun(view: View, p: Params<'run.purge'>, ctx: Ctx): Result<'run.purge'> {
  const gone = view.get('gone', p.run);
  if (!gone || gone.done > 0) return { left: false };
  const files = view.pick('artifactsOf', { run: p.run }, p.limit);
  for (const file of files) {
    weigh(view, file.kind, -file.received);
    view.drop('artifact', file.id);
    view.drop('name', nameOf(file));
    if (file.deleted === 0) view.emit({ kind: 'evidence', run: p.run, artifact: file.id });
  }
  const reports = view.pick('logOf', { run: p.run }, p.limit);
  for (const { id } of reports) view.drop('log', id);
  const steps = view.pick('stepsOf', { run: p.run }, p.limit);
  for (const { id } of steps) view.drop('step', id);
  const left = [files, reports, steps].some(({ length }) => length === p.limit);
  if (!left) view.put('gone', { ...gone, done: ctx.now });
  return { left };
}

export function expireJobs(view: View, p: Params<'job.expire'>, ctx: Ctx): Result<'job.expire'> {
  const mark: Mark = { author: authorOf(view, ctx), because: p.because };
  let deleted = 0;
  for (const id of p.jobs) {
    const job = view.get('job', id);
    if (!job || !isOver(job) || awaitsEvidence(view, job, ctx.now)) continue;
    removeJob(view, job, mark, ctx);
    deleted++;
  }
  return { deleted };
}

/** May a robot still bring something of it? As long as its tokens are good: it may have been away since. */
const awaitsEvidence = (view: Look, job: Readonly<JobRow>, now: number): boolean =>
  view.pick('runsOf', { job: job.id }, MAX_RUNS).some((run) => isAwaited(view, run, now));

function isAwaited(view: Look, run: Readonly<RunRow>, now: number): boolean {
  if (!view.get('robot', run.robot)) return false;
  const mayBring = view
    .pick('tokensOf', { subject: run.id }, MAX_TOKENS)
    .some(({ kind, expires }) => kind === 'supervisor' && (expires === 0 || expires > now));
  if (!mayBring) return false;
  const isWhole = () =>
    view.pick('artifactsOf', { run: run.id }, MAX_FILES).every(({ state }) => state !== 'uploading');
  return run.reported === 0 || !isWhole();
}
