/** A bulk edit as readers see it, with how it stands in words. */
import type { BulkView } from '../../protocol/shapes-bulk.ts';
import type { Look } from './lookup.ts';
import { allows } from './machine.ts';
import type { BulkRow } from './rows.ts';
import { bulkStates } from './states.ts';

export function bulkView(view: Look, row: Readonly<BulkRow>): BulkView {
  const { id, kind, state, where, author, created, total, done, matched, changed } = row;
  return {
    ...{ id, queue: view.get('queue', row.queue)?.name ?? row.queue, kind, state, where, author, created },
    ...(row.undoes === '' ? {} : { undoes: row.undoes }),
    ...(row.change ? { change: row.change } : {}),
    includeLocked: row.includeLocked === 1,
    ...(row.ended > 0 ? { ended: row.ended } : {}),
    ...{ total, done, matched, changed },
    skipped: { locked: row.skippedLocked, edited: row.skippedEdited, key: row.skippedKey },
    undoable: isUndoable(view, row),
    message: says(row),
  };
}

/** It is over, it changed something, and what was there before is still known. */
export const isUndoable = (view: Pick<Look, 'get'>, row: Readonly<BulkRow>): boolean =>
  allows(bulkStates, row.state, 'undo') && row.parts > 0 && view.get('bulkPart', partId(row.id, 0)) !== undefined;

const PART_DIGITS = 8;
export const partId = (bulk: string, number: number): string => `${bulk}:${String(number).padStart(PART_DIGITS, '0')}`;

function says(row: Readonly<BulkRow>): string {
  const skipped = [
    [row.skippedLocked, 'locked by a robot'],
    [row.skippedEdited, 'edited since'],
    [row.skippedKey, 'whose key another resource has by now'],
  ] as const;
  const left = skipped.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`);
  const counts = `${row.changed} changed${left.length > 0 ? `, left alone: ${left.join(', ')}` : ''}`;
  if (row.state === 'running') return `${row.done} of ${row.total} looked at, ${counts}`;
  return row.because === '' ? counts : `${row.because}; ${counts}`;
}
