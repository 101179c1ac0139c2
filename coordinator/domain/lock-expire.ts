/** `lock.expire`: the coordinator's chore that removes dated locks whose date has come (Q30), a portion at a time. */
import type { Params, Result } from '../../protocol/contract.ts';
import { authorOf } from './author.ts';
import { freedColumns, type LockKind } from './lock.ts';
import { moveResource } from './resource.ts';
import { locksOf, record } from './resource-history.ts';
import type { ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** Removes at most `limit` locks; `next` is the earliest date left, in the past when the portion was too small. */
export function expireLocks(view: View, params: Params<'lock.expire'>, ctx: Ctx): Result<'lock.expire'> {
  const read = params.limit > 0 ? view.pick('readLockDue', { upTo: ctx.now }, params.limit) : [];
  for (const row of read) release(view, ctx, row, 'read');
  const room = params.limit - read.length;
  const write = room > 0 ? view.pick('writeLockDue', { upTo: ctx.now }, room) : [];
  for (const row of write) release(view, ctx, row, 'write');
  const dates = [
    ...view.pick('readLockDue', { upTo: END_OF_TIME }, 1).map((row) => row.readUntil),
    ...view.pick('writeLockDue', { upTo: END_OF_TIME }, 1).map((row) => row.writeUntil),
  ];
  const expired = read.length + write.length;
  return dates.length > 0 ? { expired, next: Math.min(...dates) } : { expired };
}

function release(view: View, ctx: Ctx, row: Readonly<ResourceRow>, kind: LockKind): void {
  record(view, ctx, row, {
    kind: 'released',
    by: authorOf(view, ctx),
    detail: { why: 'date', ...locksOf(row, [kind]) },
  });
  moveResource(view, ctx, row, { set: freedColumns([kind]) });
}
