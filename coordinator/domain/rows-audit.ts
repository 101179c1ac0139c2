/** The row of the audit (X11). Entries are only ever added; what is too old is pruned from the front. */
import type { Author } from '../../protocol/fields.ts';
import type { AuditChange } from '../../protocol/shapes-audit.ts';
import type { Json } from './rows-queue.ts';

export interface AuditRow {
  /** Sorts by creation. */
  id: string;
  workspace: string;
  /** From 1, without gaps. */
  n: number;
  at: number;
  by: Author;
  /** Whose entries it is listed with: a user's or a robot's id, '' = nobody known. */
  actor: string;
  from: string;
  verb: string;
  target: string;
  outcome: 'done' | 'refused';
  code: string;
  says: string;
  changes: AuditChange[];
  more: number;
  hash: string;
}

/** What the meta row `audit` holds: the end of the chain. */
export type AuditHead = Json & { n: number; hash: string };
