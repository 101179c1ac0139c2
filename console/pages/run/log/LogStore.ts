/** A run's log by position (E4): windows come when they are looked at, live lines are added, old windows are dropped. No React. */
import type { LogLine } from '../../../../protocol/shapes.ts';

/** Lines as the log view wants them, whether all of a run's or only those that match. */
export interface Lines {
  /** Rows there are, loaded or not. */
  readonly count: number;
  /** Changes with every change, for React. */
  readonly version: number;
  readonly error: Error | undefined;
  at(row: number): LogLine | undefined;
  /** These rows are on screen: what is missing of them is fetched. */
  need(first: number, last: number): void;
  /** Row of the last loaded line at or before this ms of the run; -1 when none is. */
  rowAt(ms: number): number;
  subscribe(watcher: () => void): () => void;
}

/** `count` lines from position `from` (1 = the first). */
export type LoadLines = (from: number, limit: number) => Promise<LogLine[]>;

export const WINDOW_LINES = 500;
/** Windows kept; beyond it the one not looked at for longest is dropped and fetched again when needed. */
export const MAX_WINDOWS = 40;

type Window = (LogLine | undefined)[];

export class LogStore implements Lines {
  readonly #load: LoadLines;
  readonly #windows = new Map<number, Window>();
  readonly #loading = new Map<number, Promise<void>>();
  readonly #watchers = new Set<() => void>();
  #count = 0;
  #version = 0;
  #error: Error | undefined;

  constructor(load: LoadLines) {
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

  at(row: number): LogLine | undefined {
    return this.#windows.get(windowOf(row))?.[row % WINDOW_LINES];
  }

  /** There are at least so many lines. */
  grow(count: number): void {
    if (count <= this.#count) return;
    this.#count = count;
    this.#changed();
  }

  /** Live lines; the same line twice is harmless, a gap is fetched when looked at. */
  append(lines: readonly LogLine[]): void {
    for (const line of lines) this.#put(line);
    if (lines.length > 0) this.#changed();
  }

  need(first: number, last: number): void {
    for (let index = windowOf(Math.max(0, first)); index <= windowOf(Math.min(last, this.#count - 1)); index++) {
      const window = this.#windows.get(index);
      if (window) {
        this.#windows.delete(index);
        this.#windows.set(index, window);
      }
      if (this.#error || this.#isWhole(index, first, last)) continue;
      void this.#fetch(index);
    }
  }

  /** After an error: try again with the next look. */
  retry(): void {
    this.#error = undefined;
    this.#changed();
  }

  rowAt(ms: number): number {
    let best = -1;
    for (const [index, window] of this.#windows) {
      for (let i = window.length - 1; i >= 0; i--) {
        const line = window[i];
        if (!line || line.atMs > ms) continue;
        best = Math.max(best, index * WINDOW_LINES + i);
        break;
      }
    }
    return best;
  }

  /** The row at this ms of the run, also when its window is not loaded: halves the windows until it is found. */
  async findRow(ms: number): Promise<number> {
    let low = 0;
    let high = Math.max(0, windowOf(this.#count - 1));
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const row = middle * WINDOW_LINES;
      if (!this.at(row)) await this.#fetch(middle);
      const line = this.at(row);
      if (!line) break; // could not be fetched: the error is shown, the nearest known row is good enough
      if (line.atMs <= ms) low = middle;
      else high = middle - 1;
    }
    if (!this.at(low * WINDOW_LINES) && this.#count > 0) await this.#fetch(low);
    return this.rowAt(ms);
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #isWhole(index: number, first: number, last: number): boolean {
    const from = Math.max(first, index * WINDOW_LINES);
    const to = Math.min(last, this.#count - 1, (index + 1) * WINDOW_LINES - 1);
    for (let row = Math.max(0, from); row <= to; row++) if (!this.at(row)) return false;
    return true;
  }

  #fetch(index: number): Promise<void> {
    const under = this.#loading.get(index);
    if (under) return under;
    const work = this.#load(index * WINDOW_LINES + 1, WINDOW_LINES)
      .then(
        (lines) => {
          for (const line of lines) this.#put(line);
        },
        (error: Error) => {
          this.#error = error; // shown above the log with a button that tries again
        },
      )
      .finally(() => {
        this.#loading.delete(index);
        this.#changed();
      });
    this.#loading.set(index, work);
    return work;
  }

  #put(line: LogLine): void {
    const row = line.n - 1;
    const index = windowOf(row);
    const window = this.#windows.get(index) ?? [];
    window[row % WINDOW_LINES] = line;
    this.#windows.set(index, window);
    this.#count = Math.max(this.#count, line.n);
    if (this.#windows.size > MAX_WINDOWS) this.#windows.delete(this.#windows.keys().next().value!);
  }

  #changed(): void {
    this.#version++;
    for (const watcher of this.#watchers) watcher();
  }
}

const windowOf = (row: number): number => Math.floor(row / WINDOW_LINES);
