/** What a reader gets to see of the audit (X11): who did what, from where, what it changed, and what was refused. */
import { z } from 'zod';
import { Author, Count, Instant, JsonValue } from './fields.ts';

/** One row that an action made, changed or removed; only the columns that differ, secrets masked. */
export const AuditChange = z.strictObject({
  /** Kind of the row: `deployment`, `robot` … */
  what: z.string(),
  id: z.string(),
  name: z.string(),
  /** Absent: it was made. */
  before: JsonValue.optional(),
  /** Absent: it was removed. */
  after: JsonValue.optional(),
});

export const AuditEntry = z.strictObject({
  /** From 1, without gaps over the whole installation. */
  n: Count,
  at: Instant,
  by: Author,
  /** Network address that it came from; '' = the coordinator's own machine or not known. */
  from: z.string(),
  verb: z.string(),
  /** What it was about, in words: `deployment invoices`. */
  target: z.string(),
  outcome: z.enum(['done', 'refused']),
  /** Of a refusal: its code and what was said. */
  code: z.string().optional(),
  says: z.string().optional(),
  changes: z.array(AuditChange),
  /** Rows that changed and are not listed. */
  more: Count,
  /** sha256 over the hash of the entry before and this entry: a changed or missing entry breaks the chain. */
  hash: z.string(),
});

export type AuditChange = z.output<typeof AuditChange>;
export type AuditEntry = z.output<typeof AuditEntry>;
