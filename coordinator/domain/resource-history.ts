/** The history of a resource (Q48): one row per action, with who, which run, and what the action says of itself. */
import type { Author, LockRequest } from '../../protocol/fields.ts';
import type { ResourceEvent } from '../../protocol/shapes.ts';
import { type LockColumns, type LockKind, lockKinds, storedLock } from './lock.ts';
import type { HistoryRow, Json, ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/**
 * What stands in `detail`, by kind. `locks` says kinds with `true` or `{until}`; absent parts did not happen.
 * - created, taken: `{locks?}` · locked: `{locks}` · unlocked: `{locks}`
 * - edited (by a person): `{status?, value?, tags?, priority?, attemptsLeft?, readLock?, writeLock?: {before, after}, retry?: true, bulk?}`
 * - updated: `{value?, tags?, priority?: {before, after}, locks?}`
 * - failed: `{reason, counted, status, attemptsLeft?, retry?: false, end?}`; `end` = the run's end counted it
 * - deferred: `{until, value?: {before, after}}` · deleted: `{status}` · effect: `{name, state, result?}`
 * - processed: `{}` · released: `{why: 'run ended' | 'date', locks}`
 */
export type Detail = Record<string, Json>;

export function record(
  view: View,
  ctx: Pick<Ctx, 'now' | 'newId'>,
  row: Pick<ResourceRow, 'id' | 'queue'>,
  event: { kind: ResourceEvent['kind']; by: Author; detail: Detail },
): void {
  const { kind, by, detail } = event;
  const id = `h_${ctx.newId()}`;
  if (by.run) view.emit({ kind: 'changed', topics: [`run:${by.run}`] });
  view.put('history', { id, resource: row.id, queue: row.queue, run: by.run ?? '', at: ctx.now, kind, by, detail });
}

/** A lock request as detail: nothing when no lock was asked for. */
export const requestedLocks = (lock: LockRequest | undefined): Detail => (lock ? { locks: { ...lock } } : {});

/** The locks of `kinds` that a row holds, as detail: nothing when it holds none. Dates are not judged. */
export function locksOf(row: Readonly<LockColumns>, kinds: readonly LockKind[] = lockKinds): Detail {
  const held = kinds.flatMap((kind) => {
    const { owner, until } = storedLock(row, kind);
    return owner === '' ? [] : [[kind, until > 0 ? { until } : true]];
  });
  return held.length > 0 ? { locks: Object.fromEntries(held) } : {};
}

/** An event as readers see it; the name of a queue that is gone is its id. */
export function eventView(
  view: Pick<View, 'get'>,
  { run, queue, detail, ...row }: Readonly<HistoryRow>,
): ResourceEvent {
  return {
    ...row,
    queue: view.get('queue', queue)?.name ?? queue,
    ...(run === '' ? {} : { run }),
    detail: detail as ResourceEvent['detail'],
  };
}
