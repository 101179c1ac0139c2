/**
 * The redo log: what commits did, in order, on the disk before anybody is answered (P2). One row a commit in a small
 * database of its own; the tables follow later (applier.ts), and what they have is deleted here. After a crash the tables
 * are brought up to date from it, before anything is read.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import { openDurable } from './durable.ts';
import { inTransaction } from './transaction.ts';

/** Who asked, as JSON, and what they were answered, in the same order (receipts.ts); '' = nobody. */
export interface PackText {
  receipts: string;
  answers: string;
}
export interface Entry extends PackText {
  /** ms since 1970. */
  at: number;
  /** Rows (redo-entry.ts). */
  changes: string;
  /** What history tells of it (history.ts), '' = nothing. */
  events: string;
}
export interface StoredEntry extends Entry {
  seq: number;
}

/** It is short: what the tables have is deleted all the time, and its pages are used again. */
const SIZES = { cacheKib: 4_096, checkpointPages: 2_000 };
/** Entries that the tables have and that are left until there are so many: deleting a few at once is cheaper. */
const LEFT = 32;
/** Rows read in one go at most. */
const PORTION = 1_000;

export const redoFile = (folder: string): string => join(folder, 'gantry.redo.db');

const SCHEMA = `
  create table if not exists "redo" ("seq" integer primary key, "at" integer not null, "changes" text not null,
    "events" text not null, "receipts" text not null, "answers" text not null) strict;
  create table if not exists "base" ("id" integer primary key check ("id" = 1), "name" text not null) strict;`;

export const charsOf = ({ changes, events, answers }: Entry): number => changes.length + events.length + answers.length;

/** Reads the log; from another thread, too, with a connection of its own. */
export class RedoReader {
  readonly #after: Statement<[number, number], StoredEntry>;

  constructor(db: Database) {
    this.#after = db.prepare('select * from "redo" where "seq" > ? order by "seq" limit ?');
  }

  /** The entries behind `seq`, in order; after so many characters no more are added. */
  *after(seq: number, chars: number): Iterable<StoredEntry> {
    let read = 0;
    for (const entry of this.#after.iterate(seq, PORTION)) {
      yield entry;
      read += charsOf(entry);
      if (read > chars) return;
    }
  }
}

export class RedoLog {
  readonly db: Database;
  readonly file: string;
  readonly #insert: Statement<[number, number, string, string, string, string]>;
  readonly #delete: Statement<[number]>;
  readonly #answers: Statement<[number], PackText>;
  #last = 0;
  #first = 1;

  constructor(db: Database, file: string) {
    this.db = db;
    this.file = file;
    this.db.exec(SCHEMA);
    this.#insert = this.db.prepare('insert into "redo" values (?, ?, ?, ?, ?, ?)');
    this.#delete = this.db.prepare('delete from "redo" where "seq" <= ?');
    this.#answers = this.db.prepare('select "receipts", "answers" from "redo" where "seq" = ?');
  }

  /** Number of the last entry; `begin` says it after an opening. */
  get last(): number {
    return this.#last;
  }

  /** The tables have everything up to `applied`, and what is left here, too: numbers go on behind it. */
  begin(applied: number): void {
    this.#last = applied;
    this.#first = applied + 1;
    this.#delete.run(applied);
  }

  /** The last entry that is there. */
  newest(): number | undefined {
    return (this.db.prepare('select max("seq") from "redo"').pluck().get() as number | null) ?? undefined;
  }

  /** One transaction, on the disk when it returns. `applied`: up to here the tables have it. Answers the last number. */
  append(entries: readonly Entry[], applied: number): number {
    let seq = this.#last;
    const forget = applied - this.#first >= LEFT;
    inTransaction(this.db, () => {
      if (forget) this.#delete.run(applied);
      for (const { at, changes, events, receipts, answers } of entries)
        this.#insert.run(++seq, at, changes, events, receipts, answers);
    });
    if (forget) this.#first = applied + 1;
    this.#last = seq;
    return seq;
  }

  /** The answers of an entry that is still here. */
  answers(seq: number): PackText | undefined {
    return this.#answers.get(seq);
  }

  close(): void {
    this.db.close();
  }
}

export function openRedo(folder: string): RedoLog {
  const file = redoFile(folder);
  return new RedoLog(openDurable(file, SIZES), file);
}

/**
 * Tells the log and the tables by a common name that they belong together, and refuses a log that does not continue what
 * the tables have: one of another database, or a database that was put back beside a later log. `unclean`: the last use did
 * not end by closing.
 */
export function pair(redo: RedoLog, tables: Database, file: string, unclean: boolean): void {
  const base = tables.prepare('select "seq", "redo" from "applied"').get() as { seq: number; redo: string } | undefined;
  const name = (redo.db.prepare('select "name" from "base"').get() as { name: string } | undefined)?.name;
  const applied = base?.seq ?? 0;
  const next = redo.db.prepare('select min("seq") from "redo" where "seq" > ?').pluck().get(applied) as number | null;
  if (name === undefined && base && unclean)
    throw new GantryError('IllegalState', `${redo.file} is missing, and the last work is in it; ${WAY_OUT}`);
  const continues = next === null || (name === base?.redo && next === applied + 1);
  if (!continues) throw new GantryError('IllegalState', `${redo.file} does not belong to ${file} as it is; ${WAY_OUT}`);
  if (name !== undefined && name === base?.redo) return;
  const fresh = randomUUID();
  redo.db.exec('delete from "redo"');
  redo.db.prepare('insert or replace into "base" values (1, ?)').run(fresh);
  tables.prepare('insert or replace into "applied" values (1, ?, ?)').run(applied, fresh);
}

const WAY_OUT =
  'put the files of the data folder back together, or restore the last backup as the only file of a new data folder';
