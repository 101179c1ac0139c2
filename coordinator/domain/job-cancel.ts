/** Changes to jobs that exist: cancel (J26, J27), priority (J25). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Said, say } from '../../protocol/sentence.ts';
import { isOver, saveJob } from './job.ts';
import { cancelledBy, dropJob, runningOf, stopJob } from './job-stop.ts';
import { jobView } from './job-view.ts';
import { theJob } from './lookup.ts';
import type { JobRow } from './rows.ts';
import { endRun } from './run-end.ts';
import type { Ctx, View } from './view.ts';

/** A job that no run is on is cancelled at once; a running one softly, or at once when forced. Cancelled twice is harmless. */
export function cancelJob(view: View, p: Params<'job.cancel'>, ctx: Ctx): Result<'job.cancel'> {
  return jobView(view, cancel(view, theJob(view, ctx.who.workspace, p.job), p.force === true, ctx));
}

export function cancel(view: View, job: Readonly<JobRow>, force: boolean, ctx: Ctx): Readonly<JobRow> {
  if (job.state === 'cancelled') return job;
  if (isOver(job))
    refuse(
      'IllegalState',
      say`the job ${{ job: job.id }} has ${{ state: job.state }} already; there is nothing to cancel`,
      { field: 'job' },
    );
  const by = ctx.who.kind === 'person' ? ctx.who.name : 'Gantry';
  if (!force) return stopJob(view, job, ctx, by);
  return endJob(view, job, ctx, runningOf(view, job) ? say`force-closed by ${{ by }}` : cancelledBy(by));
}

/** Ends a job as cancelled at once, whatever it is at (J26): also when its robot is gone. Refuses one that has ended. */
export function endJob(view: View, job: Readonly<JobRow>, ctx: Ctx, message: Said): Readonly<JobRow> {
  const run = runningOf(view, job);
  if (!run) return dropJob(view, job, ctx, message);
  endRun(view, run, { state: 'cancelled', reason: 'forced', error: message }, ctx);
  return view.get('job', job.id) ?? job;
}

export function setJobPriority(view: View, p: Params<'job.setPriority'>, ctx: Ctx): Result<'job.setPriority'> {
  return jobView(view, prioritize(view, theJob(view, ctx.who.workspace, p.job), p.priority));
}

export function prioritize(view: View, job: Readonly<JobRow>, priority: number): JobRow {
  if (job.state !== 'queued')
    refuse('IllegalState', say`the job is ${{ state: job.state }}; only a queued one changes its priority`, {
      field: 'job',
    });
  return saveJob(view, { ...job, priority });
}
