/** What the two threads of the SQLite engine say to each other, and errors in it: classes do not survive the way. */
import { GantryError, type WireError } from '../../../protocol/errors.ts';
import type { TableName } from '../../domain/rows.ts';
import { StoreBroken, StoreUnavailable } from '../store.ts';
import { translate } from './broken.ts';

export interface ThreadData {
  folder: string;
  /** The tables. */
  file: string;
}

export type Request =
  /** Bring the tables up to this entry; answers up to which they are. */
  | { do: 'apply'; upTo: number }
  | { do: 'prune'; table: TableName | 'receipt'; before: number; limit: number }
  | { do: 'backup'; to: string }
  | { do: 'stop' };

export type Reply = { id: number; result: unknown } | { id: number; error: ErrorMessage };

export type ErrorMessage =
  | { kind: 'broken' | 'unavailable'; says: string }
  | { kind: 'refused'; wire: WireError }
  | { kind: 'bug'; says: string };

export function asMessage(error: unknown): ErrorMessage {
  const fault = translate(error, 'write the tables');
  if (fault instanceof StoreBroken) return { kind: 'broken', says: fault.message };
  if (fault instanceof StoreUnavailable) return { kind: 'unavailable', says: fault.message };
  if (fault instanceof GantryError) return { kind: 'refused', wire: fault.toWire() };
  return { kind: 'bug', says: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
}

/** A bug is a break, too: what is on the redo log cannot be brought into the tables. */
export function fromMessage(message: ErrorMessage): Error {
  switch (message.kind) {
    case 'refused':
      return GantryError.fromWire(message.wire);
    case 'unavailable':
      return new StoreUnavailable(message.says);
    default:
      return new StoreBroken(message.says);
  }
}
