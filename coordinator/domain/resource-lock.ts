/** `resource.lock` and `resource.unlock`: locks by themselves; neither changes status, editor or updated (Q33, Q35). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { robotAuthor } from './author.ts';
import { deferredBy, freedColumns, lockAt, lockedColumns, lockKinds } from './lock.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { locksOf, record, requestedLocks } from './resource-history.ts';
import { lockForPerson, unlockForPerson } from './resource-lock-person.ts';
import { resourceAnswer } from './resource-view.ts';
import type { Ctx, View } from './view.ts';

/** Waits for foreign locks of the kinds asked for; one's own is set again with the new date. */
export function lockResource(view: View, params: Params<'resource.lock'>, ctx: Ctx): Result<'resource.lock'> {
  if (ctx.who.kind === 'person') return lockForPerson(view, params, ctx);
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = liveResource(view, queue, params.id);
  const by = robotAuthor(view, run.id);
  const asker = { owner: `run:${run.id}`, lock: params.lock, now: ctx.now, timeout: params.timeout };
  const set = lockedColumns(asker, by);
  waitForLocks(queue, row, 'lock', asker);
  record(view, ctx, row, { kind: 'locked', by, detail: requestedLocks(params.lock) });
  return resourceAnswer(moveResource(view, ctx, row, { set }), queue, ctx);
}

/** `NotLockOwner` if any kind named is somebody else's, and then none is touched; what is not set is passed over. */
export function unlockResource(view: View, params: Params<'resource.unlock'>, ctx: Ctx): Result<'resource.unlock'> {
  if (ctx.who.kind === 'person') return unlockForPerson(view, params, ctx);
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = liveResource(view, queue, params.id);
  const mine = [`run:${run.id}`, deferredBy(run.id)];
  const named = lockKinds.filter((kind) => params.kinds[kind]);
  for (const kind of named) {
    const lock = lockAt(row, kind, ctx.now);
    if (!lock || mine.includes(lock.owner)) continue;
    const owner = lock.by?.name ?? 'somebody else';
    refuse('NotLockOwner', `the ${kind} lock of the resource ${row.id} belongs to ${owner}; nothing was unlocked`);
  }
  const held = named.filter((kind) => lockAt(row, kind, ctx.now) !== undefined);
  if (held.length === 0) return resourceAnswer(row, queue, ctx);
  record(view, ctx, row, { kind: 'unlocked', by: robotAuthor(view, run.id), detail: locksOf(row, held) });
  return resourceAnswer(moveResource(view, ctx, row, { set: freedColumns(held) }), queue, ctx);
}
