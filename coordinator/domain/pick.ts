/** What one ordered search says: table, constants, parameters, order (picks.ts has them all). */
import type { Rows, TableName } from './rows.ts';

export interface Pick<
  T extends TableName = TableName,
  By extends keyof Rows[T] = keyof Rows[T],
  U extends keyof Rows[T] = keyof Rows[T],
  X = unknown,
> {
  table: T;
  /** Columns with a constant: literal in the SQL, so that partial indexes apply. */
  fixed: Partial<Rows[T]>;
  /** Columns equal to the parameter of the same name. */
  by: readonly By[];
  /** Column that must be > 0 and <= the parameter `upTo`. */
  upTo?: U;
  /** Ends in the id. */
  order: readonly (readonly [keyof Rows[T] & string, 'asc' | 'desc'])[];
  /** One more condition on the row's own columns, in SQL and in code; part of the index, too. */
  where?: { sql: string; holds: (row: Readonly<Rows[T]>) => boolean };
  /** What the index cannot say: rows are walked in order and filtered by it. */
  match?: (row: Readonly<Rows[T]>, extra: X) => boolean;
}

export const pick =
  <X = undefined>() =>
  <T extends TableName, By extends keyof Rows[T] = never, U extends keyof Rows[T] = never>(
    p: Pick<T, By, U, X>,
  ): Pick<T, By, U, X> =>
    p;

/** Larger priorities first, then who came first. */
export const MOST_URGENT = [
  ['priority', 'desc'],
  ['id', 'asc'],
] as const;
