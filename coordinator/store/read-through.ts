/** What a batch has read so far: each committed row and each ordered walk is fetched once, however many commands ask. */
import type { PickName } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import { pickSearches } from './pick-search.ts';
import type { Row } from './row.ts';
import type { Args } from './search.ts';

/** The first rows of a pick over committed rows, as far as somebody needed them. */
export interface Walk {
  pick: PickName;
  /** `upTo` may be later than what was asked for. */
  args: Args;
  rows: Row[];
  /** The last row that was read, whatever became of it since: the walk goes on behind it. */
  end: Row | undefined;
  /** Nothing comes after `rows`. */
  done: boolean;
  /** Some of `rows` have no value. */
  light: boolean;
  /** Rows worth reading at once, when the walk has to go on. */
  portion: number;
}

export const newWalk = (pick: PickName, args: Args): Walk => ({
  pick,
  args,
  rows: [],
  end: undefined,
  done: false,
  light: false,
  portion: 0,
});

/** Walks that outlive a batch, kept true by whoever keeps them (kept-walks.ts). */
export interface WalkKeeper {
  /** The walk as it is now; `undefined`: such walks are not kept. */
  walk(pick: PickName, args: Args): Walk | undefined;
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
  /** The committed row if it is in memory; `undefined` says nothing. */
  held?(table: TableName, id: string): Row | undefined;
}

/** Rows of one portion at most. A walk's portions grow, so that a long way costs few statements and a short one little. */
const MAX_PORTION = 1_024;
/** Rows of a walk that are kept for the other commands of the batch; what comes after is read anew each time. */
export const KEPT_ROWS = 100_000;

export class ReadThrough implements Source {
  private readonly reader: Reader;
  private readonly keeper: WalkKeeper | undefined;
  private readonly rows = new Map<TableName, Map<string, Row | null>>();
  private readonly walks = new Map<string, Walk>();

  constructor(reader: Reader, keeper?: WalkKeeper) {
    this.reader = reader;
    this.keeper = keeper;
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
    const row = this.rows.get(table)?.get(id);
    return row === undefined ? this.reader.held?.(table, id) : row;
  }

  walk(pick: PickName, args: Args): Walk {
    const key = pickSearches[pick].key(args);
    let walk = this.walks.get(key);
    if (!walk) {
      walk = this.keeper?.walk(pick, args) ?? newWalk(pick, args);
      this.walks.set(key, walk);
    }
    return walk;
  }

  extend(walk: Walk, wish: number, light = false): void {
    const limit = Math.min(MAX_PORTION, Math.max(wish, walk.portion, walk.rows.length * 3));
    const rows = this.table(pickSearches[walk.pick].search.table);
    const without = light ? this.light(walk, walk.end, limit) : undefined;
    const portion = without ?? this.reader.next(walk.pick, walk.args, walk.end, limit);
    walk.light ||= without !== undefined;
    for (const row of portion) {
      const known = rows.get(row.id);
      if (!known && !without) rows.set(row.id, row);
      walk.rows.push(known ?? row); // one object per row: what is unchanged is told by identity
    }
    walk.end = portion.at(-1) ?? walk.end;
    walk.done = portion.length < limit;
  }

  *beyond(walk: Walk): Iterable<Row> {
    let last = walk.end;
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
