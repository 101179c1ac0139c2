/** The times that runs had a resource in hand, out of its history (E15). Pure. */
import type { ResourceEvent } from '../../../protocol/shapes.ts';

export interface ItemAttempt {
  run: string;
  by: ResourceEvent['by'];
  /** When it was taken. */
  from: number;
  /** When it was out of hand again; undefined while it is not. */
  until: number | undefined;
  /** The event that ended it. */
  end: ResourceEvent | undefined;
}

/** What takes a resource out of the hands of the run that took it. */
const ends: ReadonlySet<ResourceEvent['kind']> = new Set(['processed', 'failed', 'deferred', 'deleted', 'released']);

/** Newest first. A run that takes it twice has two attempts. */
export function itemAttempts(history: readonly ResourceEvent[]): ItemAttempt[] {
  const attempts: ItemAttempt[] = [];
  for (const event of history.toSorted((a, b) => a.at - b.at)) {
    const { run, at, by, kind } = event;
    if (run === undefined) continue;
    if (kind === 'taken') attempts.push({ run, by, from: at, until: undefined, end: undefined });
    const open = attempts.findLast((attempt) => attempt.run === run && attempt.until === undefined);
    if (!open || !ends.has(kind)) continue;
    open.until = at;
    open.end = event;
  }
  return attempts.reverse();
}
