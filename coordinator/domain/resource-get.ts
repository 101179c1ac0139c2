/** `resource.get`: a run takes a resource by id or by condition, and locks it in the same step (Q8, Q25–Q28, Q37). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { LockRequest } from '../../protocol/fields.ts';
import { hasFailed } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { type Asker, lockedColumns } from './lock.ts';
import { waitFor, waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { pickFor, resourceMatch } from './resource-filter.ts';
import { record, requestedLocks } from './resource-history.ts';
import { resourceWithValue } from './resource-view.ts';
import type { QueueRow, ResourceRow, RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Rows looked at at once when the first match is one that this run has failed already. */
const LOOK_PAST = 50;

/** Answers the resource as it is after the take; by condition `ResourceNotFound` when nothing matched in time. */
export function getResource(view: View, params: Params<'resource.get'>, ctx: Ctx): Result<'resource.get'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const asker = { owner: `run:${run.id}`, lock: params.lock, now: ctx.now, timeout: params.timeout };
  if (params.id !== undefined && params.filter !== undefined)
    refuse('ValidationError', 'filter: give an id or a filter, not both', { field: 'filter' });
  let row: Readonly<ResourceRow> | undefined;
  if (params.id !== undefined) {
    row = liveResource(view, queue, params.id);
    waitForLocks(queue, row, 'get', asker);
  } else {
    row = firstMatch(view, queue, params, { run, asker });
  }
  if (!row) {
    const says = `nothing in the queue "${queue.name}" meets the condition`;
    return waitFor({ queue, resource: '', timeout: params.timeout, code: 'ResourceNotFound', says });
  }
  return resourceWithValue(take(view, ctx, row, { run, lock: params.lock }), queue, ctx.now);
}

interface Taker {
  run: Readonly<RunRow>;
  asker: Asker;
}

/**
 * The first match that this run has not failed yet; if there is none, the first match. A failure is counted only once
 * per run (Q15): without this, a run would be handed the same bad resource over and over and never get to the others.
 */
function firstMatch(
  view: View,
  queue: Readonly<QueueRow>,
  { filter }: Params<'resource.get'>,
  { run, asker }: Taker,
): Readonly<ResourceRow> | undefined {
  const meets = resourceMatch(filter, asker);
  const failed = new Set<string>();
  let first: Readonly<ResourceRow> | undefined;
  for (let limit = 1; ; limit = LOOK_PAST) {
    const match = (row: Readonly<ResourceRow>) => !failed.has(row.id) && meets(row);
    const rows = view.pick(pickFor(filter), { queue: queue.id, match }, limit);
    first ??= rows[0];
    const fresh = rows.find((row) => !hasFailed(view, row.id, run.id));
    if (fresh || rows.length < limit) return fresh ?? first;
    for (const row of rows) failed.add(row.id);
  }
}

function take(
  view: View,
  ctx: Ctx,
  row: Readonly<ResourceRow>,
  { run, lock }: { run: Readonly<RunRow>; lock: LockRequest | undefined },
): ResourceRow {
  const by = robotAuthor(view, run.id);
  const locks = lockedColumns({ owner: `run:${run.id}`, lock, now: ctx.now }, by);
  record(view, ctx, row, { kind: 'taken', by, detail: requestedLocks(lock) });
  return moveResource(view, ctx, row, { event: 'take', set: { ...locks, lastRun: run.id } });
}
