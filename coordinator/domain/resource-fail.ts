/** `resource.fail`: a script says that the work on a resource failed; costs one attempt (Q15 a, Q18, Q21). */
import type { Params, Result } from '../../protocol/contract.ts';
import { attemptsDetail, countFailure } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { freedColumns, heldKinds } from './lock.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { record } from './resource-history.ts';
import { resourceAnswer } from './resource-view.ts';
import type { Ctx, View } from './view.ts';

/**
 * Back to `new`, or to `error` at the last attempt or with `retry: false`; this run's undated locks are released.
 * Said again by the same run it puts the resource back again but costs nothing more (Q15).
 */
export function failResource(view: View, params: Params<'resource.fail'>, ctx: Ctx): Result<'resource.fail'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = liveResource(view, queue, params.id);
  const { counted, attemptsLeft, exhausted } = countFailure(view, queue, row, { run: run.id, now: ctx.now });
  const final = exhausted || params.retry === false;
  const after = moveResource(view, ctx, row, {
    event: final ? 'exhaust' : 'putBack',
    set: { attemptsLeft, lastRun: run.id, ...freedColumns(heldKinds(row, `run:${run.id}`, 'undated')) },
  });
  const detail = {
    reason: params.reason,
    counted,
    status: after.status,
    ...attemptsDetail(queue, attemptsLeft),
    ...(params.retry === false ? { retry: false } : {}),
  };
  record(view, ctx, row, { kind: 'failed', by: robotAuthor(view, run.id), detail });
  return resourceAnswer(after, queue, ctx);
}
