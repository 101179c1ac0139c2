/** `resource.lock` and `resource.unlock` of people: no lock restricts them, they may take over or remove any (Q24, Q30). */
import type { Params, Result } from '../../protocol/contract.ts';
import { authorOf, lockOwner } from './author.ts';
import { freedColumns, lockAt, lockedColumns, lockKinds } from './lock.ts';
import { queueNamed } from './queue.ts';
import { anyResource, moveResource } from './resource.ts';
import { locksOf, record, requestedLocks } from './resource-history.ts';
import { resourceView } from './resource-view.ts';
import type { Ctx, View } from './view.ts';

/** At once: whoever had the lock has lost it to the person. An undated one stays until a person removes it (Q34). */
export function lockForPerson(view: View, params: Params<'resource.lock'>, ctx: Ctx): Result<'resource.lock'> {
  const queue = queueNamed(view, ctx, params.queue);
  const row = anyResource(view, queue, params.id);
  const by = authorOf(view, ctx);
  const set = lockedColumns({ owner: lockOwner(ctx), lock: params.lock, now: ctx.now }, by);
  record(view, ctx, row, { kind: 'locked', by, detail: requestedLocks(params.lock) });
  return resourceView(moveResource(view, ctx, row, { set }), queue, ctx.now);
}

/** Whoever set them; what is not set is passed over. */
export function unlockForPerson(view: View, params: Params<'resource.unlock'>, ctx: Ctx): Result<'resource.unlock'> {
  const queue = queueNamed(view, ctx, params.queue);
  const row = anyResource(view, queue, params.id);
  const held = lockKinds.filter((kind) => params.kinds[kind] && lockAt(row, kind, ctx.now) !== undefined);
  if (held.length === 0) return resourceView(row, queue, ctx.now);
  record(view, ctx, row, { kind: 'unlocked', by: authorOf(view, ctx), detail: locksOf(row, held) });
  return resourceView(moveResource(view, ctx, row, { set: freedColumns(held) }), queue, ctx.now);
}
