/** A resource queue as readers see it. */
import type { QueueView } from '../../protocol/shapes.ts';
import { conditionSummary } from './condition-view.ts';
import type { Look } from './lookup.ts';
import type { QueueRow } from './rows.ts';

export function queueView(view: Look, row: Readonly<QueueRow>): QueueView {
  const { id, name, created, author, counts, waiting, abandoned } = row;
  const condition = view.get('condition', id);
  return {
    id,
    name,
    ...(row.formerNames.length > 0 ? { formerNames: row.formerNames } : {}),
    ...(row.attemptLimit > 0 ? { attemptLimit: row.attemptLimit } : {}),
    created,
    author,
    counts,
    total: counts.new + counts.in_progress + counts.processed + counts.error,
    ...{ waiting, abandoned },
    ...(condition ? { condition: conditionSummary(view, condition) } : {}),
  };
}
