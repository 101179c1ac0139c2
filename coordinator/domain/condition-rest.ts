/**
 * The rest of a condition whose jobs change nothing: a job that succeeds and leaves the queue as it was leaves the
 * condition true, and the next one would do the same. Any change of the queue ends the rest at once (Q52).
 */
import type { ConditionRow, QueueRow } from './rows.ts';

/** ms after the first such job; doubled with each further one in a row. */
export const FIRST_REST_MS = 5_000;
export const LONGEST_REST_MS = 300_000;

type Rest = Pick<ConditionRow, 'seen' | 'idleInRow' | 'restUntil'>;

/** No rest: what it is before the first job, and after a person enabled it. */
export const noRest: Rest = { seen: '', idleInRow: 0, restUntil: 0 };

/** The queue's counts as one text: equal = nothing was taken, finished or added in between. */
export const lookOf = ({ counts, waiting, abandoned }: Readonly<QueueRow>): string =>
  [waiting, abandoned, counts.new, counts.in_progress, counts.processed, counts.error].join(' ');

/** `at`: when one of its jobs succeeded, ms. */
export function restAfterSuccess(row: Readonly<Rest>, queue: Readonly<QueueRow> | undefined, at: number): Rest {
  if (!queue || row.seen !== lookOf(queue)) return { ...noRest, seen: row.seen };
  const ms = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** row.idleInRow);
  return { seen: row.seen, idleInRow: row.idleInRow + 1, restUntil: at + ms };
}

export const rests = (row: Readonly<Rest>, queue: Readonly<QueueRow>, now: number): boolean =>
  row.restUntil > now && row.seen === lookOf(queue);
