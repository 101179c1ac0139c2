/**
 * What somebody who waits is looking for (Q31), and whether a resource as it is now may be it. Says yes too often rather
 * than too seldom: the rule, run again, decides.
 */
import type { LockRequest, ResourceFilter } from '../../protocol/fields.ts';
import { type LockedAction, stoppedBy } from './lock.ts';
import { inHand, resourceMatch } from './resource-filter.ts';
import type { ResourceRow } from './rows.ts';

export interface Sought {
  action: LockedAction;
  /** The locks asked for together with the action. */
  lock?: LockRequest | undefined;
  /** What a search looks for. */
  filter?: ResourceFilter | undefined;
  /** How many it wants (Q38); only compared. */
  count?: unknown;
}

/** Equal for those whom the same change helps, whoever they are. */
export const soughtKey = ({ action, lock, filter, count }: Sought): string =>
  JSON.stringify([action, lock, filter, count]);

/**
 * May this resource, as it is at `now` (ms), end the wait of `owner` (a lock's owner; '' for somebody who has none)?
 * One that is gone or hidden ends the wait of those who asked for it by id, and helps no search.
 */
export function mayHelp(
  { action, lock, filter }: Sought,
  row: Readonly<ResourceRow> | undefined,
  owner: string,
  now: number,
): boolean {
  if (!row || row.live === 0) return action !== 'search';
  const asker = { owner, lock, now };
  if (action !== 'search') return stoppedBy(row, action, asker) === undefined;
  return resourceMatch(filter, asker)(row) && !inHand(row, asker);
}
