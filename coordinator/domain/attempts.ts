/** Remaining attempts of a resource (Q14–Q18): a failure is counted once per run instance and resource. */
import type { QueueRow, ResourceRow } from './rows.ts';
import type { View } from './view.ts';

export interface Counted {
  /** False when this run's failure on this resource was counted before. */
  counted: boolean;
  attemptsLeft: number;
  /** No attempt is left: it must become `error` in this transaction (Q18). */
  exhausted: boolean;
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
  if (hasFailed(view, row.id, by.run)) return { counted: false, attemptsLeft: row.attemptsLeft, exhausted: false };
  view.put('failure', { id: failureId(row.id, by.run), resource: row.id, run: by.run, at: by.now });
  const attemptsLeft = Math.max(0, row.attemptsLeft - 1);
  return { counted: true, attemptsLeft, exhausted: queue.attemptLimit > 0 && attemptsLeft === 0 };
}

/** Left attempts as part of a history row's detail; nothing for a queue without a limit. */
export const attemptsDetail = (queue: Readonly<QueueRow>, attemptsLeft: number): { attemptsLeft?: number } =>
  queue.attemptLimit > 0 ? { attemptsLeft } : {};
