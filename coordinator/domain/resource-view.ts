/** A resource as readers see it: parameters (Q2), and with its value. */
import type { Author } from '../../protocol/fields.ts';
import type { LockView, ResourceView, ResourceWithValue } from '../../protocol/shapes.ts';
import type { ResourceAnswer, TakenResource } from '../../protocol/shapes-answer.ts';
import { attemptsNow } from './attempts.ts';
import { type Lock, type LockKind, lockAt } from './lock.ts';
import type { QueueRow, ResourceParameters, ResourceRow } from './rows.ts';
import type { Ctx } from './view.ts';

type QueueOf = Readonly<Pick<QueueRow, 'name' | 'attemptLimit' | 'attemptsEpoch'>>;

/** The parameters of `row`, of `queue`, at `now` (ms): a lock whose date has come is not shown. */
export function resourceView(row: Readonly<ResourceParameters>, queue: QueueOf, now: number): ResourceView {
  const { id, status, tags, priority, key, author, created, editor, updated } = row;
  const limit = queue.attemptLimit;
  return {
    id,
    queue: queue.name,
    status,
    ...(limit > 0 ? { attemptsLeft: attemptsNow(queue, row), attemptLimit: limit } : {}),
    tags,
    priority,
    ...(key === '' ? {} : { key }),
    ...lockView(row, 'read', now),
    ...lockView(row, 'write', now),
    author,
    created,
    editor,
    updated,
  };
}

/** What an action of `who` answers. */
export function resourceAnswer(
  row: Readonly<ResourceRow>,
  queue: QueueOf,
  { now, who }: Pick<Ctx, 'now' | 'who'>,
): ResourceAnswer {
  if (who.kind !== 'script') return resourceView(row, queue, now);
  const { id, status, tags, priority, key, created, updated } = row;
  const answer: ResourceAnswer = { id, queue: queue.name, status, tags, priority, created, updated };
  if (queue.attemptLimit > 0) {
    answer.attemptsLeft = attemptsNow(queue, row);
    answer.attemptLimit = queue.attemptLimit;
  }
  if (key !== '') answer.key = key;
  const read = lockAt(row, 'read', now);
  if (read) answer.readLock = briefLock(read);
  const write = lockAt(row, 'write', now);
  if (write) answer.writeLock = briefLock(write);
  return answer;
}

/** A take's answer. */
export function takenResource(
  row: Readonly<ResourceRow>,
  queue: QueueOf,
  ctx: Pick<Ctx, 'now' | 'who'>,
): TakenResource {
  const answer = resourceAnswer(row, queue, ctx) as TakenResource;
  answer.value = row.value as TakenResource['value'];
  return answer;
}

function briefLock({ by, owner: key, until }: Lock): LockView {
  const { kind, id, name, run } = by ?? unknownOwner(key);
  const owner = run === undefined ? { kind, id, name } : { kind, id, name, run };
  return until > 0 ? { owner, until } : { owner };
}

const unknownOwner = (owner: string): Author => ({ kind: 'system', id: owner, name: owner });

export function resourceWithValue(row: Readonly<ResourceRow>, queue: QueueOf, now: number): ResourceWithValue {
  return { ...resourceView(row, queue, now), value: row.value as ResourceWithValue['value'] };
}

function lockView(
  row: Readonly<ResourceParameters>,
  kind: LockKind,
  now: number,
): { [K in `${LockKind}Lock`]?: LockView } {
  const lock = lockAt(row, kind, now);
  if (!lock) return {};
  const owner = lock.by ?? unknownOwner(lock.owner);
  return { [`${kind}Lock`]: lock.until > 0 ? { owner, until: lock.until } : { owner } };
}
