/**
 * Committed rows that were read or written lately. This process is the only one that writes, so they are what a read
 * would give; only what a transaction committed may be kept here. Small rows only, and a bounded number of them.
 */
import type { TableName } from '../../domain/rows.ts';
import type { Row } from '../row.ts';

/** Characters of JSON in one row at most: larger ones are read again each time. */
export const HOT_CHARS = 4_096;
/** Rows of a table that were used last; up to twice as many are there until the older ones are forgotten. */
const HOT_ROWS = 2_048;

interface Generations {
  young: Map<string, Row>;
  old: Map<string, Row>;
}

export class HotRows {
  private readonly tables = new Map<TableName, Generations>();

  get(table: TableName, id: string): Row | undefined {
    const rows = this.tables.get(table);
    if (!rows) return undefined;
    const young = rows.young.get(id);
    if (young) return young;
    const old = rows.old.get(id);
    if (old) this.keep(table, old);
    return old;
  }

  keep(table: TableName, row: Row): void {
    let rows = this.tables.get(table);
    if (!rows) {
      rows = { young: new Map(), old: new Map() };
      this.tables.set(table, rows);
    }
    if (rows.young.size >= HOT_ROWS) {
      rows.old = rows.young;
      rows.young = new Map();
    }
    rows.young.set(row.id, row);
  }

  drop(table: TableName, id: string): void {
    const rows = this.tables.get(table);
    rows?.young.delete(id);
    rows?.old.delete(id);
  }

  /** Rows of this table were changed behind our back, by a statement of the store's own. */
  forget(table: TableName): void {
    this.tables.delete(table);
  }
}
