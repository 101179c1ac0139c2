/** Bulk edits begin and end here: one at a time per queue, its state through one door; what they do: bulk-step.ts. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { ResourceStatus } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { bulkView, isUndoable } from './bulk-view.ts';
import { step } from './machine.ts';
import { noSuch } from './not-found.ts';
import { queueNamed, queueOf, queueTopics } from './queue.ts';
import type { BulkRow, QueueRow } from './rows.ts';
import { bulkStates } from './states.ts';
import type { Ctx, View } from './view.ts';

type BulkEvent = 'finish' | 'abort' | 'undo';

/** Resources that are added after the start are not touched. */
export function startBulk(view: View, params: Params<'bulk.start'>, ctx: Ctx): Result<'bulk.start'> {
  const queue = queueNamed(view, ctx, params.queue);
  const { where, change, includeLocked = false } = params;
  const statuses = [...new Set(where.status ?? ResourceStatus.options)];
  const row = freshBulk(view, queue, ctx, {
    where,
    change,
    includeLocked: includeLocked || change.unlock ? 1 : 0,
    total: where.ids?.length ?? statuses.reduce((sum, status) => sum + queue.counts[status], 0),
  });
  return bulkView(view, begin(view, queue, row));
}

/** What it changed so far stays changed. Aborted twice is harmless. */
export function abortBulk(view: View, params: Params<'bulk.abort'>, ctx: Ctx): Result<'bulk.abort'> {
  const row = theBulk(view, ctx.who.workspace, params.bulk);
  if (row.state === 'aborted') return bulkView(view, row);
  return bulkView(view, endBulk(view, ctx, row, 'abort', `aborted by ${authorOf(view, ctx).name}`));
}

/** Another bulk edit, which puts back what this one changed and nobody touched since; undoing that does it again. */
export function undoBulk(view: View, params: Params<'bulk.undo'>, ctx: Ctx): Result<'bulk.undo'> {
  const row = theBulk(view, ctx.who.workspace, params.bulk);
  const queue = queueOf(view, row.queue);
  const state = step(bulkStates, row.state, 'undo', 'bulk edit');
  if (!isUndoable(view, row))
    refuse('IllegalState', 'it changed nothing, or what was there before is no longer kept; there is nothing to undo');
  const { where, total, id } = row;
  const undo = freshBulk(view, queue, ctx, { where, total: row.changed, includeLocked: 1 });
  const begun = begin(view, queue, { ...undo, kind: 'undo', undoes: id, total: Math.min(total, row.changed) });
  view.put('bulk', { ...row, state });
  return bulkView(view, begun);
}

/** The only way out of `running`. */
export function endBulk(
  view: View,
  ctx: Pick<Ctx, 'now'>,
  row: Readonly<BulkRow>,
  event: Exclude<BulkEvent, 'undo'>,
  because = '',
): BulkRow {
  const ended: BulkRow = {
    ...row,
    state: step(bulkStates, row.state, event, 'bulk edit'),
    open: 0,
    ended: ctx.now,
    because,
    ...(event === 'finish' ? { done: row.total } : {}),
  };
  view.put('bulk', ended);
  view.emit({ kind: 'changed', topics: queueTopics(queueOf(view, row.queue)) });
  return ended;
}

/** Ids sort by creation: resources whose id is beyond this one were added after the bulk edit began. */
export const begunAt = (row: Pick<BulkRow, 'id'>): string => `i_${row.id.slice(2)}`;

/** The bulk edit that is running in this queue. */
export const openBulkOf = (view: Pick<View, 'pick'>, queue: string): Readonly<BulkRow> | undefined =>
  view.pick('openBulkOf', { queue }, 1)[0];

export function theBulk(view: Pick<View, 'get'>, workspace: string, id: string): Readonly<BulkRow> {
  const row = view.get('bulk', id);
  const there = row?.workspace === workspace && view.get('queue', row.queue)?.deleted === 0;
  return there ? row : noSuch('bulk', id);
}

function freshBulk(
  view: View,
  queue: Readonly<QueueRow>,
  ctx: Ctx,
  said: Pick<BulkRow, 'where' | 'includeLocked' | 'total'> & { change?: BulkRow['change'] },
): BulkRow {
  return {
    ...{ id: `e_${ctx.newId()}`, workspace: queue.workspace, queue: queue.id, kind: 'change', undoes: '' },
    ...{ state: 'running', open: 1, change: null, ...said, author: authorOf(view, ctx), created: ctx.now, ended: 0 },
    ...{ from: '', done: 0, matched: 0, changed: 0, skippedLocked: 0, skippedEdited: 0, skippedKey: 0, parts: 0 },
    because: '',
  };
}

function begin(view: View, queue: Readonly<QueueRow>, row: BulkRow): BulkRow {
  const other = openBulkOf(view, queue.id);
  if (other) {
    const says = say`${{ user: other.author.name }} has a bulk edit running in "${{ queue: queue.name }}" (${{ done: other.done }} of ${{ total: other.total }}); wait for it or abort it: ${{ bulk: other.id }}`;
    refuse('InUse', says);
  }
  view.put('bulk', row);
  view.emit({ kind: 'portions' });
  view.emit({ kind: 'changed', topics: queueTopics(queue) });
  return row;
}
