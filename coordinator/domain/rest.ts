/** Who rests for a while: jobs before another attempt (J23) or after a refusal, and robots that refused (P6). */
import type { JobRow, RobotRow } from './rows.ts';

/** ms that job and robot rest after an agent refused: without it, offers and refusals would chase each other. */
export const REFUSED_REST_MS = 5_000;

type JobRest = Pick<JobRow, 'waiting' | 'restSince' | 'notBefore'>;
type RobotRest = Pick<RobotRow, 'restUntil' | 'restBecause'>;

/** A job that rests for `ms` from now on; 0 = it may be given out. */
export const jobRests = (ms: number, now: number): JobRest =>
  ms > 0 ? { waiting: 0, restSince: now, notBefore: now + ms } : { waiting: 1, restSince: 0, notBefore: 0 };

/** A job that neither rests nor wants a robot. */
export const jobWantsNothing: JobRest = { waiting: 0, restSince: 0, notBefore: 0 };

export const robotRests = (because: string, now: number): RobotRest => ({
  restUntil: now + REFUSED_REST_MS,
  restBecause: because,
});
export const robotRested: RobotRest = { restUntil: 0, restBecause: '' };

/** Why this robot is asked for nothing at present, and when again; `undefined`: it does not rest. */
export function restText({ restUntil, restBecause }: Readonly<RobotRest>, now: number): string | undefined {
  const left = restUntil - now;
  if (left <= 0 || left > REFUSED_REST_MS) return undefined; // over, or the clock was set back since (rest-over.ts)
  return `refused a job ${seconds(REFUSED_REST_MS - left)} ago: ${restBecause}; asked again in ${seconds(left)}`;
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;
