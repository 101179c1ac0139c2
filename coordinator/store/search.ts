/**
 * An ordered search in the one form that engines understand: conditions, order, the index that serves it. Picks (of the
 * rules) and lists (of the console) are both brought into it, so that SQL is generated in one place.
 */
import { inRange, type OrderRange } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import type { Primitive, Row } from './row.ts';
import { columnsOf } from './row.ts';

export type Direction = 'asc' | 'desc';
export type Order = readonly (readonly [column: string, direction: Direction])[];

export interface Search {
  table: TableName;
  /** Columns with a constant, written into the SQL so that partial indexes apply. */
  fixed: readonly (readonly [column: string, value: string | number])[];
  /** Columns equal to an argument. '' stands for nothing, and nothing is never found: text arguments must not be ''. */
  equal: readonly string[];
  /** One more condition, part of the index. `name` tells that index from others. */
  where?: { name: string; sql: string; holds: (row: Row) => boolean } | undefined;
  /** Column that must be > 0 and <= an argument. */
  upTo?: string | undefined;
  /** Ends in the id. */
  order: Order;
  /** Columns that are not read: large ones, in walks over many rows. */
  without?: readonly string[] | undefined;
}

/** What the placeholders of a search stand for. */
export interface Args {
  equal: readonly Primitive[];
  upTo?: number | undefined;
  range?: OrderRange | undefined;
  /** Only what comes after this row in the order. */
  after?: Row | undefined;
}

/** Columns that must not be '': the partial index leaves out rows that could never be found by them. */
export const presentColumns = (s: Search): string[] =>
  s.equal.filter((column) => columnsOf(s.table).some(([name, kind]) => name === column && kind === 'text'));

/** Does this row belong to the result? The same that `whereSql` says. */
export function belongs(s: Search, args: Args, row: Row): boolean {
  for (const [column, value] of s.fixed) if (row[column] !== value) return false;
  for (let i = 0; i < s.equal.length; i++) {
    const value = row[s.equal[i]!];
    if (value !== args.equal[i] || value === '') return false;
  }
  if (s.where && !s.where.holds(row)) return false;
  if (!inRange(s.order, args.range, row)) return false;
  if (args.after && compareBy(s.order)(row, args.after) <= 0) return false;
  if (s.upTo === undefined) return true;
  const value = row[s.upTo] as number;
  return value > 0 && value <= args.upTo!;
}

/** Compares by an order as the generated `order by` does; only integers and ids stand in orders, so code units will do. */
export function compareBy(
  order: Order,
): (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) => number {
  return (a, b) => {
    for (const [column, direction] of order) {
      const x = a[column] as string | number;
      const y = b[column] as string | number;
      if (x !== y) return x < y === (direction === 'asc') ? -1 : 1;
    }
    return 0;
  };
}

/** After every id. */
const LAST = '\uffff';

/**
 * The cursor at which a search starts, as values of the order columns: behind `after`, or before the first row of the
 * range. The range of ids is given in parts of ids, so that none is equal to it.
 */
export function startOf({ order }: Search, { after, range }: Args): Primitive[] | undefined {
  if (after) return order.map(([column]) => after[column] as Primitive);
  const [, direction] = order[0]!;
  const first = direction === 'asc' ? range?.from : range?.to;
  if (first === undefined) return undefined;
  if (typeof first === 'string') return [first];
  return [first, ...order.slice(1).map(([, dir]) => (dir === 'asc' ? '' : LAST))];
}

export const reversed = (order: Order): Order =>
  order.map(([column, direction]) => [column, direction === 'asc' ? 'desc' : 'asc'] as const);
