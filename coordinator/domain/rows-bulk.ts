/** The rows of bulk edits: what one does and how far it is, and what it changed, so that it can be undone. */
import type { Author } from '../../protocol/fields.ts';
import type { BulkChange, BulkState, ResourceWhere } from '../../protocol/shapes-bulk.ts';
import type { EffectRow, Flag, ResourceRow } from './rows-queue.ts';

export interface BulkRow {
  id: string;
  workspace: string;
  queue: string;
  kind: 'change' | 'undo';
  /** The bulk edit that it puts back, '' = none. */
  undoes: string;
  state: BulkState;
  /** 1 while it is running. */
  open: Flag;
  where: ResourceWhere;
  change: BulkChange | null;
  includeLocked: Flag;
  author: Author;
  created: number;
  ended: number;
  /** Where its next portion begins: after this resource; of an undo the number of a part. '' = at the start. */
  from: string;
  total: number;
  done: number;
  matched: number;
  changed: number;
  skippedLocked: number;
  skippedEdited: number;
  skippedKey: number;
  /** How many parts it has written. */
  parts: number;
  /** Why it was stopped, '' = it was not. */
  because: string;
}
/** What one portion changed. `id` is `bulk:number` with the number zero-padded. */
export interface BulkPartRow {
  id: string;
  bulk: string;
  at: number;
  items: BulkItem[];
}
/**
 * `was`: the columns before the change; all of them when it was deleted, none when it was not there. `became`: what nobody
 * may have touched since; null = it was deleted.
 */
export interface BulkItem {
  id: string;
  was: Partial<ResourceRow>;
  became: Pick<ResourceRow, 'status' | 'updated' | 'lastRun'> | null;
  /** Of what was deleted: its journal (S9), absent = empty. */
  effects?: EffectRow[];
}
