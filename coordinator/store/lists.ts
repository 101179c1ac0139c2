/** From what is asked of a list to a plan of walks: engines turn a plan into a page. The lists: lists-declared.ts. */
import { refuse } from '../../protocol/errors.ts';
import type { Rows, TableName } from '../domain/rows.ts';
import { lists, type SortColumn } from './lists-declared.ts';
import type { Primitive, Row } from './row.ts';
import { compareBy, type Direction, type Order, reversed, type Search } from './search.ts';

/** Rows of one page at most; a larger wish gets this many. */
export const MAX_PAGE = 500;
const DEFAULT_PAGE = 50;

export { lists };
export type ListName = keyof typeof lists;
type OfColumn<L extends ListName> = (typeof lists)[L]['of'][number];
type FilterColumn<L extends ListName> = NonNullable<(typeof lists)[L]['filter']>['column'];
type Left<L extends ListName> = NonNullable<(typeof lists)[L]['without']>[number];
export type ListRow<L extends ListName> = Omit<Rows[(typeof lists)[L]['table']], Left<L>>;
/** Exactly one of the `of` columns, and nothing of the others. */
type One<B extends string> = { [K in B]: { [P in K]: string } & { [P in Exclude<B, K>]?: undefined } }[B];
export type ListParams<L extends ListName> = One<OfColumn<L>> & {
  /** One value, or several: none is an empty list. Of values that stand together rows of the others come, too. */
  [F in FilterColumn<L> & keyof ListRow<L>]?: ListRow<L>[F] | readonly ListRow<L>[F][] | undefined;
} & {
  sort?: (keyof (typeof lists)[L]['sorts'] & string) | undefined;
  dir?: Direction | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
  /** Rows wanted, at most MAX_PAGE; default 50. */
  limit?: number | undefined;
} & (L extends 'log' ? { from?: number | undefined } : unknown);

export interface ListPage<L extends ListName> {
  items: Readonly<ListRow<L>>[];
  /** Absent at the end. */
  next?: string | undefined;
}

/** A page as engines see it: walk each search after the cursor, merge by `compare`, take `limit`. */
export interface Plan {
  name: ListName;
  searches: { search: Search; equal: Primitive[] }[];
  order: Order;
  /** Values of the order columns of the last row seen. */
  after?: Primitive[] | undefined;
  /** Where the engine found that row, if it said so in the cursor. */
  hint?: number | undefined;
  /** Start at the last row whose first order column is <= this (lists by position). */
  from?: number | undefined;
  limit: number;
}

type Fixed = Record<string, string | number>;
type LooseTogether = { values: readonly Primitive[]; fixed: Fixed; alone: Record<string, readonly string[]> };
interface LooseDeclaration {
  table: TableName;
  fixed?: Fixed;
  of: readonly string[];
  filter?: { column: string; values: readonly Primitive[]; fixed?: Fixed; together?: LooseTogether };
  sorts: Record<string, readonly SortColumn<string>[]>;
  dir: Direction;
  without?: readonly string[];
}
const declarationOf = (name: ListName) => lists[name] as unknown as LooseDeclaration;

/** Unknown sorts, several `of` columns at once and cursors of another list are refused with their field's name. */
export function planOf(name: ListName, params: Readonly<Record<string, unknown>>): Plan {
  const d = declarationOf(name);
  const of = d.of.filter((column) => params[column] !== undefined);
  if (of.length !== 1)
    refuse('ValidationError', `the list of ${name} is by one of ${d.of.join(', ')}`, { field: d.of[0] });
  const sort = (params.sort ?? Object.keys(d.sorts)[0]!) as string;
  if (!Object.hasOwn(d.sorts, sort))
    refuse('ValidationError', `${name} cannot be sorted by ${sort}`, { field: 'sort' });
  const by: By = { of: of[0]!, sort, dir: (params.dir ?? d.dir) as Direction };
  const order = orderOf(d, by);
  const limit = Math.max(1, Math.min(MAX_PAGE, Number(params.limit ?? DEFAULT_PAGE)));
  return {
    name,
    searches: walksOf(d, by, params),
    order,
    ...(params.after === undefined ? {} : readCursor(String(params.after), order)),
    from: params.from as number | undefined,
    limit,
  };
}

/** Which of a declaration's searches. */
interface By {
  of: string;
  sort: string;
  dir: Direction;
}

/** The walks that bring all rows that the parameters ask for, each row once. */
function walksOf(d: LooseDeclaration, by: By, params: Readonly<Record<string, unknown>>): Plan['searches'] {
  const of = params[by.of] as Primitive;
  const { filter } = d;
  if (!filter) return [{ search: searchOf(d, by), equal: [of] }];
  const asked = params[filter.column];
  const wanted = (value: Primitive) => asked === undefined || [asked].flat().includes(value);
  const search = searchOf(d, by, { equal: filter.column, ...filter });
  const walks = filter.values.filter(wanted).map((value) => ({ search, equal: [of, value] }));
  const { values, fixed, alone } = filter.together ?? { values: [], fixed: {}, alone: {} };
  const live = values.filter(wanted);
  if (live.length === 0) return walks;
  const own = live.length === 1 && alone[String(live[0])]?.includes(by.sort);
  const shared = searchOf(d, by, { fixed: own ? { [filter.column]: live[0] as string } : fixed });
  return [...walks, { search: shared, equal: [of] }];
}

function searchOf(d: LooseDeclaration, by: By, part: { equal?: string; fixed?: Fixed } = {}): Search {
  return {
    table: d.table,
    fixed: Object.entries({ ...d.fixed, ...part.fixed }),
    equal: part.equal === undefined ? [by.of] : [by.of, part.equal],
    order: orderOf(d, by),
    without: d.without,
  };
}

function orderOf(d: LooseDeclaration, { sort, dir }: Omit<By, 'of'>): Order {
  const named = d.sorts[sort]!.map((column) => (typeof column === 'string' ? ([column, 'asc'] as const) : column));
  const order: Order = named.some(([column]) => column === 'id') ? named : [...named, ['id', 'asc']];
  return dir === 'asc' ? order : reversed(order);
}

/** Every search that a list can make: what indexes and statements are made for. */
export const listSearches = (name: ListName): Search[] => {
  const d = declarationOf(name);
  const by = d.of.flatMap((of) =>
    Object.keys(d.sorts).flatMap((sort) => (['asc', 'desc'] as const).map((dir): By => ({ of, sort, dir }))),
  );
  const { column, values = [], together } = d.filter ?? {};
  const asked = [...values, ...(together ? [together.values, ...together.values] : [])];
  const wishes = column === undefined ? [{}] : asked.map((wish) => ({ [column]: wish }));
  const searches = by.flatMap((one) => wishes.flatMap((wish) => walksOf(d, one, wish).map(({ search }) => search)));
  return [...new Map(searches.map((search) => [JSON.stringify(search), search])).values()];
};
export const listNames = Object.keys(lists) as ListName[];

/** `rows`: in order, one more than the limit when there is more. `hint`: comes back with the page's cursor. */
export function pageOf<L extends ListName>(plan: Plan, rows: Row[], hint?: number): ListPage<L> {
  const items = rows.slice(0, plan.limit) as unknown as Readonly<ListRow<L>>[];
  if (rows.length <= plan.limit) return { items };
  const last = rows[plan.limit - 1]!;
  return { items, next: writeCursor(plan.order, last, hint) };
}

/** Several ordered walks as one. */
export const mergeSorted = (walks: Row[][], order: Order): Row[] =>
  walks.length === 1 ? walks[0]! : walks.flat().sort(compareBy(order));

const signature = (order: Order) => order.map(([column, direction]) => `${column} ${direction}`).join();

/** A cursor to begin with in the middle of a list: just after a row that has these values in the columns it is sorted by. */
export function cursorAt<L extends ListName>(
  name: L,
  { sort, dir }: { sort?: string | undefined; dir?: Direction | undefined },
  row: Partial<ListRow<L>> & { id: string },
): string {
  return writeCursor(listOrder(name, { sort, dir }), row);
}

/** The order of a list's rows. */
export function listOrder(
  name: ListName,
  { sort, dir }: { sort?: string | undefined; dir?: Direction | undefined },
): Order {
  const d = declarationOf(name);
  return orderOf(d, { sort: sort ?? Object.keys(d.sorts)[0]!, dir: dir ?? d.dir });
}

function writeCursor(order: Order, row: Row, hint?: number): string {
  const values = order.map(([column]) => row[column]);
  if (hint !== undefined) values.push(hint);
  return Buffer.from(JSON.stringify([signature(order), ...values])).toString('base64url');
}

function readCursor(text: string, order: Order): Pick<Plan, 'after' | 'hint'> {
  const [of, ...values] = parseCursor(text);
  const [after, [hint, ...more]] = [values.slice(0, order.length), values.slice(order.length)];
  const hints = more.length === 0 && (hint === undefined || Number.isSafeInteger(hint));
  const fits = of === signature(order) && after.length === order.length && hints;
  const kinds = order.every(([column], i) => typeof after[i] === (column === 'id' ? 'string' : 'number'));
  if (!fits || !kinds)
    refuse('ValidationError', 'this cursor is of another list or order; start at the first page', { field: 'after' });
  return { after: after as Primitive[], hint: hint as number | undefined };
}

function parseCursor(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // not one of ours: refused by the caller like a cursor of another list
  }
}
