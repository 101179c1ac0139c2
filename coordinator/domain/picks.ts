/**
 * The ordered searches that rules may make, as data: engines generate SQL, cursor and comparator from one declaration,
 * so that no two engines can disagree. Each is served by an index over just the rows it can return (Q49).
 */
import type { Pick } from './pick.ts';
import { assetPicks } from './picks-asset.ts';
import { fleetPicks } from './picks-fleet.ts';
import { queuePicks } from './picks-queue.ts';
import { schedulePicks } from './picks-schedule.ts';
import { webhookPicks } from './picks-webhook.ts';
import type { Rows, TableName } from './rows.ts';

export type { ResourceMatch, TaggedMatch } from './picks-queue.ts';
export type { Pick };

export const picks = { ...queuePicks, ...fleetPicks, ...assetPicks, ...schedulePicks, ...webhookPicks } as const;

export type PickName = keyof typeof picks;
export type PickRow<P extends PickName> = Rows[(typeof picks)[P]['table']];
type ByOf<P> =
  P extends Pick<infer T, infer By, infer _U, infer _X> ? { [K in By & keyof Rows[T]]: Rows[T][K] } : never;
type UpToOf<P> =
  P extends Pick<infer _T, infer _By, infer U, infer _X> ? ([U] extends [never] ? unknown : { upTo: number }) : never;
type ExtraOf<P> =
  P extends Pick<infer _T, infer _By, infer _U, infer X> ? (X extends undefined ? unknown : { match: X }) : never;
/** `after`: the walk goes on behind this row of an earlier one. */
export type PickParams<P extends PickName> = ByOf<(typeof picks)[P]> &
  UpToOf<(typeof picks)[P]> &
  ExtraOf<(typeof picks)[P]> & { range?: OrderRange | undefined; after?: Readonly<PickRow<P>> | undefined };

/** Bounds of the first column that a pick is ordered by, both inclusive: the walk starts and stops there. */
export interface OrderRange {
  from?: number | string | undefined;
  to?: number | string | undefined;
}

/** Is the first column of the order within the range? */
export function inRange(
  order: readonly (readonly [string, unknown])[],
  range: OrderRange | undefined,
  row: Readonly<object>,
): boolean {
  if (range === undefined) return true;
  const value = (row as Readonly<Record<string, number | string>>)[order[0]![0]]!;
  return (range.from === undefined || value >= range.from) && (range.to === undefined || value <= range.to);
}

/** The order of a pick as a comparator: the same that its SQL says. Texts compare by code unit (SQLite's BINARY). */
export function comparator<T extends TableName>(order: Pick<T>['order']): (a: Rows[T], b: Rows[T]) => number {
  return (a, b) => {
    for (const [column, dir] of order) {
      const x = a[column as keyof Rows[T]] as string | number;
      const y = b[column as keyof Rows[T]] as string | number;
      if (x !== y) return (x < y ? -1 : 1) * (dir === 'asc' ? 1 : -1);
    }
    return 0;
  };
}
