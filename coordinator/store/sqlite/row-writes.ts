/** Writes rows into the tables: each kind of statement prepared once, and only the columns that changed. */
import type { Database, Statement } from 'better-sqlite3';
import type { TableName } from '../../domain/rows.ts';
import { columnsOf, encode, type Primitive, tableOf } from '../row.ts';
import { dropSql, updateSql, upsertSql } from '../sql.ts';
import { plainTables } from '../tables.ts';
import type { Told } from './redo-entry.ts';
import { SharedValues } from './shared-values.ts';

type Prepared = Statement<Primitive[]>;
interface TableStatements {
  upsert: Prepared;
  drop: Prepared;
  /** By the set of changed columns and of the trail, as a sum of powers of two. */
  updates: Map<number, Prepared>;
}

/** Kept update statements of one table; a rule changes the same few sets of columns, so this is never reached in peace. */
const MAX_UPDATES = 200;

export class RowWrites {
  readonly #db: Database;
  readonly #shared: SharedValues;
  readonly #tables: Partial<Record<TableName, TableStatements>>;

  constructor(db: Database) {
    this.#db = db;
    this.#shared = new SharedValues(db);
    const prepared = (table: TableName): TableStatements => ({
      upsert: db.prepare(upsertSql(table)),
      drop: db.prepare(dropSql(table)),
      updates: new Map(),
    });
    this.#tables = Object.fromEntries(plainTables.map((table) => [table, prepared(table)]));
  }

  /** `trail` is added to the row's trail: true if it was (history.ts). */
  write({ table, id, how, values }: Told, trail: string | undefined): boolean {
    if (how === 'part') return this.#update(table, id, values, trail);
    if (how === 'whole') this.#insert(table, values, trail);
    else this.#tables[table]!.drop.run(id);
    return how === 'whole' && trail !== undefined;
  }

  /** What was written is on the disk. */
  committed(): void {
    this.#shared.committed();
  }

  /** What was written since was undone. */
  undone(): void {
    this.#shared.undone();
  }

  #insert(table: TableName, values: readonly unknown[], trail: string | undefined): void {
    const args = columnsOf(table).map(([, kind], i) => this.#encoded(kind, values[i]));
    if (tableOf(table).trailed) args.push(trail ?? '');
    this.#tables[table]!.upsert.run(...args);
  }

  /** Unchanged columns are touched in no index. */
  #update(table: TableName, id: string, values: readonly unknown[], trail: string | undefined): boolean {
    const columns = columnsOf(table);
    const args: Primitive[] = [];
    let mask = 0;
    for (let i = 0; i < columns.length; i++) {
      if (values[i] === undefined) continue;
      mask += 2 ** i;
      args.push(this.#encoded(columns[i]![1], values[i]));
    }
    const noted =
      trail !== undefined && this.#updating(table, mask + 2 ** columns.length).run(...args, trail, id).changes > 0;
    if (!noted) this.#updating(table, mask).run(...args, id);
    return noted;
  }

  #encoded(kind: Parameters<typeof encode>[0], value: unknown): Primitive {
    return kind === 'common' ? this.#shared.encode(value) : encode(kind, value);
  }

  /** `mask`: the set of changed columns, and beyond them the trail. */
  #updating(table: TableName, mask: number): Prepared {
    const { updates } = this.#tables[table]!;
    let statement = updates.get(mask);
    if (!statement) {
      const columns = columnsOf(table);
      const changed = columns.flatMap(([name], i) => (hasBit(mask, i) ? [name] : []));
      statement = this.#db.prepare(updateSql(table, changed, hasBit(mask, columns.length)));
      if (updates.size >= MAX_UPDATES) updates.clear();
      updates.set(mask, statement);
    }
    return statement;
  }
}

/** There are more columns than bits in an integer of JavaScript's. */
const hasBit = (mask: number, bit: number): boolean => Math.floor(mask / 2 ** bit) % 2 === 1;
