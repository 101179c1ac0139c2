/** Every statement of the SQLite engine, prepared once and kept; turns rows into arguments and results into rows. */
import type { Database, Statement } from 'better-sqlite3';
import { inRange, type PickName } from '../../domain/picks.ts';
import type { TableName } from '../../domain/rows.ts';
import { pickNames, pickSearches } from '../pick-search.ts';
import type { Reader } from '../read-through.ts';
import { columnsOf, decodeRow, encode, type Primitive, type Row, tableOf } from '../row.ts';
import { type Args, type Search, startOf } from '../search.ts';
import { dropSql, getSql, selectSql, updateSql, upsertSql } from '../sql.ts';
import { plainTables } from '../tables.ts';
import type { Change } from '../working-set.ts';
import { guarded } from './broken.ts';
import { HOT_CHARS, HotRows } from './hot-rows.ts';
import { SharedValues } from './shared-values.ts';

type Raw = Record<string, unknown>;
type Prepared = Statement<Primitive[], Raw>;
/** From the start, and one per rung of the cursor's ladder (sql.ts). Of picks they give the ids alone. */
interface Ladder {
  search: Search;
  first: Prepared;
  rungs: Prepared[];
}
/** What is known of a row that is written, and what is added to its trail. */
interface Beside {
  known: Row | null | undefined;
  trail?: string | undefined;
}
interface Wrote {
  /** Of JSON. */
  chars: number;
  /** The trail was added to. */
  trailed: boolean;
}
interface TableStatements {
  get: Prepared;
  upsert: Prepared;
  drop: Prepared;
  /** By the set of changed columns and of the trail, as a sum of powers of two. */
  updates: Map<number, Prepared>;
}

const commonColumns = Object.fromEntries(
  plainTables.map((table) => [table, columnsOf(table).flatMap(([name, kind]) => (kind === 'common' ? [name] : []))]),
) as Record<TableName, string[]>;

export class Statements implements Reader {
  private readonly db: Database;
  private readonly tables: Partial<Record<TableName, TableStatements>>;
  private readonly picks: Record<PickName, Ladder>;
  private readonly lists = new Map<string, Ladder>();
  private readonly shared: SharedValues;
  private readonly hot = new HotRows();
  /** Of the transaction under way; `null` = not to be kept in memory. */
  private written: { table: TableName; id: string; row: Row | null; added: boolean }[] = [];

  constructor(db: Database) {
    this.db = db;
    this.shared = new SharedValues(db);
    const entries = plainTables.map((table) => [table, this.prepareTable(table)]);
    this.tables = Object.fromEntries(entries);
    const picks = pickNames.map((name) => [name, this.ladder(pickSearches[name].search, 'ids')]);
    this.picks = Object.fromEntries(picks) as Record<PickName, Ladder>;
  }

  get(table: TableName, id: string): Row | undefined {
    const hot = this.hot.get(table, id);
    if (hot) return hot;
    const raw = guarded(`read ${table}`, () => this.tables[table]?.get.get(id));
    if (!raw) return undefined;
    const chars = charsOf(table, raw);
    const row = this.decoded(table, raw);
    if (chars <= HOT_CHARS) this.hot.keep(table, row);
    return row;
  }

  next(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[] {
    const ladder = this.picks[pick];
    const { table } = ladder.search;
    const after = cursorOf(ladder.search, args, last);
    const found = guarded(`pick ${pick}`, () => portion<string>(ladder, args, after, limit));
    const rows = found.map((id) => this.get(table, id)!);
    return untilPast(ladder.search, args, rows);
  }

  light(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[] {
    const { search } = this.picks[pick];
    const after = cursorOf(search, args, last);
    const rows = this.listed({ ...search, without: ['value'] }, args.equal, after, undefined, limit);
    return untilPast(search, args, rows);
  }

  /** One walk of a list. `from`: see Plan. */
  listed(
    search: Search,
    equal: Args['equal'],
    after: Primitive[] | undefined,
    from: number | undefined,
    limit: number,
  ): Row[] {
    const ladder = this.listLadder(search);
    const start = after ?? (from === undefined ? undefined : this.startOf(search, equal, from));
    return guarded(`list ${search.table}`, () => portion<Raw>(ladder, { equal }, start, limit)).map((raw) =>
      this.decoded(search.table, raw),
    );
  }

  /**
   * Writes one change of a batch; `known` is the committed row as it was read (null = absent, undefined = not read).
   * `trail` is added to the row's trail: true if it was.
   */
  write(table: TableName, id: string, row: Change, { known, trail }: Beside): boolean {
    const statements = this.tables[table]!;
    let wrote: Wrote = { chars: 0, trailed: false };
    if (row === null) {
      if (known !== null) statements.drop.run(id);
    } else if (known) wrote = this.update(table, row, { known, trail });
    else wrote = this.insert(table, row, trail);
    const hot = row !== null && wrote.chars <= HOT_CHARS && (!known || this.hot.get(table, id) === known);
    this.written.push({ table, id, row: hot ? row : null, added: row !== null && !known });
    return wrote.trailed;
  }

  /** What so many commands wrote is on the disk. */
  committed(commands: number): void {
    const bulk = this.written.length > BULK_ROWS * commands;
    for (const { table, id, row, added } of this.written) {
      if (row && !(added && bulk)) this.hot.keep(table, row);
      else this.hot.drop(table, id);
    }
    this.written = [];
    this.shared.committed();
  }

  /** What was written since was undone. */
  undone(): void {
    this.shared.undone();
    this.written = [];
  }

  /** Rows of this table were deleted by another statement. */
  pruned(table: TableName): void {
    this.hot.forget(table);
  }

  private decoded(table: TableName, raw: Raw): Row {
    for (const column of commonColumns[table]) {
      const text = raw[column];
      const value = typeof text === 'string' ? this.shared.decode(text) : undefined;
      if (value !== undefined) raw[column] = value;
    }
    return decodeRow(table, raw);
  }

  private insert(table: TableName, row: Row, trail: string | undefined): Wrote {
    const columns = columnsOf(table);
    const args: Primitive[] = new Array(columns.length);
    let chars = 0;
    for (let i = 0; i < columns.length; i++) {
      const [column, kind] = columns[i]!;
      const value = kind === 'common' ? this.shared.encode(row[column]) : encode(kind, row[column]);
      args[i] = value;
      if (kind === 'json' || kind === 'common') chars += (value as string).length;
    }
    if (tableOf(table).trailed) args.push(trail ?? '');
    this.tables[table]!.upsert.run(...args);
    return { chars, trailed: trail !== undefined };
  }

  /** Only the changed columns: what is unchanged is neither encoded nor touched in any index. */
  private update(table: TableName, row: Row, { known, trail }: { known: Row; trail?: string | undefined }): Wrote {
    const columns = columnsOf(table);
    const args: Primitive[] = [];
    let chars = 0;
    let mask = 0;
    for (let i = 0; i < columns.length; i++) {
      const [column, kind] = columns[i]!;
      if (row[column] === known[column]) continue;
      mask += 2 ** i;
      const value = kind === 'common' ? this.shared.encode(row[column]) : encode(kind, row[column]);
      if (kind === 'json' || kind === 'common') chars += (value as string).length;
      args.push(value);
    }
    if (mask === 0) return { chars, trailed: false };
    const changed = () => columns.map(([column]) => column).filter((column) => row[column] !== known[column]);
    const noting = trail === undefined ? undefined : this.updating(table, mask + 2 ** columns.length, changed);
    const trailed = noting !== undefined && noting.run(...args, trail!, row.id).changes > 0;
    if (!trailed) this.updating(table, mask, changed).run(...args, row.id);
    return { chars, trailed };
  }

  /** `mask`: the set of changed columns, and beyond them the trail. */
  private updating(table: TableName, mask: number, changed: () => string[]): Prepared {
    const { updates } = this.tables[table]!;
    let statement = updates.get(mask);
    if (!statement) {
      statement = this.db.prepare(updateSql(table, changed(), mask >= 2 ** columnsOf(table).length)) as Prepared;
      if (updates.size >= MAX_UPDATES) updates.clear();
      updates.set(mask, statement);
    }
    return statement;
  }

  /** A cursor just before the row that covers position `from`: its first order column, and an id before all ids. */
  private startOf(search: Search, equal: Args['equal'], from: number): Primitive[] {
    const [column] = search.order[0]!;
    const backwards = this.listLadder({ ...search, order: search.order.map(([name]) => [name, 'desc'] as const) });
    const covering = guarded(`list ${search.table}`, () => portion<Raw>(backwards, { equal }, [from + 1, ''], 1))[0];
    return [covering ? (covering[column] as number) : from, ''];
  }

  private listLadder(search: Search): Ladder {
    const key = selectSql(search, undefined);
    let ladder = this.lists.get(key);
    if (!ladder) {
      ladder = this.ladder(search, 'rows');
      this.lists.set(key, ladder);
    }
    return ladder;
  }

  private ladder(search: Search, what: 'rows' | 'ids'): Ladder {
    const prepare = (rung?: number) =>
      (this.db.prepare(selectSql(search, rung, what)) as Prepared).pluck(what === 'ids') as Prepared;
    return { search, first: prepare(), rungs: search.order.map((_, rung) => prepare(rung)) };
  }

  private prepareTable(table: TableName): TableStatements {
    const prepare = (sql: string) => this.db.prepare(sql) as Prepared;
    return {
      get: prepare(getSql(table)),
      upsert: prepare(upsertSql(table)),
      drop: prepare(dropSql(table)),
      updates: new Map(),
    };
  }
}

/**
 * Rows that a batch writes for each of its commands; beyond it something is being filled, and what was added is not kept:
 * nobody takes it soon, and a million rows that pass through memory are garbage of the kind that collects late.
 */
const BULK_ROWS = 8;
/** The cursor behind the last row, or at the start of the search. */
const cursorOf = (search: Search, args: Args, last: Row | undefined): Primitive[] | undefined =>
  startOf(search, last ? { ...args, after: last } : args);

/** The rows up to the end of the range. */
function untilPast({ order }: Search, { range }: Args, rows: Row[]): Row[] {
  const past = range ? rows.findIndex((row) => !inRange(order, range, row)) : -1;
  return past < 0 ? rows : rows.slice(0, past);
}

/** Kept update statements of one table; a rule changes the same few sets of columns, so this is never reached in peace. */
const MAX_UPDATES = 200;

/** The next rows after the cursor: down the ladder, rung by rung, until there are enough. */
function portion<R>(ladder: Ladder, args: Args, after: readonly Primitive[] | undefined, limit: number): R[] {
  const base = args.upTo === undefined ? args.equal : [...args.equal, args.upTo];
  if (after === undefined) return ladder.first.all(...base, limit) as R[];
  const rows: R[] = [];
  for (let rung = ladder.rungs.length - 1; rung >= 0 && rows.length < limit; rung--)
    rows.push(...(ladder.rungs[rung]!.all(...base, ...after.slice(0, rung + 1), limit - rows.length) as R[]));
  return rows;
}

/** Characters of a raw row's JSON. */
function charsOf(table: TableName, raw: Raw): number {
  let chars = 0;
  for (const [column, kind] of columnsOf(table))
    if (kind === 'json' || kind === 'common') chars += (raw[column] as string).length;
  return chars;
}
