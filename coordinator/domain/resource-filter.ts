/** A search by condition (Q37) as a pick and a judge of rows: the request's filter, the asker's locks, the clock. */
import type { ResourceFilter } from '../../protocol/fields.ts';
import { type Asker, lockAt, lockKinds, stoppedBy } from './lock.ts';
import type { OrderRange, PickName, ResourceMatch } from './picks.ts';
import { idsFrom, idsUpTo } from './resource-ids.ts';
import type { ResourceParameters, ResourceRow } from './rows.ts';

const orders = {
  priority: { live: 'liveByPriority', open: 'openByPriority', begun: 'begunByPriority', tagged: 'taggedByPriority' },
  oldest: { live: 'liveOldest', open: 'openOldest', begun: 'begunOldest', tagged: 'taggedOldest' },
  newest: { live: 'liveNewest', open: 'openNewest', begun: 'begunNewest', tagged: 'taggedNewest' },
} as const satisfies Record<
  NonNullable<ResourceFilter['sort']>,
  Record<'live' | 'open' | 'begun' | 'tagged', PickName>
>;

/**
 * The picks that walk all that is live; what is not read-locked; of that what is in progress; and by a tag. Default: higher
 * priority first, then oldest.
 */
export const picksFor = (filter: ResourceFilter | undefined) => orders[filter?.sort ?? 'priority'];

/** Where such a walk starts and stops: the range of what it is sorted by. Ranges of other columns are judged row by row. */
export function rangeFor(filter: ResourceFilter | undefined): OrderRange | undefined {
  const { sort = 'priority', priority, created } = filter ?? {};
  if (sort === 'priority') return priority;
  return (
    created && {
      from: created.from === undefined ? undefined : idsFrom(created.from),
      to: created.to === undefined ? undefined : idsUpTo(created.to),
    }
  );
}

/** Does a live resource meet the condition, and do the locks of others let the asker have it? */
export function resourceMatch(filter: ResourceFilter | undefined, asker: Asker): ResourceMatch {
  const meets = meetsCondition(filter);
  return (row) => meets(row) && stoppedBy(row, 'search', asker) === undefined;
}

/** Does a live resource meet the condition, whoever has it? */
export function meetsCondition(filter: ResourceFilter | undefined): (row: Readonly<ResourceParameters>) => boolean {
  const { tags, allTags, status, priority, created, updated } = filter ?? {};
  const statuses = status === undefined ? undefined : [status].flat();
  return (row) =>
    (statuses === undefined || statuses.some((wanted) => wanted === row.status)) &&
    (!tags?.length || tags.some((tag) => row.tags.includes(tag))) &&
    (!allTags?.length || allTags.every((tag) => row.tags.includes(tag))) &&
    within(row.priority, priority) &&
    within(row.created, created) &&
    within(row.updated, updated);
}

/** Does it look for nothing but what is in progress? */
export const isForBegun = (filter: ResourceFilter | undefined): boolean =>
  filter?.status !== undefined && [filter.status].flat().every((status) => status === 'in_progress');

/** In progress, and the asker itself has locked it with a kind that is asked for: somebody works on it there already. */
export const inHand = (row: Readonly<ResourceRow>, { owner, lock, now }: Asker): boolean =>
  row.status === 'in_progress' &&
  lockKinds.some((kind) => lock?.[kind] !== undefined && lockAt(row, kind, now)?.owner === owner);

/** Ranges are inclusive at both ends. */
const within = (value: number, range: { from?: number | undefined; to?: number | undefined } | undefined): boolean =>
  value >= (range?.from ?? -Infinity) && value <= (range?.to ?? Infinity);
