/** Time and dice of the agent and its supervisors: the one place that asks the machine for them. */
import { randomInt } from 'node:crypto';

/** Milliseconds since 1970 by this machine's clock; never compared with the coordinator's (P13). */
export const wallMs = (): number => Date.now();

/** Milliseconds of a clock that never jumps, from an arbitrary start. */
export const steadyMs = (): number => performance.now();

/** A random number in [0, 1), for backoff. */
export const dice = (): number => randomInt(2 ** 32) / 2 ** 32;

export interface RunClock {
  /** ms since the run's start (E1); never goes back within a process. */
  atMs(): number;
}

/** The clock of one run whose start was at `startedAt` (wall ms); a jump of the wall clock meanwhile does not matter. */
export function runClock(startedAt: number): RunClock {
  const before = Math.max(0, wallMs() - startedAt);
  const from = steadyMs();
  return { atMs: () => Math.round(before + steadyMs() - from) };
}
