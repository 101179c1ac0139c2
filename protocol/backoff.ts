/** When to try again after a lost connection (P10): pure, the caller brings the dice. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** A connection that held this long counts as stable: the next loss starts short again. */
export const STABLE_AFTER_MS = 60_000;

/**
 * Milliseconds to wait before attempt `n` (0 = the first after the loss): random 0–1 s first, then full jitter
 * that doubles up to 30 s. `dice` is a number in [0, 1).
 */
export function reconnectDelay(n: number, dice: number): number {
  return Math.floor(dice * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(n, 10)));
}
