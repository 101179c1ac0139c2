/** `queue.delete` and `queue.purge`: a queue is gone at once for everybody (Q31, Q46); its resources go in portions. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { endBulk, openBulkOf } from './bulk.ts';
import { disableConditionOf } from './condition.ts';
import { lockAt, lockKinds } from './lock.ts';
import { queueNamed, queueOf, queueTopics } from './queue.ts';
import { dropResource } from './resource.ts';
import type { QueueRow } from './rows.ts';
import { freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Unfinished resources that are looked at for locks before a refusal: those that robots would take first. */
const LOOKED_FOR_LOCKS = 200;
/** Bulk edits, and parts of one, that go in one portion. */
const BULK_ROWS = 50;

/** Waiting robots hear `QueueNotFound` at once; the name is free. Its launch condition is disabled, not deleted (Q46). */
export function deleteQueue(view: View, params: Params<'queue.delete'>, ctx: Ctx): Result<'queue.delete'> {
  const queue = queueNamed(view, ctx, params.queue);
  const uses = params.force ? [] : usesOf(view, queue, ctx.now);
  if (uses.length > 0)
    refuse(
      'InUse',
      say`the queue "${{ queue: queue.name }}" is in use: ${{ list: uses.join('; ') }}. Force the deletion to delete it all the same`,
    );
  const by = authorOf(view, ctx).name;
  const bulk = openBulkOf(view, queue.id);
  if (bulk) endBulk(view, ctx, bulk, 'abort', `the queue was deleted by ${by}`);
  disableConditionOf(view, queue, say`the queue "${{ queue: queue.name }}" was deleted by ${{ by }}`);
  for (const name of [queue.name, ...queue.formerNames]) freeName(view, 'queue', queue.workspace, name);
  view.put('queue', { ...queueOf(view, queue.id), formerNames: [], deleted: 1 });
  view.emit({ kind: 'wake', queue: queue.id, resource: '', gone: true });
  view.emit({ kind: 'changed', topics: queueTopics(queue) });
  view.emit({ kind: 'portions' });
  return { resources: sizeOf(queue) };
}

/** Each of a portion goes with its key and effects; the queue's row goes when nothing of it is left. */
export function purgeQueue(view: View, params: Params<'queue.purge'>): Result<'queue.purge'> {
  const queue = view.get('queue', params.queue);
  if (queue?.deleted !== 1) return { left: 0 };
  for (const id of params.ids) {
    const row = view.get('resource', id);
    if (row?.queue === queue.id) dropResource(view, row);
  }
  const left = sizeOf(queueOf(view, queue.id)) + (params.ids.length === 0 ? purgeBulks(view, queue.id) : 1);
  if (left === 0) view.drop('queue', queue.id);
  view.emit({ kind: 'changed', topics: ['queues'] });
  return { left };
}

/** How many resources it has. */
export const sizeOf = ({ counts }: Readonly<QueueRow>): number =>
  counts.new + counts.in_progress + counts.processed + counts.error;

/** How many bulk edits may be left. */
function purgeBulks(view: View, queue: string): number {
  const bulks = view.pick('bulksOf', { queue }, BULK_ROWS);
  for (const { id } of bulks) {
    const parts = view.pick('partsOf', { bulk: id }, BULK_ROWS);
    for (const part of parts) view.drop('bulkPart', part.id);
    if (parts.length === BULK_ROWS) return 1;
    view.drop('bulk', id);
  }
  return bulks.length === BULK_ROWS ? 1 : 0;
}

/** What would suffer, each in words. */
function usesOf(view: View, queue: Readonly<QueueRow>, now: number): string[] {
  const condition = view.get('condition', queue.id);
  const deployment = condition && view.get('deployment', condition.deployment);
  const { new: fresh, in_progress: taken } = queue.counts;
  const bulk = openBulkOf(view, queue.id);
  return [
    ...(condition && condition.state !== 'disabled'
      ? [`its launch condition starts jobs of ${deployment?.name ?? condition.deployment} and would be disabled`]
      : []),
    ...(fresh + taken > 0 ? [`${fresh + taken} unfinished resources (${fresh} new, ${taken} in progress)`] : []),
    ...lockersOf(view, queue.id, now),
    ...(bulk ? [`a bulk edit of ${bulk.author.name} is running`] : []),
  ];
}

function lockersOf(view: View, queue: string, now: number): string[] {
  const rows = view.pick('liveByPriority', { queue, match: () => true }, LOOKED_FOR_LOCKS);
  const names = rows.flatMap((row) =>
    lockKinds.flatMap((kind) => {
      const lock = lockAt(row, kind, now);
      return lock ? [lock.by?.name ?? lock.owner] : [];
    }),
  );
  return names.length > 0 ? [`resources locked by ${[...new Set(names)].join(', ')}`] : [];
}
