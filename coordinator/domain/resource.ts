/**
 * The one door of resources: `enterResources`, `moveResource` and `dropResource` alone write status, live, times, the queue's
 * counts, the natural key and the tags to be found by, together, and tell whoever waits.
 */
import { refuse } from '../../protocol/errors.ts';
import type { Author, ResourceStatus } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { attemptsAfter } from './attempts.ts';
import { dropEffects } from './effect-journal.ts';
import { freedColumns, lockKinds } from './lock.ts';
import { type Machine, step } from './machine.ts';
import { countResources, queueOf, queueTopics } from './queue.ts';
import { countChange, isWaiting } from './resource-count.ts';
import { settleKey } from './resource-key.ts';
import { settleTags } from './resource-tags.ts';
import type { Flag, QueueRow, ResourceRow } from './rows.ts';
import { resourceStatuses } from './states.ts';
import type { Ctx, View } from './view.ts';

type Doors = 'id' | 'queue' | 'status' | 'live' | 'abandoned' | 'key' | 'author' | 'created' | 'editor' | 'updated';
type StatusEvent = typeof resourceStatuses extends Machine<ResourceStatus, infer E> ? E : never;

export interface Move {
  /** What happens to the status; absent = it stays. */
  event?: StatusEvent;
  /** Columns that the door does not keep itself. */
  set?: Partial<Omit<ResourceRow, Doors>>;
  /** The run that took it last has ended in failure (Q51). Until another one takes it. */
  abandoned?: boolean;
  /** Who edited it: sets editor and updated (Q13); absent = this is no edit. */
  editor?: Author;
}

/** A resource as its maker says it; the door adds what it keeps itself. */
export type Fresh = Omit<ResourceRow, 'status' | 'live' | 'abandoned'>;

const liveness = (status: ResourceStatus): Flag => (status === 'new' || status === 'in_progress' ? 1 : 0);

/** The resource of this queue as robots see it: `ResourceNotFound` alike when hidden, elsewhere or not there (Q5, Q11). */
export function liveResource(view: Pick<View, 'get'>, queue: Readonly<QueueRow>, id: string): Readonly<ResourceRow> {
  const row = view.get('resource', id);
  return row?.queue === queue.id && row.live === 1 ? row : notFound(queue, id);
}

/** The resource of this queue as people see it, in any status. */
export function anyResource(view: Pick<View, 'get'>, queue: Readonly<QueueRow>, id: string): Readonly<ResourceRow> {
  const row = view.get('resource', id);
  return row?.queue === queue.id
    ? row
    : refuse(
        'ResourceNotFound',
        say`there is no resource ${{ id }} in the queue "${{ queue: queue.name }}"; ${{ next: listsOf(queue) }}`,
        {
          field: 'id',
        },
      );
}

export const notFound = (queue: Pick<QueueRow, 'name'>, id: string): never =>
  refuse('ResourceNotFound', say`there is no unfinished resource ${{ id }} in the queue "${{ queue: queue.name }}"`);

const listsOf = ({ name }: Pick<QueueRow, 'name'>) =>
  say`"gantry queue show ${{ name: JSON.stringify(name) }}" lists them`;

/** Adds resources of one queue, all `new` (Q7); counts and tells once, however many they are. */
export function enterResources(view: View, queue: Readonly<QueueRow>, rows: readonly Fresh[]): ResourceRow[] {
  const entered = rows.map((row): ResourceRow => ({ ...row, status: 'new', live: 1, abandoned: 0 }));
  for (const row of entered) {
    settleKey(view, row);
    view.put('resource', row);
    settleTags(view, undefined, row);
    tellDates(view, undefined, row);
  }
  if (entered.length === 0) return entered;
  countResources(view, queue.id, { new: entered.length, waiting: entered.filter(isWaiting).length });
  if (entered.length === 1) view.emit({ kind: 'wake', queue: queue.id, resource: entered[0]!.id });
  else view.emit({ kind: 'wake', queue: queue.id, resource: '', entered: entered.map((row) => row.id) });
  view.emit({ kind: 'changed', topics: queueTopics(queue) });
  return entered;
}

/** Changes a resource; `before` is its row as the view has it now. `IllegalState` if its status forbids the event. */
export function moveResource(
  view: View,
  ctx: Pick<Ctx, 'now'>,
  before: Readonly<ResourceRow>,
  move: Move,
): ResourceRow {
  const status = move.event ? step(resourceStatuses, before.status, move.event, 'resource') : before.status;
  const edit = move.editor ? { editor: move.editor, updated: ctx.now } : {};
  const queue = queueOf(view, before.queue);
  const live = liveness(status);
  const abandoned = move.abandoned ? 1 : move.set?.lastRun === undefined ? before.abandoned : 0;
  const kept = { ...before, ...attemptsAfter(queue, before, live) };
  const after: ResourceRow = { ...kept, ...move.set, ...edit, status, live, abandoned };
  if (after.live !== before.live) settleKey(view, after); // first: it may refuse, and a bulk edit goes on after that
  const change = countChange(before, after);
  if (Object.keys(change).length > 0) countResources(view, before.queue, change);
  view.put('resource', after);
  settleTags(view, before, after);
  tellDates(view, before, after);
  tellWaiters(view, before, after, move);
  view.emit({ kind: 'changed', topics: queueTopics(queue) });
  return after;
}

/** Deletes a resource with its key and its effects; its history stays until it is old. Ends every wait for it (Q31). */
export function dropResource(view: View, row: Readonly<ResourceRow>): void {
  countResources(view, row.queue, countChange(row, undefined));
  settleKey(view, { ...row, live: 0 });
  settleTags(view, row, undefined);
  dropEffects(view, row.id);
  view.drop('resource', row.id);
  if (row.live === 1) view.emit({ kind: 'wake', queue: row.queue, resource: row.id, gone: true });
  view.emit({ kind: 'changed', topics: queueTopics(queueOf(view, row.queue)) });
}

/** A deleted resource is there again as it was, but unlocked. `Conflict` when another live one has its key by now. */
export function restoreResource(view: View, was: Readonly<ResourceRow>): ResourceRow {
  const row: ResourceRow = { ...was, ...freedColumns(lockKinds) };
  settleKey(view, row);
  view.put('resource', row);
  settleTags(view, undefined, row);
  countResources(view, row.queue, countChange(undefined, row));
  if (row.live === 1) view.emit({ kind: 'wake', queue: row.queue, resource: row.id });
  view.emit({ kind: 'changed', topics: queueTopics(queueOf(view, row.queue)) });
  return row;
}

/** A date that is new to the coordinator's chores (Q30). */
function tellDates(view: View, before: Readonly<ResourceRow> | undefined, after: Readonly<ResourceRow>): void {
  for (const column of ['readUntil', 'writeUntil'] as const) {
    const when = after[column];
    if (when > 0 && when !== before?.[column]) view.emit({ kind: 'at', when, chore: 'lock.expire' });
  }
}

/** Wakes those whom the change may let through (Q32). */
function tellWaiters(view: View, before: Readonly<ResourceRow>, after: Readonly<ResourceRow>, move: Move): void {
  const on = { kind: 'wake', queue: after.queue, resource: after.id } as const;
  if (before.live > after.live) {
    view.emit({ ...on, gone: true });
    return;
  }
  const lockWent =
    (before.readOwner !== '' && before.readOwner !== after.readOwner) ||
    (before.writeOwner !== '' && before.writeOwner !== after.writeOwner);
  // The usual take sets a read lock: no search sees the resource then, so waking all the idle robots would be for nothing.
  const status = before.status !== after.status && (after.status === 'new' || after.readOwner === '');
  if (lockWent || status || move.editor) view.emit(on);
}
