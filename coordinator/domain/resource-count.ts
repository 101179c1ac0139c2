/** How much a resource adds to its queue's counts (Q51): its status, and whether it waits or was abandoned. */
import type { ResourceStatus } from '../../protocol/fields.ts';
import type { ResourceRow } from './rows.ts';

/** Added to a queue's counts; what is absent stays. */
export type CountDeltas = Partial<Record<ResourceStatus | 'waiting' | 'abandoned', number>>;
type Counted = Readonly<Pick<ResourceRow, 'status' | 'readOwner' | 'writeOwner' | 'abandoned'>>;

/**
 * Waiting: new and not read-locked. Locks are judged as they are stored, as no count can know the time: the coordinator
 * removes a dated one at its date (Q30), through the same door, and the resource counts from then on.
 */
export const isWaiting = (row: Counted): boolean => row.status === 'new' && row.readOwner === '';

/** Abandoned: in progress, unlocked, and the run that took it last ended in failure. */
export const isAbandoned = (row: Counted): boolean =>
  row.status === 'in_progress' && row.abandoned === 1 && row.readOwner === '' && row.writeOwner === '';

/** What the counts change by when `before` becomes `after`; absent = it was not there before, or is gone after. */
export function countChange(before: Counted | undefined, after: Counted | undefined): CountDeltas {
  const deltas: CountDeltas = {};
  if (before?.status !== after?.status) {
    if (before) deltas[before.status] = -1;
    if (after) deltas[after.status] = 1;
  }
  const waiting = Number(after !== undefined && isWaiting(after)) - Number(before !== undefined && isWaiting(before));
  if (waiting !== 0) deltas.waiting = waiting;
  const abandoned =
    Number(after !== undefined && isAbandoned(after)) - Number(before !== undefined && isAbandoned(before));
  if (abandoned !== 0) deltas.abandoned = abandoned;
  return deltas;
}
