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
  /** Some of `rows` have no value. */
  light: boolean;
}

/** Where the working set reads committed rows. A strict source throws `Missing` instead of reading. */
export interface Source {
  row(table: TableName, id: string): Row | undefined;
  /** The committed row if it is known without reading: `null` = known to be absent, `undefined` = not known. */
  known(table: TableName, id: string): Row | null | undefined;
  walk(pick: PickName, args: Args): Walk;
  /** Makes a walk longer that is not done. `wish`: how many more rows would be good to have; `light`: without values. */
  extend(walk: Walk, wish: number, light: boolean): void;
  /** What comes after a walk that is long enough to be kept; absent: walks are kept whole. */
  beyond?(walk: Walk): Iterable<Row>;
}

/** What an engine must be able to read. */
export interface Reader {
  get(table: TableName, id: string): Row | undefined;
  /** The next `limit` rows of a pick after `last`; fewer only at the end. */
  next(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[];
  /** The same without the values of resources, which may be large: for picks with a match, which never looks at them. */
  light?(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[];
}

/** Rows of one portion at most. A walk's portions grow, so that a long way costs few statements and a short one little. */
const MAX_PORTION = 1_024;
/** Rows of a walk that are kept for the other commands of the batch; what comes after is read anew each time. */
export const KEPT_ROWS = 100_000;

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
      walk = { pick, args, rows: [], done: false, light: false };
      this.walks.set(key, walk);
    }
    return walk;
  }

  extend(walk: Walk, wish: number, light = false): void {
    const limit = Math.min(MAX_PORTION, Math.max(wish, walk.rows.length * 3));
    const rows = this.table(pickSearches[walk.pick].search.table);
    const last = walk.rows.at(-1);
    const without = light ? this.light(walk, last, limit) : undefined;
    const portion = without ?? this.reader.next(walk.pick, walk.args, last, limit);
    walk.light ||= without !== undefined;
    for (const row of portion) {
      const known = rows.get(row.id);
      if (!known && !without) rows.set(row.id, row);
      walk.rows.push(known ?? row); // one object per row: what is unchanged is told by identity
    }
    walk.done = portion.length < limit;
  }

  *beyond(walk: Walk): Iterable<Row> {
    let last = walk.rows.at(-1);
    for (let found = MAX_PORTION; found === MAX_PORTION; ) {
      const portion = this.light(walk, last, MAX_PORTION) ?? [];
      yield* portion;
      found = portion.length;
      last = portion.at(-1);
    }
  }

  private light({ pick, args }: Walk, last: Row | undefined, limit: number): Row[] | undefined {
    return pickSearches[pick].matches ? this.reader.light?.(pick, args, last, limit) : undefined;
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
