/**
 * Committed rows that the tables do not have yet: on the redo log, not yet applied. Whoever reads the tables looks here
 * first; what a row was before does not matter while it is here.
 */
import type { TableName } from '../../domain/rows.ts';
import type { Row } from '../row.ts';
import type { Args, Search } from '../search.ts';
import { belongs } from '../search.ts';
import type { Change } from '../working-set.ts';

/** A row that a commit wrote. */
export interface Written {
  table: TableName;
  id: string;
  row: Change;
  /** Too large to be kept in memory for longer than needed. */
  large: boolean;
  /** Somebody may ask for it soon. */
  hot: boolean;
}

/** Rows by the value of a column. */
type Buckets = Map<unknown, Map<string, Row>>;

interface Table {
  late: Map<string, Written>;
  /** For columns by which somebody searched: with thousands of rows under way, a search must not look at all of them. */
  by: Map<string, Buckets>;
}

export class Overlay {
  readonly #tables = new Map<TableName, Table>();
  /** What each commit wrote, oldest first. */
  #commits: { seq: number; written: readonly Written[] }[] = [];

  /** `undefined`: the tables have it as it is; `null`: it is dropped. */
  get(table: TableName, id: string): Change | undefined {
    return this.#tables.get(table)?.late.get(id)?.row;
  }

  has(table: TableName, id: string): boolean {
    return this.#tables.get(table)?.late.has(id) ?? false;
  }

  committed(seq: number, written: readonly Written[]): void {
    for (const one of written) this.#set(one.table, one.id, one);
    this.#commits.push({ seq, written });
  }

  /** The tables have all that was committed up to `seq`: those rows are handed to `leaves`. */
  applied(seq: number, leaves: (written: Written) => void): void {
    let done = 0;
    for (const commit of this.#commits) {
      if (commit.seq > seq) break;
      done++;
      for (const one of commit.written) {
        if (this.#tables.get(one.table)!.late.get(one.id) !== one) continue; // written again since
        this.#set(one.table, one.id, undefined);
        leaves(one);
      }
    }
    for (const { late, by } of this.#tables.values()) if (late.size === 0) by.clear(); // until somebody searches again
    this.#commits = this.#commits.slice(done);
  }

  /** The rows that a search finds here, in no order. */
  found(search: Search, args: Args): Row[] {
    const table = this.#tables.get(search.table);
    if (!table || table.late.size === 0) return [];
    const found: Row[] = [];
    for (const row of this.#candidates(table, search, args)) if (belongs(search, args, row)) found.push(row);
    return found;
  }

  #candidates(table: Table, { equal }: Search, args: Args): Iterable<Row> {
    const [column] = equal;
    if (column === undefined) return rowsOf(table.late);
    let buckets = table.by.get(column);
    if (!buckets) {
      buckets = new Map();
      table.by.set(column, buckets);
      for (const row of rowsOf(table.late)) enter(buckets, column, row);
    }
    return buckets.get(args.equal[0])?.values() ?? [];
  }

  #set(name: TableName, id: string, late: Written | undefined): void {
    let table = this.#tables.get(name);
    if (!table) {
      table = { late: new Map(), by: new Map() };
      this.#tables.set(name, table);
    }
    const before = table.late.get(id)?.row;
    for (const [column, buckets] of table.by) {
      if (before) leave(buckets, column, before);
      if (late?.row) enter(buckets, column, late.row);
    }
    if (late) table.late.set(id, late);
    else table.late.delete(id);
  }
}

function* rowsOf(late: Table['late']): Iterable<Row> {
  for (const { row } of late.values()) if (row) yield row;
}

function enter(buckets: Buckets, column: string, row: Row): void {
  const bucket = buckets.get(row[column]);
  if (bucket) bucket.set(row.id, row);
  else buckets.set(row[column], new Map([[row.id, row]]));
}

function leave(buckets: Buckets, column: string, row: Row): void {
  const bucket = buckets.get(row[column]);
  bucket?.delete(row.id);
  if (bucket?.size === 0) buckets.delete(row[column]);
}
