/** A resource queue as readers see it. */
import type { QueueView } from '../../protocol/shapes.ts';
import type { QueueRow } from './rows.ts';

export function queueView(row: Readonly<QueueRow>): QueueView {
  const { id, name, created, author, counts } = row;
  return {
    id,
    name,
    ...(row.formerNames.length > 0 ? { formerNames: row.formerNames } : {}),
    ...(row.attemptLimit > 0 ? { attemptLimit: row.attemptLimit } : {}),
    created,
    author,
    counts,
    total: counts.new + counts.in_progress + counts.processed + counts.error,
  };
}
