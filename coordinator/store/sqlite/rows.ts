/**
 * The committed rows of the SQLite engine: those on their way to the tables (overlay.ts), those used lately (hot-rows.ts),
 * and the tables. Rules see all three as one.
 */
import { inRange, type PickName } from '../../domain/picks.ts';
import type { TableName } from '../../domain/rows.ts';
import { pickSearches } from '../pick-search.ts';
import type { Reader } from '../read-through.ts';
import type { Row } from '../row.ts';
import { type Args, type Search, startOf } from '../search.ts';
import { HOT_CHARS, HotRows } from './hot-rows.ts';
import { Overlay, type Written } from './overlay.ts';
import type { Statements } from './statements.ts';

export class CommittedRows implements Reader {
  readonly #statements: Statements;
  readonly #hot = new HotRows();
  readonly #overlay = new Overlay();
  readonly #large = new WeakSet<Row>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(table: TableName, id: string): Row | undefined {
    const late = this.#overlay.get(table, id);
    if (late !== undefined) return late ?? undefined;
    const hot = this.#hot.get(table, id);
    if (hot) return hot;
    const found = this.#statements.get(table, id);
    if (!found) return undefined;
    if (found.chars <= HOT_CHARS) this.#hot.keep(table, found.row);
    else this.#large.add(found.row);
    return found.row;
  }

  held(table: TableName, id: string): Row | undefined {
    const late = this.#overlay.get(table, id);
    return late === undefined ? this.#hot.get(table, id) : (late ?? undefined);
  }

  isLarge(row: Row): boolean {
    return this.#large.has(row);
  }

  next(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[] {
    const { search } = pickSearches[pick];
    const keys = (after: Row | undefined) => this.#statements.keys(pick, args, cursorOf(search, args, after), limit);
    return this.#merged(pick, { args, last, limit }, keys, (key) => this.get(search.table, key.id)!);
  }

  light(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[] {
    const { search } = pickSearches[pick];
    const light = { ...search, without: ['value'] };
    const rows = (after: Row | undefined) =>
      this.#statements.listed(light, args.equal, cursorOf(search, args, after), undefined, limit);
    return this.#merged(pick, { args, last, limit }, rows, (row) => row);
  }

  /** What the commit `seq` wrote is on the disk. */
  committed(seq: number, written: readonly Written[]): void {
    for (const { row, large } of written) if (row && large) this.#large.add(row);
    this.#overlay.committed(seq, written);
  }

  /** The tables have what was committed up to `seq`. */
  applied(seq: number): void {
    this.#overlay.applied(seq, ({ table, id, row, large, hot }) => {
      if (row && hot && !large) this.#hot.keep(table, row);
      else this.#hot.drop(table, id);
    });
  }

  /** Rows of this table were deleted from the tables; none of it is on its way. */
  pruned(table: TableName): void {
    this.#hot.forget(table);
  }

  /** The next rows behind `last`, of the tables and on their way to them, as one order. Fewer only at the end. */
  #merged(
    pick: PickName,
    { args, last, limit }: { args: Args; last: Row | undefined; limit: number },
    read: (after: Row | undefined) => Row[],
    whole: (found: Row) => Row,
  ): Row[] {
    const { search, compare } = pickSearches[pick];
    const late = this.#overlay.found(search, args).filter((row) => !last || compare(row, last) > 0);
    late.sort(compare);
    const rows: Row[] = [];
    let next = 0;
    for (let after = last; rows.length < limit; ) {
      const found = read(after);
      for (const one of found) {
        while (next < late.length && compare(late[next]!, one) < 0) rows.push(late[next++]!);
        if (!this.#overlay.has(search.table, one.id)) rows.push(whole(one));
      }
      after = found.at(-1);
      if (found.length < limit) break;
    }
    // All of the tables' were read, or there are enough: then only what comes before the last of them counts.
    if (rows.length < limit) rows.push(...late.slice(next));
    return untilPast(search, args, rows.slice(0, limit));
  }
}

/** The cursor behind the last row, or at the start of the search. */
const cursorOf = (search: Search, args: Args, last: Row | undefined) =>
  startOf(search, last ? { ...args, after: last } : args);

/** The rows up to the end of the range. */
function untilPast({ order }: Search, { range }: Args, rows: Row[]): Row[] {
  const past = range ? rows.findIndex((row) => !inRange(order, range, row)) : -1;
  return past < 0 ? rows : rows.slice(0, past);
}
