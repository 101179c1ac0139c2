/** What a run has by position (E4): windows come when they are looked at, live ones are added, old ones are dropped. No React. */

/** Rows of a run's page, loaded or not: a log's lines, those that match a filter, steps, queue actions. */
export interface Rows<T> {
  /** Rows there are, loaded or not. */
  readonly count: number;
  /** Changes with every change, for React. */
  readonly version: number;
  readonly error: Error | undefined;
  at(row: number): T | undefined;
  /** These rows are on screen: what is missing of them is fetched. */
  need(first: number, last: number): void;
  /** Row of the last loaded one at or before this ms of the run; -1 when none is. */
  rowAt(ms: number): number;
  /** After an error: try again. */
  retry(): void;
  subscribe(watcher: () => void): () => void;
}

/** Rows that go to a moment of the run, wherever it is. */
export interface Seekable<T> extends Rows<T> {
  /** As `rowAt`, also when that row is not loaded. */
  findRow(ms: number): Promise<number>;
}

/** What stands at a position (1 = the first) and began at a moment; later positions began later. */
interface Placed {
  n: number;
  atMs: number;
}

/** `count` of them from position `from` (1 = the first). */
export type Load<T> = (from: number, limit: number) => Promise<T[]>;

export const WINDOW_ROWS = 500;
/** Windows kept; beyond it the one not looked at for longest is dropped and fetched again when needed. */
export const MAX_WINDOWS = 40;

type Window<T> = (T | undefined)[];

export class WindowStore<T extends Placed> implements Seekable<T> {
  readonly #load: Load<T>;
  readonly #windows = new Map<number, Window<T>>();
  /** Windows that are shown as they were, until they come again. */
  readonly #old = new Set<number>();
  /** How many there were when a window was last asked for: what is missing of those then is not to be had. */
  readonly #asked = new Map<number, number>();
  readonly #loading = new Map<number, Promise<void>>();
  readonly #watchers = new Set<() => void>();
  #count = 0;
  #version = 0;
  #error: Error | undefined;

  constructor(load: Load<T>) {
    this.#load = load;
  }

  get count(): number {
    return this.#count;
  }
  get version(): number {
    return this.#version;
  }
  get error(): Error | undefined {
    return this.#error;
  }

  at(row: number): T | undefined {
    return this.#windows.get(windowOf(row))?.[row % WINDOW_ROWS];
  }

  /** There are at least so many. */
  grow(count: number): void {
    if (count <= this.#count) return;
    this.#count = count;
    this.#changed();
  }

  /** Live ones; the same twice is harmless, a gap is fetched when looked at. */
  append(fresh: readonly T[]): void {
    for (const one of fresh) this.#put(one);
    if (fresh.length > 0) this.#changed();
  }

  /** Some of these may have changed: windows that hold one come again when they are looked at. */
  renew(mayChange: (one: T) => boolean): void {
    for (const [index, window] of this.#windows)
      if (window.some((one) => one !== undefined && mayChange(one))) this.#old.add(index);
    if (this.#old.size > 0) this.#changed();
  }

  need(first: number, last: number): void {
    for (let index = windowOf(Math.max(0, first)); index <= windowOf(Math.min(last, this.#count - 1)); index++) {
      const window = this.#windows.get(index);
      if (window) {
        this.#windows.delete(index);
        this.#windows.set(index, window);
      }
      if (!this.#error && this.#isWanted(index, first, last)) void this.#fetch(index);
    }
  }

  retry(): void {
    this.#error = undefined;
    this.#changed();
  }

  rowAt(ms: number): number {
    let best = -1;
    for (const [index, window] of this.#windows) {
      for (let i = window.length - 1; i >= 0; i--) {
        const one = window[i];
        if (!one || one.atMs > ms) continue;
        best = Math.max(best, index * WINDOW_ROWS + i);
        break;
      }
    }
    return best;
  }

  /** Halves the windows until it is found. */
  async findRow(ms: number): Promise<number> {
    let low = 0;
    let high = Math.max(0, windowOf(this.#count - 1));
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const row = middle * WINDOW_ROWS;
      if (!this.at(row)) await this.#fetch(middle);
      const one = this.at(row);
      if (!one) break; // could not be fetched: the error is shown, the nearest known row is good enough
      if (one.atMs <= ms) low = middle;
      else high = middle - 1;
    }
    const first = low * WINDOW_ROWS;
    if (this.#isWanted(low, first, first + WINDOW_ROWS)) await this.#fetch(low);
    return this.rowAt(ms);
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #isWanted(index: number, first: number, last: number): boolean {
    if (this.#old.has(index)) return true;
    return !this.#isWhole(index, first, last) && (this.#asked.get(index) ?? 0) < this.#count;
  }

  #isWhole(index: number, first: number, last: number): boolean {
    const from = Math.max(first, index * WINDOW_ROWS);
    const to = Math.min(last, this.#count - 1, (index + 1) * WINDOW_ROWS - 1);
    for (let row = Math.max(0, from); row <= to; row++) if (!this.at(row)) return false;
    return true;
  }

  #fetch(index: number): Promise<void> {
    const under = this.#loading.get(index);
    if (under) return under;
    this.#old.delete(index);
    this.#asked.set(index, this.#count);
    const work = this.#load(index * WINDOW_ROWS + 1, WINDOW_ROWS)
      .then(
        (fresh) => {
          for (const one of fresh) this.#put(one);
        },
        (error: Error) => {
          this.#asked.delete(index);
          this.#error = error; // shown above the rows with a button that tries again
        },
      )
      .finally(() => {
        this.#loading.delete(index);
        this.#changed();
      });
    this.#loading.set(index, work);
    return work;
  }

  #put(one: T): void {
    const row = one.n - 1;
    const index = windowOf(row);
    const window = this.#windows.get(index) ?? [];
    window[row % WINDOW_ROWS] = one;
    this.#windows.set(index, window);
    this.#count = Math.max(this.#count, one.n);
    if (this.#windows.size > MAX_WINDOWS) this.#forget(this.#windows.keys().next().value!);
  }

  #forget(index: number): void {
    this.#windows.delete(index);
    this.#asked.delete(index);
  }

  #changed(): void {
    this.#version++;
    for (const watcher of this.#watchers) watcher();
  }
}

const windowOf = (row: number): number => Math.floor(row / WINDOW_ROWS);
