/**
 * Brings the tables up to date with the redo log: many entries in one transaction, and what several of them say of one row
 * as one statement. A resource that is added, taken and finished within a moment is written once.
 */
import type { Database, Statement } from 'better-sqlite3';
import { refuse } from '../../../protocol/errors.ts';
import type { TableName } from '../../domain/rows.ts';
import { tableOf } from '../row.ts';
import { pruneSql } from '../sql.ts';
import { HistoryPacks } from './history.ts';
import { type GonePack, ReceiptRows } from './receipts.ts';
import type { RedoReader, StoredEntry } from './redo.ts';
import { type Told, told } from './redo-entry.ts';
import { RowWrites } from './row-writes.ts';
import { inTransaction } from './transaction.ts';

/** Characters of entries that one transaction takes, about: the tables' log and our memory stay small. */
const PORTION_CHARS = 1024 * 1024;

export interface Pruned {
  count: number;
  /** Of receipts. */
  packs: GonePack[];
}

export class Applier {
  readonly #db: Database;
  readonly #rows: RowWrites;
  readonly #history: HistoryPacks;
  readonly #receipts: ReceiptRows;
  readonly #setApplied: Statement<[number]>;
  readonly #readApplied: Statement<[], number>;

  constructor(db: Database) {
    this.#db = db;
    this.#rows = new RowWrites(db);
    this.#history = new HistoryPacks(db);
    this.#receipts = new ReceiptRows(db);
    this.#setApplied = db.prepare('update "applied" set "seq" = ?');
    this.#readApplied = db.prepare<[], number>('select "seq" from "applied"').pluck() as Statement<[], number>;
  }

  /** Up to which entry the tables have it. */
  get applied(): number {
    return this.#readApplied.get()!;
  }

  /** Portion by portion until the entry `upTo` is in the tables; answers up to which they have it. */
  apply(redo: RedoReader, upTo: number): number {
    let { applied } = this;
    while (applied < upTo) {
      this.#rows.undone(); // of a transaction that failed
      const last = inTransaction(this.#db, () => this.#write(redo.after(applied, PORTION_CHARS)));
      this.#rows.committed();
      if (last === undefined) throw new Error(`the redo log ends at ${applied}, before ${upTo}`);
      applied = last;
    }
    return applied;
  }

  /** Store.prune, in a transaction of its own; the tables must have everything. */
  prune(table: TableName | 'receipt', before: number, limit: number): Pruned {
    return inTransaction(this.#db, () => {
      if (table === 'receipt') return this.#receipts.prune(before, limit);
      if (table === 'history') return { count: this.#history.prune(before, limit), packs: [] };
      const age = tableOf(table).age ?? refuse('ValidationError', `rows of ${table} have no date to be pruned by`);
      return { count: this.#db.prepare(pruneSql(table, age)).run(limit, before).changes, packs: [] };
    });
  }

  #write(entries: Iterable<StoredEntry>): number | undefined {
    const merged = new Merged();
    const trails = new Map<string, string>();
    const packs = new Map<number, StoredEntry>();
    let last: number | undefined;
    for (const entry of entries) {
      const { rows, dead } = told(entry.changes);
      for (const row of rows) merged.add(row);
      if (entry.events !== '') this.#history.write(entry.at, entry.events, trails);
      if (entry.receipts !== '') packs.set(entry.seq, entry);
      for (const seq of dead) if (!packs.delete(seq)) this.#receipts.remove(seq);
      last = entry.seq;
    }
    if (last === undefined) return undefined;
    for (const row of merged.rows()) this.#writeRow(row, trails);
    this.#history.writeTrails(trails);
    for (const pack of packs.values()) this.#receipts.add(pack);
    this.#setApplied.run(last);
    return last;
  }

  #writeRow(row: Told, trails: Map<string, string>): void {
    const { table, id, how } = row;
    const { trailed } = tableOf(table);
    if (trailed && how === 'drop') this.#history.leaveRow(id);
    const trail = trailed && how !== 'drop' ? trails.get(id) : undefined;
    if (this.#rows.write(row, trail)) trails.delete(id);
  }
}

/** What several commits say of each row, as one. */
class Merged {
  readonly #tables = new Map<TableName, Map<string, Told>>();

  add(next: Told): void {
    let rows = this.#tables.get(next.table);
    if (!rows) {
      rows = new Map();
      this.#tables.set(next.table, rows);
    }
    const before = rows.get(next.id);
    if (!before || next.how !== 'part') rows.set(next.id, next);
    else for (const [i, value] of next.values.entries()) if (value !== undefined) before.values[i] = value;
  }

  *rows(): Iterable<Told> {
    for (const rows of this.#tables.values()) yield* rows.values();
  }
}
