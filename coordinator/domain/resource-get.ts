/** `resource.get`: a run takes a resource by id or by condition, and locks it in the same step (Q8, Q25–Q28, Q37). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { waitFor, waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource } from './resource.ts';
import { checkLocks, searchFor, soughtBy, type Taker, takeAll, takerOf } from './resource-take.ts';
import type { ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Answers the resource as it is after the take; by condition `ResourceNotFound` when nothing matched in time. */
export function getResource(view: View, params: Params<'resource.get'>, ctx: Ctx): Result<'resource.get'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const taker = takerOf(run, queue, { lock: params.lock, now: ctx.now });
  if (params.id !== undefined && params.filter !== undefined)
    refuse('ValidationError', 'filter: give an id or a filter, not both', { field: 'filter' });
  checkLocks(view, taker);
  const row = params.id === undefined ? firstMatch(view, taker, params) : byId(view, taker, params.id, params.timeout);
  return takeAll(view, ctx, taker, [row])[0]!;
}

function byId(view: View, { queue, asker }: Taker, id: string, timeout: number | undefined): Readonly<ResourceRow> {
  const row = liveResource(view, queue, id);
  waitForLocks(queue, row, 'get', { ...asker, timeout });
  return row;
}

function firstMatch(view: View, taker: Taker, params: Params<'resource.get'>): Readonly<ResourceRow> {
  const { rows, passedOver } = searchFor(view, taker, params.filter, 1);
  const says = `nothing in the queue "${taker.queue.name}" meets the condition${passedOver}`;
  const sought = soughtBy(taker, params.filter);
  return rows[0] ?? waitFor({ ...waitingFor(taker, params.timeout), says, sought });
}

const waitingFor = ({ queue }: Taker, timeout: number | undefined) =>
  ({ queue, resource: '', timeout, code: 'ResourceNotFound' }) as const;
