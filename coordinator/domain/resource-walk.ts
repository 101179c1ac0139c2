/**
 * How a run's search by condition finds its first matches without walking what it cannot have: by tag, within the bounds
 * of its order, past what is read-locked. What none of these says is judged row by row, in order.
 */
import type { ResourceFilter } from '../../protocol/fields.ts';
import type { Asker } from './lock.ts';
import { comparator, picks, type ResourceMatch, type TaggedMatch } from './picks.ts';
import { isForBegun, picksFor, rangeFor } from './resource-filter.ts';
import { taggedResource } from './resource-tags.ts';
import type { QueueRow, ResourceRow } from './rows.ts';
import type { View } from './view.ts';

/** Read-locked resources that a search merges in: of its run, and with a date that has come; with more it walks all live ones. */
const MOST_LOCKED = 1_000;
/** Rows counted of each tag of `allTags`, step by step, to find one that few have. */
const RARE = [1, 32, 1_024];

export interface Seeker {
  queue: Readonly<QueueRow>;
  asker: Asker;
  filter: ResourceFilter | undefined;
  match: ResourceMatch;
}

/** The first `limit` matches in the order of the filter. */
export function firstMatches(view: View, seeker: Seeker, limit: number): Readonly<ResourceRow>[] {
  const { queue, filter, match } = seeker;
  const locked = lockedMatches(view, seeker);
  const names = picksFor(filter);
  const walk = { queue: queue.id, range: rangeFor(filter), match };
  if (!locked) return view.pick(names.live, walk, limit);
  const tags = soughtTags(view, queue, filter);
  const untagged = isForBegun(filter) ? names.begun : names.open;
  const open = tags ? tagged(view, seeker, tags, limit) : view.pick(untagged, walk, limit);
  return locked.length === 0 ? open : inOrder([...open, ...locked], filter).slice(0, limit);
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

/** The tags to walk; `undefined`: the filter names none. */
function soughtTags(view: View, { id }: Readonly<QueueRow>, filter: ResourceFilter | undefined): string[] | undefined {
  if (filter?.allTags?.length) return [rarest(view, id, filter.allTags)];
  return filter?.tags?.length ? [...new Set(filter.tags)] : undefined;
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
function tagged(view: View, seeker: Seeker, tags: readonly string[], limit: number): Readonly<ResourceRow>[] {
  const { queue, filter, match } = seeker;
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
