/** `resource.markProcessed` and `markProcessedMany`: the work is done, resources leave the sight of robots (Q9, Q26, Q36). */
import type { Params, Result } from '../../protocol/contract.ts';
import { robotAuthor } from './author.ts';
import { deferredBy, freedColumns, heldKinds, stoppedBy } from './lock.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { record } from './resource-history.ts';
import { resourceAnswer } from './resource-view.ts';
import type { ResourceRow, RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Waits for a foreign write lock only; if the resource became hidden during that wait, that is a success too. */
export function markProcessed(
  view: View,
  params: Params<'resource.markProcessed'>,
  ctx: Ctx,
): Result<'resource.markProcessed'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  if (ctx.waited) {
    const hidden = view.get('resource', params.id);
    if (hidden?.queue === queue.id && hidden.live === 0) return resourceAnswer(hidden, queue, ctx);
  }
  const row = liveResource(view, queue, params.id);
  waitForLocks(queue, row, 'markProcessed', { owner: `run:${run.id}`, now: ctx.now, timeout: params.timeout });
  return resourceAnswer(process(view, ctx, run, row), queue, ctx);
}

/** Those that can be marked at once; nobody is waited for, and what cannot be marked stops no other. */
export function markProcessedMany(
  view: View,
  params: Params<'resource.markProcessedMany'>,
  ctx: Ctx,
): Result<'resource.markProcessedMany'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const asker = { owner: `run:${run.id}`, now: ctx.now };
  const others: Result<'resource.markProcessedMany'>['others'] = [];
  for (const id of params.ids) {
    const row = view.get('resource', id);
    if (row?.queue !== queue.id || row.live === 0 || stoppedBy(row, 'markProcessed', asker)) others.push({ id });
    else {
      const after = process(view, ctx, run, row);
      if (after.readOwner !== '') others.push({ id, now: resourceAnswer(after, queue, ctx) });
    }
  }
  return { updated: ctx.now, others };
}

/** The one way to `processed` that robots have: with the run's locks released. */
function process(view: View, ctx: Ctx, run: Readonly<RunRow>, row: Readonly<ResourceRow>): ResourceRow {
  const by = robotAuthor(view, run.id);
  record(view, ctx, row, { kind: 'processed', by, detail: {} });
  const held = [`run:${run.id}`, deferredBy(run.id)].flatMap((one) => heldKinds(row, one, 'all'));
  return moveResource(view, ctx, row, { event: 'process', set: freedColumns(held), editor: by });
}
