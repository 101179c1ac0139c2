/** `resource.update`: a run changes value, tags or priority; what is absent stays (Q8, Q13, Q25–Q27, Q39). */
import type { Params, Result } from '../../protocol/contract.ts';
import { robotAuthor } from './author.ts';
import { lockedColumns } from './lock.ts';
import { waitForLocks } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { liveResource, moveResource } from './resource.ts';
import { type Detail, record, requestedLocks } from './resource-history.ts';
import { resourceAnswer } from './resource-view.ts';
import type { ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

export function updateResource(view: View, params: Params<'resource.update'>, ctx: Ctx): Result<'resource.update'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const row = liveResource(view, queue, params.id);
  const asker = { owner: `run:${run.id}`, lock: params.lock, now: ctx.now, timeout: params.timeout };
  const by = robotAuthor(view, run.id);
  const locks = lockedColumns(asker, by);
  waitForLocks(queue, row, 'update', asker);

  const { set, changes } = changed(row, params);
  record(view, ctx, row, { kind: 'updated', by, detail: { ...changes, ...requestedLocks(params.lock) } });
  const after = moveResource(view, ctx, row, { event: 'take', set: { ...set, ...locks, lastRun: run.id }, editor: by });
  return resourceAnswer(after, queue, ctx);
}

const columns = ['value', 'tags', 'priority'] as const;

/** What the request names, as columns and as values before and after (Q48). An explicit null is a value. */
function changed(row: Readonly<ResourceRow>, params: Params<'resource.update'>) {
  const set: Partial<Pick<ResourceRow, (typeof columns)[number]>> = {};
  const changes: Detail = {};
  for (const column of columns) {
    const after = params[column];
    if (after === undefined) continue;
    Object.assign(set, { [column]: after });
    changes[column] = { before: row[column], after };
  }
  return { set, changes };
}
