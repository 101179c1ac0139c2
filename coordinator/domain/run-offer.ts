/** An offer that came to nothing (P6): its run instance is gone as if it had never been, and costs no attempt. */
import { attemptText, callRobots, saveJob } from './job.ts';
import { releaseRobot } from './robot.ts';
import type { JobRow, RunRow } from './rows.ts';
import { jobOf } from './run-state.ts';
import type { Ctx, View } from './view.ts';

/** ms that a job rests after an agent refused it: without it, offer and refusal would chase each other. */
export const REFUSED_REST_MS = 5_000;

/**
 * Takes the offer back; the job waits for a robot again, after `restMs`. A robot that is free by it looks for other work,
 * but not at once when it refused: it would refuse every waiting job in turn. It is asked when the job's rest is over.
 */
export function withdrawOffer(view: View, run: Readonly<RunRow>, ctx: Ctx, because: string, restMs = 0): JobRow {
  const job = takeOfferBack(view, run, because);
  const message = `${attemptText(job, job.attempts + 1)}, waiting for a robot (${because})`;
  const notBefore = restMs > 0 ? ctx.now + restMs : 0;
  const next = saveJob(view, { ...job, run: '', waiting: restMs > 0 ? 0 : 1, notBefore, message });
  if (notBefore > 0) view.emit({ kind: 'at', when: notBefore, chore: 'job.due' });
  else {
    callRobots(view, next);
    if (view.get('robot', run.robot)?.state === 'idle') view.emit({ kind: 'dispatch', robot: run.robot });
  }
  return next;
}

/** Only the run instance and its robot; what becomes of the job is the caller's to say. */
export function takeOfferBack(view: View, run: Readonly<RunRow>, because: string): Readonly<JobRow> {
  const job = jobOf(view, run);
  view.drop('run', run.id);
  releaseRobot(view, run.robot, run.id);
  view.emit({ kind: 'stop', robot: run.robot, run: run.id, epoch: run.epoch, because });
  return job;
}
