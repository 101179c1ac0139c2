/** The lines of a run that match a filter, found from the start on, as far as they are looked at. No React. */
import type { LogLine } from '../../../../protocol/shapes.ts';
import type { Rows } from '../windows/WindowStore.ts';

export const MATCH_LINES = 500;
/** Matches kept; beyond it the viewer is asked to search more narrowly. */
export const MAX_MATCHES = 20_000;

/** Matching lines at or after `from`; `next` is where to go on, absent at the log's end. */
export type LoadMatches = (
  from: number,
  limit: number,
) => Promise<{ lines: LogLine[]; next?: number | undefined; total: number }>;

export class MatchStore implements Rows<LogLine> {
  readonly #load: LoadMatches;
  readonly #lines: LogLine[] = [];
  readonly #watchers = new Set<() => void>();
  #loading = false;
  #atEnd = false;
  /** Position from which the search goes on. */
  #from = 1;
  #version = 0;
  #error: Error | undefined;

  constructor(load: LoadMatches) {
    this.#load = load;
    void this.#more();
  }

  get count(): number {
    return this.#lines.length;
  }
  get version(): number {
    return this.#version;
  }
  get error(): Error | undefined {
    return this.#error;
  }
  /** Whether the search is still under way or may find more. */
  get searching(): boolean {
    return this.#loading;
  }

  at(row: number): LogLine | undefined {
    return this.#lines[row];
  }

  /** The row of a line by its position; undefined while it is not among those found so far. */
  rowOf(n: number): number | undefined {
    const row = this.#lines.findIndex((line) => line.n === n);
    return row < 0 ? undefined : row;
  }

  need(_first: number, last: number): void {
    if (last >= this.#lines.length - 1) void this.#more();
  }

  /** New lines came: there may be more matches. */
  refresh(): void {
    this.#atEnd = false;
    void this.#more();
  }

  retry(): void {
    this.#error = undefined;
    void this.#more();
  }

  rowAt(ms: number): number {
    return this.#lines.findLastIndex((line) => line.atMs <= ms);
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #more(): Promise<void> {
    if (this.#loading || this.#atEnd || this.#error || this.#lines.length >= MAX_MATCHES) return;
    this.#loading = true;
    try {
      const wanted = this.#lines.length + MATCH_LINES;
      while (!this.#atEnd && this.#lines.length < wanted) {
        const { lines, next, total } = await this.#load(this.#from, MATCH_LINES);
        this.#lines.push(...lines);
        this.#from = next ?? total + 1;
        this.#atEnd = next === undefined;
      }
    } catch (error) {
      this.#error = error as Error; // shown above the log with a button that tries again
    }
    this.#loading = false;
    this.#version++;
    for (const watcher of this.#watchers) watcher();
  }
}
