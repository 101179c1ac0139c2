/** Who rests for a while: jobs before another attempt (J23) or after a refusal, and robots that refused (P6). */
import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import type { JobRow, RobotRow } from './rows.ts';
import { kept, saidIn } from './said.ts';

/** ms that job and robot rest after an agent refused: without it, offers and refusals would chase each other. */
export const REFUSED_REST_MS = 5_000;

type JobRest = Pick<JobRow, 'waiting' | 'restSince' | 'notBefore'>;
type RobotRest = Pick<RobotRow, 'restUntil' | 'restBecause' | 'restBecauseAs'>;

/** A job that rests for `ms` from now on; 0 = it may be given out. */
export const jobRests = (ms: number, now: number): JobRest =>
  ms > 0 ? { waiting: 0, restSince: now, notBefore: now + ms } : { waiting: 1, restSince: 0, notBefore: 0 };

/** A job that neither rests nor wants a robot. */
export const jobWantsNothing: JobRest = { waiting: 0, restSince: 0, notBefore: 0 };

export const robotRests = (because: Said, now: number): RobotRest => ({
  restUntil: now + REFUSED_REST_MS,
  ...kept('restBecause', because),
});
export const robotRested: RobotRest = { restUntil: 0, ...kept('restBecause', '') };

/** Why this robot is asked for nothing at present, and when again; `undefined`: it does not rest. */
export function restText(robot: Readonly<RobotRest>, now: number): Sentence | undefined {
  if (!robotIsResting(robot, now)) return undefined;
  const left = robot.restUntil - now;
  const [ago, again] = [{ ago: seconds(REFUSED_REST_MS - left) }, { again: seconds(left) }];
  return say`refused a job ${ago} s ago: ${{ because: saidIn(robot, 'restBecause') }}; asked again in ${again} s`;
}

/** Not when it is over, nor when the clock was set back since it began (rest-over.ts). */
export const robotIsResting = ({ restUntil }: Readonly<Pick<RobotRow, 'restUntil'>>, now: number): boolean =>
  restUntil > now && restUntil - now <= REFUSED_REST_MS;

const seconds = (ms: number) => Math.round(ms / 1_000);
