/** An offer that came to nothing (P6): its run instance is gone as if it had never been, and costs no attempt. */
import { type Said, say } from '../../protocol/sentence.ts';
import { callRobots, saveJob, waitingText } from './job.ts';
import { jobRests, REFUSED_REST_MS, robotRests } from './rest.ts';
import { releaseRobot, saveRobot } from './robot.ts';
import type { JobRow, RunRow } from './rows.ts';
import { jobOf } from './run-state.ts';
import { kept } from './said.ts';
import type { Ctx, View } from './view.ts';

/** Takes the offer back: the job waits for a robot again, and a robot that is free by it looks for other work. */
export function withdrawOffer(view: View, run: Readonly<RunRow>, because: Said): void {
  const job = takeOfferBack(view, run, because);
  const message = kept('message', waitingText(job, because));
  callRobots(view, saveJob(view, { ...job, run: '', ...jobRests(0, 0), ...message }));
  if (view.get('robot', run.robot)?.state === 'idle') view.emit({ kind: 'dispatch', robot: run.robot });
}

/** The same for an offer that its agent refused: job and robot rest, or it would refuse every waiting job in turn. */
export function refuseOffer(view: View, run: Readonly<RunRow>, { now }: Pick<Ctx, 'now'>, because: Said): void {
  const says = say`${{ robot: run.robotName }} refused: ${{ because }}`;
  const job = takeOfferBack(view, run, says);
  const rest = jobRests(REFUSED_REST_MS, now);
  saveJob(view, { ...job, run: '', ...rest, ...kept('message', waitingText(job, says)) });
  const robot = view.get('robot', run.robot);
  if (robot) saveRobot(view, { ...robot, ...robotRests(because, now) });
  view.emit({ kind: 'at', when: rest.notBefore, chore: 'job.due' });
}

/** Only the run instance and its robot; what becomes of the job is the caller's to say. */
export function takeOfferBack(view: View, run: Readonly<RunRow>, because: Said): Readonly<JobRow> {
  const job = jobOf(view, run);
  view.drop('run', run.id);
  releaseRobot(view, run.robot, run.id);
  view.emit({ kind: 'stop', robot: run.robot, run: run.id, epoch: run.epoch, because: String(because) });
  return job;
}
