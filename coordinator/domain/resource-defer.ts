/** `resource.defer`: "later", said honestly: back to `new`, kept from every robot until a date (Q43). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { robotAuthor } from './author.ts';
import { deferredBy, freedColumns, heldKinds, lockedColumns } from './lock.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { record } from './resource-history.ts';
import { resourceAnswer } from './resource-view.ts';
import type { Ctx, View } from './view.ts';

/**
 * Costs no attempt. This run's undated locks are released; the dated read lock belongs to the deferral and not to the
 * run, so that it restricts this run as well. Deferring anew replaces the date. With a value it is an edit (Q13).
 */
export function deferResource(view: View, params: Params<'resource.defer'>, ctx: Ctx): Result<'resource.defer'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = liveResource(view, queue, params.id);
  const { until, value, timeout } = params;
  const now = ctx.now;
  if (until <= now) refuse('ValidationError', 'until: must lie in the future', { field: 'until' });
  const owner = `run:${run.id}`;
  const deferral = deferredBy(run.id);
  if (row.readOwner !== deferral) waitForLocks(queue, row, 'defer', { owner, now, timeout });
  else waitForLocks(queue, row, 'delete', { owner, now, timeout });

  const by = robotAuthor(view, run.id);
  const changed = value === undefined ? {} : { value: { before: row.value, after: value } };
  record(view, ctx, row, { kind: 'deferred', by, detail: { until, ...changed } });
  const after = moveResource(view, ctx, row, {
    event: 'putBack',
    set: {
      ...freedColumns(heldKinds(row, owner, 'undated')),
      ...lockedColumns({ owner: deferral, lock: { read: { until } }, now }, by),
      ...(value === undefined ? {} : { value }),
    },
    ...(value === undefined ? {} : { editor: by }),
  });
  return resourceAnswer(after, queue, ctx);
}
