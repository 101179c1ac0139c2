/** `resource.get`: a run takes a resource by id or by condition, and locks it in the same step (Q8, Q25–Q28, Q37). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { hasFailed } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { type Asker, lockAt, lockedColumns, lockKinds } from './lock.ts';
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
  const by = robotAuthor(view, run.id);
  const locks = lockedColumns(asker, by);
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
  record(view, ctx, row, { kind: 'taken', by, detail: requestedLocks(params.lock) });
  const after = moveResource(view, ctx, row, { event: 'take', set: { ...locks, lastRun: run.id } });
  return resourceWithValue(after, queue, ctx.now);
}

interface Taker {
  run: Readonly<RunRow>;
  asker: Asker;
}

/**
 * The first match that would be new to this run: one that it has not failed yet and, when it asks for a lock, has not
 * locked already; if there is none, the first match. Failures are counted once per run (Q15) and own locks do not
 * restrict (Q24): without this a run would be handed the same resource over and over and never get to the others.
 */
function firstMatch(
  view: View,
  queue: Readonly<QueueRow>,
  { filter }: Params<'resource.get'>,
  { run, asker }: Taker,
): Readonly<ResourceRow> | undefined {
  const pick = pickFor(filter);
  const meets = resourceMatch(filter, asker);
  const failed = new Set<string>();
  let passedOver = false;
  const match = (row: Readonly<ResourceRow>) => {
    if (!meets(row)) return false;
    const known = failed.has(row.id) || hasAskedLock(row, asker);
    passedOver ||= known;
    return !known;
  };
  for (let limit = 1; ; limit = LOOK_PAST) {
    const rows = view.pick(pick, { queue: queue.id, match }, limit);
    const fresh = rows.find((row) => !hasFailed(view, row.id, run.id));
    if (fresh) return fresh;
    for (const row of rows) failed.add(row.id);
    if (rows.length < limit) break;
  }
  return passedOver || failed.size > 0 ? view.pick(pick, { queue: queue.id, match: meets }, 1)[0] : undefined;
}

/** Does the asker hold a lock already that it asks for? */
const hasAskedLock = (row: Readonly<ResourceRow>, { owner, lock, now }: Asker): boolean =>
  lockKinds.some((kind) => lock?.[kind] !== undefined && lockAt(row, kind, now)?.owner === owner);
