/** A resource as readers see it: parameters (Q2), and with its value. */
import type { LockView, ResourceView, ResourceWithValue } from '../../protocol/shapes.ts';
import { attemptsNow } from './attempts.ts';
import { type LockKind, lockAt } from './lock.ts';
import type { QueueRow, ResourceParameters, ResourceRow } from './rows.ts';

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
  const owner = lock.by ?? { kind: 'system' as const, id: lock.owner, name: lock.owner };
  return { [`${kind}Lock`]: lock.until > 0 ? { owner, until: lock.until } : { owner } };
}
