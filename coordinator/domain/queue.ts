/** Resource queues: created by people, found by name in the asker's workspace, counted (Q1, Q5). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey, type ResourceStatus } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import type { Look } from './lookup.ts';
import { notFound } from './not-found.ts';
import { mayUseQueue } from './queue-allowed.ts';
import { queueView } from './queue-view.ts';
import type { CountDeltas } from './resource-count.ts';
import type { QueueRow } from './rows.ts';
import { claimName, findByName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** `Conflict` when the workspace has a queue of that name (trimmed, without regard to case). */
export function createQueue(view: View, params: Params<'queue.create'>, ctx: Ctx): Result<'queue.create'> {
  const id = `q_${ctx.newId()}`;
  const workspace = ctx.who.workspace;
  claimQueueName(view, workspace, params.name, id);
  const row: QueueRow = {
    id,
    workspace,
    name: params.name,
    nameKey: nameKey(params.name),
    formerNames: [],
    attemptLimit: params.attemptLimit ?? 0,
    attemptsEpoch: 0,
    counts: { new: 0, in_progress: 0, processed: 0, error: 0 },
    deleted: 0,
    ...{ waiting: 0, abandoned: 0, launches: 0 },
    author: authorOf(view, ctx),
    created: ctx.now,
  };
  view.put('queue', row);
  view.emit({ kind: 'changed', topics: queueTopics(row) });
  return queueView(view, row);
}

/** `Conflict` when a queue has the name; one that merely had it before loses it. */
export function claimQueueName(view: View, workspace: string, name: string, id: string): void {
  const holder = findByName(view, 'queue', workspace, name);
  const other = holder === undefined || holder === id ? undefined : view.get('queue', holder);
  if (other && other.nameKey !== nameKey(name)) {
    freeName(view, 'queue', workspace, name);
    view.put('queue', { ...other, formerNames: other.formerNames.filter((old) => nameKey(old) !== nameKey(name)) });
  }
  claimName(view, 'queue', workspace, name, id);
}

/**
 * The queue of this name in the asker's workspace, or `QueueNotFound`; another workspace's does not exist (Q5). A run gets
 * only those that it may use (X2).
 */
export function queueNamed(view: Look, { who }: Pick<Ctx, 'who'>, name: string): Readonly<QueueRow> {
  const queue = findQueue(view, { who }, name) ?? notFound(view, 'queue', who.workspace, name);
  if (who.kind === 'script') mayUseQueue(view, who.run, queue);
  return queue;
}

export function findQueue(
  view: Pick<View, 'get'>,
  ctx: Pick<Ctx, 'who'>,
  name: string,
): Readonly<QueueRow> | undefined {
  const id = findByName(view, 'queue', ctx.who.workspace, name);
  return id === undefined ? undefined : view.get('queue', id);
}

/** The only writer of a queue's counts: adds `deltas` to them. More to do is told to whoever starts jobs for it (Q52). */
export function countResources(
  view: View,
  queue: string,
  { waiting = 0, abandoned = 0, ...deltas }: CountDeltas,
): void {
  const row = queueOf(view, queue);
  const counts = { ...row.counts };
  for (const [status, delta] of Object.entries(deltas) as [ResourceStatus, number][]) counts[status] += delta;
  view.put('queue', { ...row, counts, waiting: row.waiting + waiting, abandoned: row.abandoned + abandoned });
  const drained = counts.new + counts.in_progress === 0 && row.counts.new + row.counts.in_progress > 0;
  if (drained) view.emit({ kind: 'happened', what: { event: 'queue.drained', queue } });
  if (row.launches && (waiting > 0 || abandoned > 0)) view.emit({ kind: 'condition', queue });
}

/** The queue that a resource's row names. It goes only together with its resources. */
export function queueOf(view: Pick<View, 'get'>, id: string): Readonly<QueueRow> {
  return view.get('queue', id) ?? refuse('QueueNotFound', say`the queue ${{ id }} was deleted`);
}

/** Topics whose subscribers see a change in this queue. */
export const queueTopics = (queue: Pick<QueueRow, 'name'>): string[] => ['queues', `queue:${queue.name}`];
