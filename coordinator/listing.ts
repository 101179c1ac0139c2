/**
 * One page of a list of named things, in any order, with the number of all that meet the filter. There are thousands of
 * them, not millions: all are looked at, a portion at a time, and of the many only ids and what they are sorted by are kept.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { refuse } from '../protocol/errors.ts';
import type { Core } from './core.ts';
import type { ListName, ListParams, ListRow } from './store/lists.ts';
import type { Look } from './store/store.ts';

/** Things of one list that are looked at; what was made after them is not found. */
const MOST_LOOKED_AT = 50_000;
/** Rows read in one go: a few milliseconds in which nobody else has a turn. */
const PORTION = 500;
/** Things of an answer that was asked for without a limit. */
const MOST_SHOWN = 5_000;

type Key = string | number;
type Row<L extends ListName> = Readonly<ListRow<L>> & { readonly id: string };
type Of<L extends ListName, R> = (row: Row<L>, view: Look) => R;

/** What a list of things is: which rows, what part of a name is sought in, what it can be sorted by. */
export interface Listing<L extends ListName, S extends string> {
  list: L;
  of: Omit<ListParams<L>, 'after' | 'limit' | 'sort' | 'dir'>;
  names: Of<L, readonly string[]>;
  /** Texts are compared by code unit; equal ones by id. */
  sorts: Readonly<Record<S, Of<L, Key>>>;
  /** The order that is not asked for. */
  usual: { sort: S; dir: 'asc' | 'desc' };
  /** Which of them are asked for, besides by name. */
  meets?: Of<L, boolean>;
}

/** As a verb of a list has it. */
export interface ListingParams<S extends string> {
  text?: string | undefined;
  sort?: S | undefined;
  dir?: 'asc' | 'desc' | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

export interface Listed<L extends ListName> {
  rows: Row<L>[];
  next?: string | undefined;
  total: number;
}

interface Place {
  key: Key;
  id: string;
}

/** For a thing that was made later its id is greater: what is sorted by `byAge` is in the order in which it was made. */
export const byAge = (): Key => 0;

export async function listed<L extends ListName, S extends string>(
  core: Pick<Core, 'store'>,
  listing: Listing<L, S>,
  params: ListingParams<S>,
): Promise<Listed<L>> {
  const { usual } = listing;
  const { sort = usual.sort, dir = params.sort === undefined ? usual.dir : 'asc', limit = MOST_SHOWN } = params;
  const cursor = new Cursor(`${listing.list} ${sort} ${dir}`);
  const after = params.after === undefined ? undefined : cursor.read(params.after);
  const found = await matches(core, listing, { sort, text: params.text?.toLowerCase() });
  const compare = (a: Place, b: Place) => compared(a, b) * (dir === 'asc' ? 1 : -1);
  found.sort(compare);
  const from = after ? found.findIndex((one) => compare(one, after) > 0) : 0;
  const page = from < 0 ? [] : found.slice(from, from + limit);
  const rows = page.map((one) => one.row);
  const more = from >= 0 && from + limit < found.length;
  return { rows, total: found.length, ...(more ? { next: cursor.write(page.at(-1)!) } : {}) };
}

const compared = (a: Place, b: Place): number =>
  a.key === b.key ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.key < b.key ? -1 : 1;

async function matches<L extends ListName, S extends string>(
  { store }: Pick<Core, 'store'>,
  { list, of, names, sorts, meets }: Listing<L, S>,
  { sort, text }: { sort: S; text: string | undefined },
): Promise<(Place & { row: Row<L> })[]> {
  const named: Of<L, boolean> = (row, view) =>
    text === undefined || names(row, view).some((name) => name.toLowerCase().includes(text));
  const wanted: Of<L, boolean> = (row, view) => named(row, view) && (meets?.(row, view) ?? true);
  const found: (Place & { row: Row<L> })[] = [];
  let after: string | undefined;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PORTION, await turn()) {
    const page = await store.query(list, { ...of, after, limit: PORTION } as unknown as ListParams<L>);
    const rows = page.items as unknown as Row<L>[];
    found.push(
      ...(await store.read((view) =>
        rows.flatMap((row) => (wanted(row, view) ? [{ key: sorts[sort](row, view), id: row.id, row }] : [])),
      )),
    );
    after = page.next;
    if (after === undefined) break;
  }
  return found;
}

/** Where a page ended, as text that only the same list in the same order takes. */
class Cursor {
  readonly #of: string;

  constructor(of: string) {
    this.#of = of;
  }

  write({ key, id }: Place): string {
    return Buffer.from(JSON.stringify([this.#of, key, id])).toString('base64url');
  }

  read(text: string): Place {
    const parsed = partsOf(text);
    const [of, key, id, ...more] = parsed;
    const keyed = typeof key === 'string' || typeof key === 'number';
    if (of !== this.#of || !keyed || typeof id !== 'string' || more.length > 0)
      return refuse('ValidationError', 'this cursor is of another list or order; start at the first page', {
        field: 'after',
      });
    return { key, id };
  }
}

function partsOf(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // not one of ours: refused like a cursor of another list
  }
}
