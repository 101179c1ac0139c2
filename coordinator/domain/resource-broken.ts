/** `resource.actionFailed`: what a failure inside the coordinator costs the resource that a run was changing (Q15 b). */
import type { Params, Result } from '../../protocol/contract.ts';
import { attemptsDetail, countFailure } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { findQueue } from './queue.ts';
import { moveResource } from './resource.ts';
import { record } from './resource-history.ts';
import type { Ctx, View } from './view.ts';

/**
 * Counts once per run and resource, like every failure; its status stays, but for `error` at no attempt left (Q18). Not
 * counted when the action had not resolved to a live resource, or its run is over (then its end counts).
 */
export function countBrokenAction(
  view: View,
  params: Params<'resource.actionFailed'>,
  ctx: Ctx,
): Result<'resource.actionFailed'> {
  const run = view.get('run', params.run);
  const queue = findQueue(view, ctx, params.queue);
  const row = view.get('resource', params.resource);
  const resolved = queue && row?.queue === queue.id && row.live === 1;
  if (!resolved || run?.epoch !== params.epoch || run.open === 0) return { counted: false };
  const { counted, attemptsLeft, exhausted } = countFailure(view, queue, row, { run: run.id, now: ctx.now });
  if (!counted) return { counted };
  const after = moveResource(view, ctx, row, {
    ...(exhausted ? { event: 'exhaust' } : {}),
    set: { attemptsLeft, lastRun: run.id },
  });
  const detail = { reason: params.reason, counted, status: after.status, ...attemptsDetail(queue, attemptsLeft) };
  record(view, ctx, row, { kind: 'failed', by: robotAuthor(view, run.id), detail });
  return { counted };
}
