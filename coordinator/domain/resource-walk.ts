/**
 * How a run's search by condition finds its first matches without walking what it cannot have: by tag, within the bounds
 * of its order, past what is read-locked. What none of these says is judged row by row, in order.
 */
import { refuse } from '../../protocol/errors.ts';
import type { ResourceFilter } from '../../protocol/fields.ts';
import type { Asker } from './lock.ts';
import { comparator, picks, type ResourceMatch, type TaggedMatch } from './picks.ts';
import { isForBegun, picksFor, rangeFor } from './resource-filter.ts';
import { taggedResource } from './resource-tags.ts';
import type { QueueRow, ResourceRow } from './rows.ts';
import type { View } from './view.ts';

/** Read-locked resources that a search merges in: of its run, and with a date that has come; with more it walks all live ones. */
const MOST_LOCKED = 1_000;
/** Resources that a search judges in vain before it tries a range of another order, and in that range. */
const FEW = 256;
/** The same by their tags, values and all; then they are walked without their values like those that have no tags. */
const MOST_TAGGED = 4_096;
/**
 * Resources that a search judges in vain at all; then it is refused. They are read in one go while nothing else is done:
 * so many take about 0.3 s.
 */
export const MOST_JUDGED = 100_000;
/** Rows counted of each tag of `allTags`, step by step, to find one that few have. */
const RARE = [1, 32, 1_024];

export interface Seeker {
  queue: Readonly<QueueRow>;
  asker: Asker;
  filter: ResourceFilter | undefined;
  match: ResourceMatch;
}

/** Which resources are walked: those that have a tag sought for, what is not read-locked, or all that is live. */
type Walk = 'tagged' | 'open' | 'live';

/** The first `limit` matches in the order of the filter. `TooLarge` when too many others would have to be judged for it. */
export function firstMatches(view: View, seeker: Seeker, limit: number): Readonly<ResourceRow>[] {
  const { queue, filter } = seeker;
  const locked = lockedMatches(view, seeker);
  const open =
    (locked && openMatches(view, seeker, limit)) ??
    walked(view, seeker, limit, { walk: locked ? 'open' : 'live', most: MOST_JUDGED }) ??
    refuse('TooLarge', tooMany(queue), { field: 'filter' });
  return locked?.length ? inOrder([...open, ...locked], filter).slice(0, limit) : open;
}

/** The first matches of what is not read-locked, if they can be looked up; else `undefined`. */
function openMatches(view: View, seeker: Seeker, limit: number): Readonly<ResourceRow>[] | undefined {
  const { filter } = seeker;
  const hasTags = filter?.tags?.length || filter?.allTags?.length;
  const walk = hasTags && !isForBegun(filter) ? 'tagged' : 'open'; // what is begun is seldom much
  const soon = otherOrder(filter) && walked(view, seeker, limit, { walk, most: FEW });
  const few = soon ?? fewInRange(view, seeker, limit);
  return few ?? (walk === 'tagged' ? walked(view, seeker, limit, { walk, most: MOST_TAGGED }) : undefined);
}

const tooMany = ({ name }: Readonly<QueueRow>): string =>
  `of ${MOST_JUDGED} resources of "${name}" that were looked at too few meet the condition; nothing was taken. ` +
  'Give those that you look for a tag and search by it, or name a range of what the search is sorted by';

/** The first matches of a walk; `undefined` when more than `most` others had to be judged. */
function walked(
  view: View,
  seeker: Seeker,
  limit: number,
  { walk, most }: { walk: Walk; most: number },
): Readonly<ResourceRow>[] | undefined {
  const { queue, filter } = seeker;
  let judged = 0;
  // What comes after too many is taken for a match, so that the walk ends.
  const match: ResourceMatch = (row) => judged > most || seeker.match(row) || ++judged > most;
  const names = picksFor(filter);
  const name = walk === 'live' ? names.live : isForBegun(filter) ? names.begun : names.open;
  const found =
    walk === 'tagged'
      ? tagged(view, { ...seeker, match }, limit)
      : view.pick(name, { queue: queue.id, range: rangeFor(filter), match }, limit);
  return judged > most ? undefined : found;
}

/** The filter in the order of a range that it names and is not sorted by. */
function otherOrder(filter: ResourceFilter | undefined): ResourceFilter | undefined {
  const { sort = 'priority', priority, created } = filter ?? {};
  if (sort === 'priority') return created && { ...filter, sort: 'oldest' };
  return priority && { ...filter, sort: 'priority' };
}

/** The first matches, when there are few resources in a range that the search is not sorted by. */
function fewInRange(view: View, { queue, filter, match }: Seeker, limit: number): Readonly<ResourceRow>[] | undefined {
  const other = otherOrder(filter);
  if (!other) return undefined;
  const walk = { queue: queue.id, range: rangeFor(other), match: () => true };
  const rows = view.pick(picksFor(other).open, walk, FEW + 1);
  return rows.length > FEW ? undefined : inOrder(rows.filter(match), filter).slice(0, limit);
}

/**
 * Matches that are read-locked and not for this search: by its own run, or by a lock whose date has come and which is
 * not removed yet (Q30). `undefined`: too many to be merged in.
 */
function lockedMatches(view: View, { queue, asker, match }: Seeker): Readonly<ResourceRow>[] | undefined {
  const readOwner = asker.owner;
  const due = view.pick('readLockDue', { upTo: asker.now }, MOST_LOCKED + 1);
  const own =
    asker.lock?.read === undefined
      ? view.pick('readLockedBy', { readOwner }, MOST_LOCKED + 1)
      : view.pick('lockedOnlyBy', { readOwner, match }, MOST_LOCKED + 1); // what is in hand is no work
  if (due.length > MOST_LOCKED || own.length > MOST_LOCKED) return undefined;
  const ids = new Set(own.map((row) => row.id));
  const all = due.length === 0 ? own : [...own, ...due.filter((row) => !ids.has(row.id))];
  return all.filter((row) => row.queue === queue.id && row.live === 1 && match(row));
}

/** The tags to walk. */
function soughtTags(view: View, { id }: Readonly<QueueRow>, filter: ResourceFilter | undefined): string[] {
  if (filter?.allTags?.length) return [rarest(view, id, filter.allTags)];
  return [...new Set(filter?.tags)];
}

/** A tag that fewer have than some number; when each has more, the first: those who have it are judged one by one. */
function rarest(view: View, queue: string, tags: readonly string[]): string {
  if (tags.length > 1)
    for (const few of RARE)
      for (const tag of tags)
        if (view.pick('taggedOldest', { queue, tag, match: () => true }, few).length < few) return tag;
  return tags[0]!;
}

/** The first matches that have one of the tags; who has several of them is met several times. */
function tagged(view: View, { queue, filter, match }: Seeker, limit: number): Readonly<ResourceRow>[] {
  const tags = soughtTags(view, queue, filter);
  const found = new Map<string, Readonly<ResourceRow>>();
  const matches: TaggedMatch = (row) => {
    const resource = view.get('resource', taggedResource(row));
    return resource !== undefined && match(resource);
  };
  for (const tag of tags)
    for (const row of view.pick(
      picksFor(filter).tagged,
      { queue: queue.id, tag, range: rangeFor(filter), match: matches },
      limit,
    )) {
      const resource = view.get('resource', taggedResource(row));
      if (resource) found.set(resource.id, resource);
    }
  return tags.length === 1 ? [...found.values()] : inOrder([...found.values()], filter).slice(0, limit);
}

const inOrder = (rows: Readonly<ResourceRow>[], filter: ResourceFilter | undefined): Readonly<ResourceRow>[] =>
  rows.sort(comparator<'resource'>(picks[picksFor(filter).open].order));
