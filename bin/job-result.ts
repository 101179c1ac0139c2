/** How jobs ended, as an exit code: what a script that calls `gantry` decides by. */
import type { JobState } from '../protocol/fields.ts';

/** 2 to 5 say that the command itself failed (output.ts). */
export const exitCodes = { succeeded: 0, failed: 1, cancelled: 6 } as const;

/** Of several jobs the worst counts: failed, then cancelled. */
export function exitCodeOfJobs(states: readonly JobState[]): number {
  if (states.includes('failed')) return exitCodes.failed;
  return states.includes('cancelled') ? exitCodes.cancelled : exitCodes.succeeded;
}
