/** What a person changes of a resource (Q12, Q13, Q20, Q34): worked out, written through the door, kept in the history. */
import { refuse } from '../../protocol/errors.ts';
import type { Author, ResourceStatus } from '../../protocol/fields.ts';
import { attemptsNow } from './attempts.ts';
import { authorOf, lockOwner } from './author.ts';
import { freedColumns, type Lock, type LockColumns, type LockKind, lockAt, lockedColumns, lockKinds } from './lock.ts';
import { queueOf } from './queue.ts';
import { type Move, moveResource } from './resource.ts';
import { type Detail, record } from './resource-history.ts';
import type { Json, QueueRow, ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** What is absent stays. */
export interface Wish {
  value?: Json | undefined;
  tags?: string[] | undefined;
  priority?: number | undefined;
  status?: ResourceStatus | undefined;
  /** `null` removes a lock. */
  readLock?: LockWish | undefined;
  writeLock?: LockWish | undefined;
  /** Every attempt again, or so many. */
  retry?: boolean | undefined;
  attemptsLeft?: number | undefined;
}
type LockWish = null | true | { until: number };

const events = {
  new: 'setNew',
  in_progress: 'setInProgress',
  processed: 'setProcessed',
  error: 'setError',
} as const satisfies Record<ResourceStatus, Move['event']>;
const columns = ['value', 'tags', 'priority'] as const;

/**
 * Makes the wish true and tells the history what it changed; `why` is added to that. No lock stops a person (Q24); a lock
 * that is not named stays as it is, whoever has it. `Conflict` when it becomes live while another one has its key.
 */
export function changeResource(
  view: View,
  ctx: Ctx,
  before: Readonly<ResourceRow>,
  wish: Wish,
  why: Detail = {},
): ResourceRow {
  const editor = authorOf(view, ctx);
  const queue = queueOf(view, before.queue);
  const set: NonNullable<Move['set']> = { ...locksWished(before, wish, editor, ctx) };
  for (const column of columns) if (wish[column] !== undefined) Object.assign(set, { [column]: wish[column] });
  if (wish.retry) set.attemptsLeft = queue.attemptLimit;
  if (wish.attemptsLeft !== undefined) set.attemptsLeft = Math.min(wish.attemptsLeft, queue.attemptLimit);
  const moves = wish.status !== undefined && wish.status !== before.status;
  const event = moves ? { event: events[wish.status!] } : {};
  const after = moveResource(view, ctx, before, { ...event, set, editor });
  record(view, ctx, after, {
    kind: 'edited',
    by: editor,
    detail: { ...differences(queue, before, after, ctx.now), ...why },
  });
  return after;
}

/** Does the wish change anything of this resource? */
export const differs = (row: Readonly<ResourceRow>, queue: Readonly<QueueRow>, wish: Wish, ctx: Ctx): boolean =>
  (wish.status !== undefined && wish.status !== row.status) ||
  columns.some((column) => wish[column] !== undefined && !same(wish[column], row[column])) ||
  (wish.retry === true && attemptsNow(queue, row) !== queue.attemptLimit) ||
  lockKinds.some((kind) => changesLock(lockAt(row, kind, ctx.now), wish[`${kind}Lock`]));

/** The person becomes the owner of every lock that is set or gets another date (Q34). */
function locksWished(row: Readonly<ResourceRow>, wish: Wish, by: Author, ctx: Ctx): Partial<LockColumns> {
  const set: Partial<LockColumns> = {};
  for (const kind of lockKinds) {
    const wanted = wish[`${kind}Lock`];
    if (wanted === undefined || !changesLock(lockAt(row, kind, ctx.now), wanted)) continue;
    if (wanted === null) Object.assign(set, freedColumns([kind]));
    else Object.assign(set, lockColumns(kind, wanted, by, ctx));
  }
  return set;
}

function lockColumns(kind: LockKind, wanted: true | { until: number }, by: Author, ctx: Ctx): Partial<LockColumns> {
  const field = `${kind}Lock.until`;
  if (wanted !== true && wanted.until <= ctx.now)
    refuse('ValidationError', `${field}: must lie in the future`, { field });
  return lockedColumns({ owner: lockOwner(ctx), lock: { [kind]: wanted }, now: ctx.now }, by);
}

function changesLock(lock: Lock | undefined, wanted: LockWish | undefined): boolean {
  if (wanted === undefined) return false;
  if (wanted === null) return lock !== undefined;
  return lock === undefined || lock.until !== (wanted === true ? 0 : wanted.until);
}

/** `{status?, value?, tags?, priority?, attemptsLeft?, readLock?, writeLock?: {before, after}}`: what really changed. */
function differences(
  queue: Readonly<QueueRow>,
  before: Readonly<ResourceRow>,
  after: Readonly<ResourceRow>,
  now: number,
): Detail {
  const told = (row: Readonly<ResourceRow>): Record<string, Json> => ({
    status: row.status,
    value: row.value,
    tags: row.tags,
    priority: row.priority,
    ...(queue.attemptLimit > 0 ? { attemptsLeft: attemptsNow(queue, row) } : {}),
    readLock: lockTold(lockAt(row, 'read', now)),
    writeLock: lockTold(lockAt(row, 'write', now)),
  });
  const [was, is] = [told(before), told(after)];
  const changed = Object.keys(is).filter((part) => !same(was[part], is[part]));
  return Object.fromEntries(changed.map((part) => [part, { before: was[part], after: is[part] }]));
}

const lockTold = (lock: Lock | undefined): Json =>
  lock ? { by: lock.by?.name ?? lock.owner, ...(lock.until > 0 ? { until: lock.until } : {}) } : null;

const same = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
