/** What a batch has read so far: each committed row and each ordered walk is fetched once, however many commands ask. */
import type { PickName } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import { pickSearches } from './pick-search.ts';
import type { Row } from './row.ts';
import type { Args } from './search.ts';

/** The first rows of a pick over committed rows, as far as somebody needed them. */
export interface Walk {
  pick: PickName;
  args: Args;
  rows: Row[];
  /** Nothing comes after `rows`. */
  done: boolean;
}

/** Where the working set reads committed rows. A strict source throws `Missing` instead of reading. */
export interface Source {
  row(table: TableName, id: string): Row | undefined;
  /** The committed row if it is known without reading: `null` = known to be absent, `undefined` = not known. */
  known(table: TableName, id: string): Row | null | undefined;
  walk(pick: PickName, args: Args): Walk;
  /** Makes a walk longer that is not done; `wish`: how many more rows would be good to have. */
  extend(walk: Walk, wish: number): void;
}

/** What an engine must be able to read. */
export interface Reader {
  get(table: TableName, id: string): Row | undefined;
  /** The next `limit` rows of a pick after `last`; fewer only at the end. */
  next(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[];
}

/** Rows of one portion at most. A walk's portions grow, so that a long way costs few statements and a short one little. */
const MAX_PORTION = 1_024;

export class ReadThrough implements Source {
  private readonly reader: Reader;
  private readonly rows = new Map<TableName, Map<string, Row | null>>();
  private readonly walks = new Map<string, Walk>();

  constructor(reader: Reader) {
    this.reader = reader;
  }

  row(table: TableName, id: string): Row | undefined {
    const rows = this.table(table);
    let row = rows.get(id);
    if (row === undefined) {
      row = this.reader.get(table, id) ?? null;
      rows.set(id, row);
    }
    return row ?? undefined;
  }

  known(table: TableName, id: string): Row | null | undefined {
    return this.rows.get(table)?.get(id);
  }

  walk(pick: PickName, args: Args): Walk {
    const key = pickSearches[pick].key(args);
    let walk = this.walks.get(key);
    if (!walk) {
      walk = { pick, args, rows: [], done: false };
      this.walks.set(key, walk);
    }
    return walk;
  }

  extend(walk: Walk, wish: number): void {
    const limit = Math.min(MAX_PORTION, Math.max(wish, walk.rows.length * 3));
    const rows = this.table(pickSearches[walk.pick].search.table);
    const portion = this.reader.next(walk.pick, walk.args, walk.rows.at(-1), limit);
    for (const row of portion) {
      const known = rows.get(row.id);
      if (!known) rows.set(row.id, row);
      walk.rows.push(known ?? row); // one object per row: what is unchanged is told by identity
    }
    walk.done = portion.length < limit;
  }

  private table(table: TableName): Map<string, Row | null> {
    let rows = this.rows.get(table);
    if (!rows) {
      rows = new Map();
      this.rows.set(table, rows);
    }
    return rows;
  }
}
