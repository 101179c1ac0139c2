/** Remaining attempts of a resource (Q14–Q20): what is left, and that a failure counts once per run instance and resource. */
import type { Flag, QueueRow, ResourceRow } from './rows.ts';
import type { View } from './view.ts';

export interface Counted {
  /** False when this run's failure on this resource was counted before. */
  counted: boolean;
  attemptsLeft: number;
  /** No attempt is left: it must become `error` in this transaction (Q18). */
  exhausted: boolean;
}

type Limit = Readonly<Pick<QueueRow, 'attemptLimit' | 'attemptsEpoch'>>;
type Attempts = Pick<ResourceRow, 'attemptsLeft' | 'attemptsEpoch'>;

/**
 * What is left now. A change of the limit touches no resource: it raises the queue's epoch, and every live resource of an
 * older one has the whole limit again from that instant (Q19), whenever its row is written next. Hidden ones keep theirs.
 */
export const attemptsNow = (queue: Limit, row: Readonly<Attempts & Pick<ResourceRow, 'live'>>): number =>
  row.live === 1 && row.attemptsEpoch !== queue.attemptsEpoch ? queue.attemptLimit : row.attemptsLeft;

/**
 * The columns after a change that leaves the resource `live` or hidden. Brought back out of `error` it has the whole limit
 * (Q20); out of `processed` too, if what it had left was counted under another limit or is nothing.
 */
export function attemptsAfter(
  queue: Limit,
  before: Readonly<Attempts & Pick<ResourceRow, 'live' | 'status'>>,
  live: Flag,
): Attempts {
  const { attemptsLeft, attemptsEpoch } = before;
  if (before.live === 0 && live === 0) return { attemptsLeft, attemptsEpoch };
  const whole =
    before.live === 0 && (before.status === 'error' || attemptsEpoch !== queue.attemptsEpoch || attemptsLeft === 0);
  return {
    attemptsLeft: whole ? queue.attemptLimit : attemptsNow(queue, before),
    attemptsEpoch: queue.attemptsEpoch,
  };
}

const failureId = (resource: string, run: string) => `${resource}:${run}`;

export const hasFailed = (view: Pick<View, 'get'>, resource: string, run: string): boolean =>
  view.get('failure', failureId(resource, run)) !== undefined;

/** Notes the failure of `run` on the resource and says what is left; the caller writes it through the door. */
export function countFailure(
  view: View,
  queue: Readonly<QueueRow>,
  row: Readonly<ResourceRow>,
  by: { run: string; now: number },
): Counted {
  const before = attemptsNow(queue, row);
  if (hasFailed(view, row.id, by.run)) return { counted: false, attemptsLeft: before, exhausted: false };
  view.put('failure', { id: failureId(row.id, by.run), resource: row.id, run: by.run, at: by.now });
  const attemptsLeft = Math.max(0, before - 1);
  return { counted: true, attemptsLeft, exhausted: queue.attemptLimit > 0 && attemptsLeft === 0 };
}

/** Left attempts as part of a history row's detail; nothing for a queue without a limit. */
export const attemptsDetail = (queue: Readonly<QueueRow>, attemptsLeft: number): { attemptsLeft?: number } =>
  queue.attemptLimit > 0 ? { attemptsLeft } : {};
