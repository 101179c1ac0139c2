/**
 * Tables of the SQLite engine that no rule knows: many answers or events as one row, the trail to them, what rows share, and
 * how far the redo log has been applied.
 */

/** `receipts` names what a pack holds, `answers` are those answers in the same order: an opening reads the names alone. */
export const packTables: Readonly<Record<string, { columns: readonly string[]; sql: string }>> = {
  receipts: {
    columns: ['seq', 'at', 'receipts', 'answers'],
    sql: `create table "receipts" ("seq" integer primary key, "at" integer not null, "receipts" text not null,
      "answers" text not null) strict`,
  },
  /** `upTo`: bytes of this pack and all before it, also of those that were pruned. */
  history: {
    columns: ['seq', 'at', 'upTo', 'events'],
    sql: `create table "history" ("seq" integer primary key, "at" integer not null, "upTo" integer not null,
      "events" text not null) strict`,
  },
  /** What many rows share (shared-values.ts). */
  common: {
    columns: ['id', 'value'],
    sql: `create table "common" ("id" integer primary key, "value" text not null unique) strict`,
  },
  /** The last entry of the redo log that the tables have, and the name of that log (redo.ts). */
  applied: {
    columns: ['id', 'seq', 'redo'],
    sql: `create table "applied" ("id" integer primary key check ("id" = 1), "seq" integer not null,
      "redo" text not null) strict`,
  },
  /** The packs in which something is told `of` a resource or of a run. */
  trail: {
    columns: ['of', 'seq'],
    sql: `create table "trail" ("of" text not null, "seq" integer not null, primary key ("of", "seq"))
      strict, without rowid`,
  },
};
