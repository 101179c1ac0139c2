/** The rules' picks as searches: built once, with arguments and match taken from a pick's parameters. */
import { type PickName, picks } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import type { Primitive, Row } from './row.ts';
import { type Args, compareBy, type Order, type Search } from './search.ts';

type Params = Readonly<Record<string, unknown>>;

export interface PickSearch {
  search: Search;
  compare: (a: Row, b: Row) => number;
  args(params: Params): Args;
  /** The same text for the same arguments: one walk serves all picks of a batch that differ in their match only. */
  key(args: Args): string;
  match(row: Row, params: Params): boolean;
  matches: boolean;
}

interface LoosePick {
  table: TableName;
  fixed: Record<string, string | number>;
  by: readonly string[];
  upTo?: string;
  where?: { sql: string; holds: (row: Row) => boolean };
  order: Order;
  match?: (row: Row, extra: unknown) => boolean;
}

function pickSearch(name: PickName, pick: LoosePick): PickSearch {
  const { table, by, upTo, order, match } = pick;
  if (upTo !== undefined && (order[0]![0] !== upTo || order[0]![1] !== 'asc'))
    throw new Error(`${name}: what is due by a time must come first in its order`); // walks end at what is not due
  const where = pick.where && { name, ...pick.where };
  return {
    search: { table, fixed: Object.entries(pick.fixed), equal: by, upTo, where, order },
    compare: compareBy(order),
    args: (params) => ({
      equal: by.map((column) => params[column] as Primitive),
      upTo: upTo === undefined ? undefined : (params.upTo as number),
      range: params.range as Args['range'],
      after: params.after as Args['after'],
    }),
    key: ({ equal, upTo, range, after }) =>
      [name, ...equal, upTo, ...(range || after ? [range?.from, range?.to, after?.id] : [])].join('\0'),
    match: match ? (row, params) => match(row, params.match) : () => true,
    matches: match !== undefined,
  };
}

export const pickSearches = Object.fromEntries(
  Object.entries(picks).map(([name, pick]) => [name, pickSearch(name as PickName, pick as unknown as LoosePick)]),
) as Record<PickName, PickSearch>;
export const pickNames = Object.keys(picks) as PickName[];
