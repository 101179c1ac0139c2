/**
 * Walks that outlive a batch: the next search begins where the last one ended, in memory, instead of seeking in the index
 * once more. True as long as every change of a row is told here; only small rows, the first of each walk, and of the few
 * walks used last.
 */
import type { PickName } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import { pickSearches } from './pick-search.ts';
import { newWalk, type Walk, type WalkKeeper } from './read-through.ts';
import type { Row } from './row.ts';
import { type Args, belongs } from './search.ts';
import type { Change } from './working-set.ts';

/** Walks kept at most. Each is looked at for every change of its table. */
const WALKS = 32;
/** Rows of a walk that are kept. */
const ROWS = 512;
/** Rows read at once at most, reached by doubling: a queue worked off costs few statements, a single look little. */
const PORTION = 256;
const FIRST_PORTION = 16;
/** What is due by some time is kept as what is due at all: who asks looks no further than that time. */
const EVER = Number.MAX_SAFE_INTEGER;
/** Batches without it after which a walk is forgotten. */
const UNUSED = 200;

interface Kept {
  walk: Walk;
  /** The rows that a batch has left behind, by id. */
  ids: Map<string, Row>;
  /** The batch that used it last. */
  used: number;
}

export class KeptWalks implements WalkKeeper {
  /** The one that was used longest ago comes first. */
  readonly #kept = new Map<string, Kept>();
  readonly #isLarge: (row: Row) => boolean;
  #batch = 0;

  constructor(isLarge: (row: Row) => boolean) {
    this.#isLarge = isLarge;
  }

  walk(pick: PickName, asked: Args): Walk | undefined {
    if (asked.range || asked.after) return undefined; // seldom asked twice
    const args: Args = asked.upTo === undefined ? asked : { ...asked, upTo: EVER };
    const key = pickSearches[pick].key(args);
    const kept = this.#kept.get(key) ?? { walk: newWalk(pick, args), ids: new Map(), used: 0 };
    kept.used = this.#batch;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.walk;
  }

  /** A batch ended, however: what it read is counted, and what is too much is left out. */
  rest(): void {
    for (const [key, kept] of this.#kept) {
      const { walk, used } = kept;
      const forgotten = walk.light || this.#kept.size > WALKS || used < this.#batch - UNUSED;
      if (forgotten) this.#kept.delete(key);
      else if (used === this.#batch) this.#measure(kept);
    }
    this.#batch++;
  }

  /** These rows are now so, after `rest`. */
  committed(changes: ReadonlyMap<TableName, ReadonlyMap<string, Change>>): void {
    for (const kept of this.#kept.values()) {
      const rows = changes.get(pickSearches[kept.walk.pick].search.table);
      if (!rows) continue;
      for (const [id, row] of rows) this.#changed(kept, id, row);
      if (kept.walk.rows.length > ROWS) this.#cut(kept, ROWS);
    }
  }

  /** Rows of this table were changed in another way. */
  forget(table: TableName): void {
    for (const [key, { walk }] of this.#kept)
      if (pickSearches[walk.pick].search.table === table) this.#kept.delete(key);
  }

  #measure(kept: Kept): void {
    const { walk, ids } = kept;
    const { rows } = walk;
    if (rows.length === ids.size) return;
    for (const [index, row] of rows.entries()) {
      if (index >= ROWS || this.#isLarge(row)) {
        walk.portion = 0;
        this.#cut(kept, index);
        return;
      }
      ids.set(row.id, row);
    }
    walk.portion = Math.min(PORTION, Math.max(FIRST_PORTION, walk.portion * 2));
  }

  /** What comes behind is read again when somebody gets there. */
  #cut({ walk, ids }: Kept, length: number): void {
    for (const row of walk.rows.splice(length)) ids.delete(row.id);
    walk.end = walk.rows.at(-1);
    walk.done = false;
  }

  #changed(kept: Kept, id: string, row: Change): void {
    const { walk, ids } = kept;
    const { search, compare } = pickSearches[walk.pick];
    const before = ids.get(id);
    if (before) {
      walk.rows.splice(placeOf(walk.rows, before, compare), 1);
      ids.delete(id);
    }
    if (!row || !belongs(search, walk.args, row)) return;
    if (!walk.done && !(walk.end && compare(row, walk.end) <= 0)) return; // read when somebody gets there
    const place = placeOf(walk.rows, row, compare);
    if (this.#isLarge(row)) this.#cut(kept, place);
    else {
      walk.rows.splice(place, 0, row);
      ids.set(id, row);
    }
  }
}

/** Where a row stands in an ordered list, or would. */
function placeOf(rows: readonly Row[], row: Row, compare: (a: Row, b: Row) => number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
