/** When a delivery is tried again: a table of times, spread so that a thousand of them do not come back in one moment. */

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;

/** ms after the nth failed attempt; with none left the delivery is given up. Ten attempts in about a day. */
export const RETRY_AFTER_MS: readonly number[] = [5 * S, 30 * S, 2 * MIN, 10 * MIN, 30 * MIN, H, 3 * H, 7 * H, 12 * H];
export const MOST_ATTEMPTS = RETRY_AFTER_MS.length + 1;
/** Up to so much later, as a share of the time. */
export const SPREAD = 0.2;
/** A receiver may ask for a longer rest (`Retry-After`), up to this. */
export const LONGEST_REST_MS = 12 * H;

/**
 * ms until the next attempt after `attempts` failed ones; undefined = give up. The same delivery gets the same times each
 * time it is asked for: rules know no chance.
 */
export function retryAfter(id: string, attempts: number, restMs = 0): number | undefined {
  const ms = RETRY_AFTER_MS[attempts - 1];
  if (ms === undefined) return undefined;
  return Math.max(Math.round(ms * (1 + SPREAD * shareOf(`${id}:${attempts}`))), Math.min(restMs, LONGEST_REST_MS));
}

/** A share from 0 to 1 out of a text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash / 0xffffffff;
}
