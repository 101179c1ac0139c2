/** `resource.delete`: by robots, who wait for a foreign write lock and see only what is unfinished, and by people (Q24, Q41). */
import type { Params, Result } from '../../protocol/contract.ts';
import { authorOf, lockOwner } from './author.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { anyResource, dropResource, liveResource } from './resource.ts';
import { record } from './resource-history.ts';
import type { Ctx, View } from './view.ts';

/** Gone with its key and its effects; whoever waits for it hears `ResourceNotFound` at once (Q31). */
export function deleteResource(view: View, params: Params<'resource.delete'>, ctx: Ctx): Result<'resource.delete'> {
  const script = ctx.who.kind === 'script';
  if (script) runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = script ? liveResource(view, queue, params.id) : anyResource(view, queue, params.id);
  waitForLocks(queue, row, 'delete', { owner: lockOwner(ctx), now: ctx.now, timeout: params.timeout });
  record(view, ctx, row, { kind: 'deleted', by: authorOf(view, ctx), detail: { status: row.status } });
  dropResource(view, row);
  return {};
}
