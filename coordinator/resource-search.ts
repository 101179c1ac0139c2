/**
 * Walks a queue's resources in the order of a list and gives those that meet a person's filter. Bounded: it gives up after
 * so many rows and says where to go on, and lets others have their turn in between, so that a million rows freeze nobody.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { ResourceStatus } from '../protocol/fields.ts';
import type { ResourceWhere } from '../protocol/shapes-bulk.ts';
import type { Core } from './core.ts';
import { CLOCK_SLACK_MS, idsFrom, timeOfId } from './domain/resource-ids.ts';
import { holdsText, meetsWhere } from './domain/resource-where.ts';
import type { QueueRow, ResourceParameters } from './domain/rows.ts';
import { cursorAt, type ListParams, listOrder } from './store/lists.ts';
import { compareBy } from './store/search.ts';

export interface ResourceSearch {
  queue: Readonly<QueueRow>;
  where: ResourceWhere;
  sort?: 'created' | 'updated' | 'priority' | undefined;
  dir?: 'asc' | 'desc' | undefined;
  /** Begin here, in the column that it is sorted by. */
  startAt?: number | undefined;
  /** So far may an id's time be ahead of the creation date (resource-ids.ts); absent = as far as it ever is. */
  slackMs?: number | undefined;
}
export interface Portion {
  /** Where to begin: `next` of the portion before. */
  after?: string | undefined;
  /** Resources wanted. */
  limit: number;
  /** Rows to look at, about; then what was found so far is given. */
  look: number;
}
export interface Found {
  rows: Readonly<ResourceParameters>[];
  /** Absent when there is nothing more. */
  next?: string | undefined;
  /** Id of the row that `next` comes after. */
  last?: string | undefined;
  /** How many rows were looked at. */
  looked: number;
}

/** Rows read in one go: half a millisecond in which nobody else has a turn. */
const MOST_AT_ONCE = 100;
/** Values read in one go: each may have 1 MiB. */
const VALUES_AT_ONCE = 20;

/** Resources of one natural key that are looked up: of a key one is live at a time, in each queue. */
const MOST_OF_KEY = 200;

/** Named by id or by key they all come at once, in the list's order, whatever the limit. */
export async function searchResources(core: Core, search: ResourceSearch, portion: Portion): Promise<Found> {
  const { where } = search;
  const ids = where.ids ?? (await idsOfKey(core, search));
  if (ids) return searchIds(core, search, ids);
  const meets = meetsWhere(where, core.clock.now());
  const bounds = boundsOf(search);
  const found: Found = { rows: [], looked: 0 };
  for (let after = portion.after ?? bounds.start; ; await turn()) {
    const limit = Math.min(MOST_AT_ONCE, isEmpty(where) ? portion.limit - found.rows.length : MOST_AT_ONCE);
    const page = await core.store.query('resources', { ...listOf(search), after, limit });
    const within = page.items.filter((row) => !bounds.past(row));
    const matches = await withText(core, within.filter(meets), where.text);
    const room = portion.limit - found.rows.length;
    found.rows.push(...matches.slice(0, room));
    const last = matches.length > room ? matches[room - 1]! : undefined;
    found.looked += last ? within.indexOf(last) + 1 : within.length;
    if (last) return { ...found, last: last.id, next: cursorAt('resources', search, last) };
    if (page.next === undefined || within.length < page.items.length) return found;
    const enough = found.rows.length >= portion.limit || found.looked >= portion.look;
    if (enough) return { ...found, last: page.items.at(-1)!.id, next: page.next };
    after = page.next;
  }
}

/** Few have the same key: they are looked up. `undefined`: none is sought, or too many have it, so that all are walked. */
async function idsOfKey({ store }: Core, { queue, where: { key } }: ResourceSearch): Promise<string[] | undefined> {
  if (key === undefined) return undefined;
  const { items, next } = await store.query('keyed', { key, limit: MOST_OF_KEY });
  return next === undefined ? items.filter((row) => row.queue === queue.id).map((row) => row.id) : undefined;
}

async function searchIds(core: Core, search: ResourceSearch, ids: readonly string[]): Promise<Found> {
  const { queue, where } = search;
  const meets = meetsWhere(where, core.clock.now());
  const rows: Found['rows'] = [];
  for (let i = 0; i < ids.length; i += VALUES_AT_ONCE) {
    const some = ids.slice(i, i + VALUES_AT_ONCE);
    const found = await core.store.read((view) => some.flatMap((id) => view.get('resource', id) ?? []));
    for (const { value, ...row } of found)
      if (row.queue === queue.id && meets(row) && holdsText(where.text, value)) rows.push(row);
    await turn();
  }
  rows.sort(compareBy(listOrder('resources', search)));
  return { rows, looked: ids.length };
}

/** Is every row of the list a match? A status of unfinished resources brings others, too (store/lists.ts). */
const isEmpty = ({ status, ...where }: ResourceWhere) =>
  Object.values(where).every((part) => part === undefined) &&
  !status?.some((one) => one === 'new' || one === 'in_progress');

function listOf({ queue, where, sort, dir }: ResourceSearch): ListParams<'resources'> {
  return { queue: queue.id, sort, dir, status: where.status as readonly ResourceStatus[] | undefined };
}

async function withText(core: Core, rows: Found['rows'], text: string | undefined): Promise<Found['rows']> {
  if (text === undefined) return rows;
  const kept: Found['rows'] = [];
  for (let i = 0; i < rows.length; i += VALUES_AT_ONCE) {
    const some = rows.slice(i, i + VALUES_AT_ONCE);
    const hits = await core.store.read((view) =>
      some.filter(({ id }) => holdsText(text, view.get('resource', id)?.value)),
    );
    kept.push(...hits);
    await turn();
  }
  return kept;
}

interface Bounds {
  start: string | undefined;
  past(row: Readonly<ResourceParameters>): boolean;
}

/** A range of the column that the list is sorted by: begin where it begins, stop where it ends. */
function boundsOf(search: ResourceSearch): Bounds {
  const { where, sort = 'created', dir = 'desc' } = search;
  const [from, to] = [where[`${sort}From`], where[`${sort}To`]];
  const [first, last] = dir === 'asc' ? [from, to] : [to, from];
  const { startAt, slackMs = CLOCK_SLACK_MS } = search;
  const begin =
    startAt !== undefined
      ? at(sort, dir, startAt)
      : first !== undefined
        ? before(sort, dir, first, slackMs)
        : undefined;
  const start = begin && cursorAt('resources', search, begin);
  if (last === undefined) return { start, past: () => false };
  const slack = sort === 'created' && dir === 'asc' ? slackMs : 0;
  const value = (row: Readonly<ResourceParameters>) => (sort === 'created' ? timeOfId(row.id) : row[sort]);
  return { start, past: (row) => (dir === 'asc' ? value(row) > last + slack : value(row) < last) };
}

/** A row just before the place at which somebody wants to begin: by the time of the ids, as nothing judges the rows. */
function at(sort: 'created' | 'updated' | 'priority', dir: 'asc' | 'desc', value: number) {
  const behind = sort === 'created' && dir === 'desc';
  return behind ? { id: idsFrom(value + 1) } : before(sort, dir, value, 0);
}

/** A row just before all those of this value. */
function before(sort: 'created' | 'updated' | 'priority', dir: 'asc' | 'desc', value: number, slackMs: number) {
  const upwards = listOrder('resources', { sort, dir }).at(-1)![1] === 'asc';
  if (sort !== 'created') return { id: upwards ? ' ' : '~', [sort]: value };
  return { id: dir === 'asc' ? idsFrom(value) : idsFrom(value + 1 + slackMs) };
}
