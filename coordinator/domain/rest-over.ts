/**
 * `job.due`: ends rests that are over (J23, P6). If the clock was set back since a rest began, it begins anew: it lasts twice
 * as long as it was meant to at most, whatever is done to the clock (P13). If it is put ahead, the rest is over at once.
 */
import type { Params, Result } from '../../protocol/contract.ts';
import { callRobots, saveJob, waitingText } from './job.ts';
import { jobRests, REFUSED_REST_MS, robotRested } from './rest.ts';
import { saveRobot } from './robot.ts';
import type { JobRow, RobotRow } from './rows.ts';
import { kept } from './said.ts';
import type { Ctx, View } from './view.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** `next` is the date to come back at. */
export function endRests(view: View, { limit }: Params<'job.due'>, { now }: Pick<Ctx, 'now'>): Result<'job.due'> {
  const later = view.pick('restsSince', { upTo: END_OF_TIME, range: { from: now + 1 } }, limit);
  for (const job of later) saveJob(view, { ...job, ...jobRests(job.notBefore - job.restSince, now) });
  const jobs = view.pick('jobsDue', { upTo: now }, limit);
  for (const job of jobs) endRest(view, job);
  const ahead = { from: now + REFUSED_REST_MS + 1 };
  const robots = [
    ...view.pick('robotsRested', { upTo: now }, limit),
    ...view.pick('robotsRested', { upTo: END_OF_TIME, range: ahead }, limit),
  ];
  for (const robot of robots) askAgain(view, robot);
  const [job] = view.pick('jobsDue', { upTo: END_OF_TIME }, 1);
  const [robot] = view.pick('robotsRested', { upTo: END_OF_TIME }, 1);
  const dates = [...(job ? [job.notBefore] : []), ...(robot ? [robot.restUntil] : [])];
  const due = later.length + jobs.length + robots.length;
  return { due, ...(dates.length > 0 ? { next: Math.min(...dates) } : {}) };
}

function endRest(view: View, job: Readonly<JobRow>): void {
  callRobots(view, saveJob(view, { ...job, ...jobRests(0, 0), ...kept('message', waitingText(job)) }));
}

function askAgain(view: View, robot: Readonly<RobotRow>): void {
  const rested = saveRobot(view, { ...robot, ...robotRested });
  if (rested.state === 'idle') view.emit({ kind: 'dispatch', robot: rested.id });
}
