/** The soft end of jobs (J26): one that no run is on is cancelled at once, a running one is asked; its children with it. */
import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import { moveJob, saveJob } from './job.ts';
import { type Look, versionOf } from './lookup.ts';
import type { JobRow, RunRow } from './rows.ts';
import { takeOfferBack } from './run-offer.ts';
import { kept } from './said.ts';
import type { Ctx, View } from './view.ts';

/** Open children of one job: what `job.start` allows. */
export const MAX_CHILDREN = 1_000;

/** Asked twice is harmless. The job must not have ended. */
export function stopJob(view: View, job: Readonly<JobRow>, ctx: Pick<Ctx, 'now'>, by: Said): Readonly<JobRow> {
  const run = runningOf(view, job);
  if (!run) return dropJob(view, job, ctx, cancelledBy(by));
  view.emit({ kind: 'cancel', robot: run.robot, ...wordTo(view, job, run) });
  if (job.cancelling) return job;
  const asked = saveJob(view, { ...job, cancelling: 1, ...kept('message', say`being cancelled by ${{ by }}`) });
  stopChildren(view, asked, ctx);
  return asked;
}

export const cancelledBy = (by: Said): Sentence => say`cancelled by ${{ by }}`;

interface CancelWord {
  run: string;
  epoch: number;
  reason: 'cancelled';
  graceMs: number;
}

const wordTo = (view: Look, job: Readonly<JobRow>, { id: run, epoch }: Readonly<RunRow>): CancelWord => ({
  ...{ run, epoch, reason: 'cancelled' },
  graceMs: versionOf(view, job.version).manifest.stopGrace,
});

/** What a run must be told when it is heard of again: it was cancelled, and may have been out of reach at that time. */
export function missedCancel(view: Look, id: string): CancelWord | undefined {
  const run = view.get('run', id);
  const job = run?.state === 'running' ? view.get('job', run.job) : undefined;
  return run && job?.cancelling && job.run === id ? wordTo(view, job, run) : undefined;
}

/** Cancels a job that no run is on, at once; an offer of it is taken back. */
export function dropJob(view: View, job: Readonly<JobRow>, ctx: Pick<Ctx, 'now'>, message: Said): JobRow {
  const offered = job.run === '' ? undefined : view.get('run', job.run);
  const ended = moveJob(view, job, 'cancel', { ended: ctx.now, run: '', ...kept('message', message) });
  stopChildren(view, ended, ctx);
  if (!offered) return ended;
  takeOfferBack(view, offered, message);
  view.emit({ kind: 'dispatch', robot: offered.robot });
  return ended;
}

/** Those that were started to go with it (J30); the others go on. */
export function stopChildren(view: View, job: Readonly<JobRow>, ctx: Pick<Ctx, 'now'>): void {
  for (const child of view.pick('openChildrenOf', { parent: job.id }, MAX_CHILDREN))
    if (child.withParent) stopJob(view, child, ctx, say`its parent ${{ job: job.id }}`);
}

/** The run instance that a job is on; an offer is none yet. */
export function runningOf(view: Pick<View, 'get'>, job: Readonly<JobRow>): Readonly<RunRow> | undefined {
  const run = job.run === '' ? undefined : view.get('run', job.run);
  return run?.state === 'running' ? run : undefined;
}
