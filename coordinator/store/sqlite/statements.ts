/** Every reading statement of the SQLite engine, prepared once and kept; turns results into rows. */
import type { Database, Statement } from 'better-sqlite3';
import type { PickName } from '../../domain/picks.ts';
import type { TableName } from '../../domain/rows.ts';
import { pickNames, pickSearches } from '../pick-search.ts';
import { columnsOf, decodeRow, type Primitive, type Row } from '../row.ts';
import type { Args, Search } from '../search.ts';
import { getSql, selectSql } from '../sql.ts';
import { plainTables } from '../tables.ts';
import { guarded } from './broken.ts';
import { SharedValues } from './shared-values.ts';

type Raw = Record<string, unknown>;
type Prepared = Statement<Primitive[], Raw>;
/** From the start, and one per rung of the cursor's ladder (sql.ts). */
interface Ladder {
  first: Prepared;
  rungs: Prepared[];
}
/** A row with the columns of an order alone. */
export type Key = Row;

const commonColumns = Object.fromEntries(
  plainTables.map((table) => [table, columnsOf(table).flatMap(([name, kind]) => (kind === 'common' ? [name] : []))]),
) as Record<TableName, string[]>;

export class Statements {
  private readonly db: Database;
  private readonly gets: Partial<Record<TableName, Prepared>>;
  private readonly picks: Record<PickName, Ladder>;
  private readonly lists = new Map<string, Ladder>();
  private readonly shared: SharedValues;

  constructor(db: Database) {
    this.db = db;
    this.shared = new SharedValues(db);
    this.gets = Object.fromEntries(plainTables.map((table) => [table, db.prepare(getSql(table))]));
    const picks = pickNames.map((name) => [name, this.ladder(pickSearches[name].search, 'keys')]);
    this.picks = Object.fromEntries(picks) as Record<PickName, Ladder>;
  }

  /** The row, and how many characters of JSON there are in it. */
  get(table: TableName, id: string): { row: Row; chars: number } | undefined {
    const raw = guarded(`read ${table}`, () => this.gets[table]?.get(id));
    if (!raw) return undefined;
    const chars = charsOf(table, raw);
    return { row: this.decoded(table, raw), chars };
  }

  /** The next rows of a pick behind a cursor, from its index alone. */
  keys(pick: PickName, args: Args, after: Primitive[] | undefined, limit: number): Key[] {
    return guarded(`pick ${pick}`, () => portion(this.picks[pick], args, after, limit)) as Key[];
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
    return guarded(`list ${search.table}`, () => portion(ladder, { equal }, start, limit)).map((raw) =>
      this.decoded(search.table, raw),
    );
  }

  private decoded(table: TableName, raw: Raw): Row {
    for (const column of commonColumns[table]) {
      const text = raw[column];
      const value = typeof text === 'string' ? this.shared.decode(text) : undefined;
      if (value !== undefined) raw[column] = value;
    }
    return decodeRow(table, raw);
  }

  /** A cursor just before the row that covers position `from`: its first order column, and an id before all ids. */
  private startOf(search: Search, equal: Args['equal'], from: number): Primitive[] {
    const [column] = search.order[0]!;
    const backwards = this.listLadder({ ...search, order: search.order.map(([name]) => [name, 'desc'] as const) });
    const covering = guarded(`list ${search.table}`, () => portion(backwards, { equal }, [from + 1, ''], 1))[0];
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

  private ladder(search: Search, what: 'rows' | 'keys'): Ladder {
    const prepare = (rung?: number): Prepared => this.db.prepare(selectSql(search, rung, what));
    return { first: prepare(), rungs: search.order.map((_, rung) => prepare(rung)) };
  }
}

/** The next rows after the cursor: down the ladder, rung by rung, until there are enough. */
function portion(ladder: Ladder, args: Args, after: readonly Primitive[] | undefined, limit: number): Raw[] {
  const base = args.upTo === undefined ? args.equal : [...args.equal, args.upTo];
  if (after === undefined) return ladder.first.all(...base, limit);
  const rows: Raw[] = [];
  for (let rung = ladder.rungs.length - 1; rung >= 0 && rows.length < limit; rung--)
    rows.push(...ladder.rungs[rung]!.all(...base, ...after.slice(0, rung + 1), limit - rows.length));
  return rows;
}

/** Characters of a raw row's JSON. */
function charsOf(table: TableName, raw: Raw): number {
  let chars = 0;
  for (const [column, kind] of columnsOf(table))
    if (kind === 'json' || kind === 'common') chars += (raw[column] as string).length;
  return chars;
}
