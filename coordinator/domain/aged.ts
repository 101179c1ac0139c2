/**
 * Which waiting jobs have waited so long that priority alone must not decide any more (J25), so that nothing starves:
 * every fourth job that a robot takes is the oldest of these. A priority that grows with the waiting time would turn
 * "larger first, then older" into a sum that nobody can foretell; this leaves that order exact until then.
 */
import type { JobRow, RobotRow } from './rows.ts';

/** ms since its creation; a setting of the coordinator. */
export const STARVE_AFTER_MS = 6 * 3_600_000;
/** Each robot's assignments that belong to the long waiting: one in so many. The others stay with the urgent ones. */
export const AGED_EVERY = 4;

/** `starveAfterMs`: 0 = priority alone, for ever. */
export const isAged = (job: Readonly<Pick<JobRow, 'created'>>, now: number, starveAfterMs = STARVE_AFTER_MS): boolean =>
  starveAfterMs > 0 && job.created <= now - starveAfterMs;

/** Is the next assignment of this robot one of theirs? Its epoch counts assignments, so that nothing has to be kept. */
export const isTurnOfAged = (robot: Readonly<Pick<RobotRow, 'epoch'>>): boolean => (robot.epoch + 1) % AGED_EVERY === 0;
