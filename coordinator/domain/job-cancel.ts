/** Changes to jobs that exist: cancel (J26, J27), priority (J25), backoff over (J23). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { attemptText, callRobots, moveJob, saveJob } from './job.ts';
import { jobView } from './job-view.ts';
import { theJob, versionOf } from './lookup.ts';
import type { JobRow, RunRow } from './rows.ts';
import { endRun } from './run-end.ts';
import { takeOfferBack } from './run-offer.ts';
import type { Ctx, View } from './view.ts';

/** A job that no run is on is cancelled at once; a running one softly, or at once when forced. Cancelled twice is harmless. */
export function cancelJob(view: View, p: Params<'job.cancel'>, ctx: Ctx): Result<'job.cancel'> {
  const job = theJob(view, ctx.who.workspace, p.job);
  if (job.state === 'cancelled') return jobView(view, job);
  const run = runningOf(view, job);
  const by = ctx.who.kind === 'person' ? ctx.who.name : 'Gantry';
  if (!run || p.force) return jobView(view, endJob(view, job, ctx, `${run ? 'force-closed' : 'cancelled'} by ${by}`));
  const graceMs = versionOf(view, job.version).manifest.stopGrace;
  view.emit({ kind: 'cancel', robot: run.robot, run: run.id, epoch: run.epoch, reason: 'cancelled', graceMs });
  if (job.cancelling) return jobView(view, job);
  return jobView(view, saveJob(view, { ...job, cancelling: 1, message: `being cancelled by ${by}` }));
}

/** Ends a job as cancelled at once, whatever it is at (J26): also when its robot is gone. Refuses one that has ended. */
export function endJob(view: View, job: Readonly<JobRow>, ctx: Ctx, message: string): Readonly<JobRow> {
  const run = runningOf(view, job);
  if (run) {
    endRun(view, run, { state: 'cancelled', reason: 'forced', error: message }, ctx);
    return view.get('job', job.id) ?? job;
  }
  const offered = job.run === '' ? undefined : view.get('run', job.run);
  const ended = moveJob(view, job, 'cancel', { ended: ctx.now, run: '', message });
  if (!offered) return ended;
  takeOfferBack(view, offered, message);
  view.emit({ kind: 'dispatch', robot: offered.robot });
  return ended;
}

function runningOf(view: View, job: Readonly<JobRow>): Readonly<RunRow> | undefined {
  const run = job.run === '' ? undefined : view.get('run', job.run);
  return run?.state === 'running' ? run : undefined;
}

export function setJobPriority(view: View, p: Params<'job.setPriority'>, ctx: Ctx): Result<'job.setPriority'> {
  const job = theJob(view, ctx.who.workspace, p.job);
  if (job.state !== 'queued') refuse('IllegalState', `the job is ${job.state}; only a queued one changes its priority`);
  return jobView(view, saveJob(view, { ...job, priority: p.priority }));
}

/** Jobs whose rest is over may be given out; `next` is the date to come back at. */
export function jobsDue(view: View, p: Params<'job.due'>, ctx: Ctx): Result<'job.due'> {
  const due = view.pick('jobsDue', { upTo: ctx.now }, p.limit);
  for (const job of due) {
    const message = `${attemptText(job, job.attempts + 1)}, waiting for a robot`;
    callRobots(view, saveJob(view, { ...job, waiting: 1, notBefore: 0, message }));
  }
  const [next] = view.pick('jobsDue', { upTo: Number.MAX_SAFE_INTEGER }, 1);
  return { due: due.length, ...(next ? { next: next.notBefore } : {}) };
}
