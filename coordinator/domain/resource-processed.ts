/** `resource.markProcessed`: the work is done, the resource leaves the sight of robots (Q9, Q26, Q36). */
import type { Params, Result } from '../../protocol/contract.ts';
import { robotAuthor } from './author.ts';
import { deferredBy, freedColumns, heldKinds } from './lock.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { record } from './resource-history.ts';
import { resourceAnswer } from './resource-view.ts';
import type { Ctx, View } from './view.ts';

/** Waits for a foreign write lock only; if the resource became hidden during that wait, that is a success too. */
export function markProcessed(
  view: View,
  params: Params<'resource.markProcessed'>,
  ctx: Ctx,
): Result<'resource.markProcessed'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const now = ctx.now;
  if (ctx.waited) {
    const hidden = view.get('resource', params.id);
    if (hidden?.queue === queue.id && hidden.live === 0) return resourceAnswer(hidden, queue, ctx);
  }
  const row = liveResource(view, queue, params.id);
  const owner = `run:${run.id}`;
  waitForLocks(queue, row, 'markProcessed', { owner, now, timeout: params.timeout });

  const by = robotAuthor(view, run.id);
  record(view, ctx, row, { kind: 'processed', by, detail: {} });
  const held = [owner, deferredBy(run.id)].flatMap((one) => heldKinds(row, one, 'all'));
  return resourceAnswer(
    moveResource(view, ctx, row, { event: 'process', set: freedColumns(held), editor: by }),
    queue,
    ctx,
  );
}
