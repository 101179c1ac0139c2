/**
 * How many jobs, robots and deliveries are in each state, for the metrics: kept in the transaction that changes the state,
 * so that it is right after a restart, and nobody ever counts a million rows.
 */
import type { Look } from './lookup.ts';
import type { View } from './view.ts';

export type Tallied = 'job' | 'robot' | 'delivery';
type Counts = Readonly<Record<string, number>>;

/** Of these everything that ever came to them is counted: what is deleted later, or sent again, was there. */
const ends: Readonly<Record<Tallied, ReadonlySet<string>>> = {
  job: new Set(['succeeded', 'failed', 'cancelled']),
  robot: new Set(),
  delivery: new Set(['delivered', 'failed', 'dropped']),
};

const idOf = (kind: Tallied) => `tally:${kind}`;

/** To be called by the door of each kind. `before` absent: it is new; `after` absent: it is deleted. */
export function recount(view: View, kind: Tallied, before: string | undefined, after: string | undefined): void {
  if (before === after) return;
  const counts = { ...tallyOf(view, kind) };
  if (before !== undefined && !ends[kind].has(before)) counts[before] = (counts[before] ?? 0) - 1;
  if (after !== undefined) counts[after] = (counts[after] ?? 0) + 1;
  view.put('meta', { id: idOf(kind), value: counts });
}

export const tallyOf = (view: Look, kind: Tallied): Counts =>
  (view.get('meta', idOf(kind))?.value as Counts | undefined) ?? {};
