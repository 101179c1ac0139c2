/** What a run did in queues (E4): from any moment on, both ways, as far as one scrolls; what is far away is dropped. No React. */
import type { ResourceEvent } from '../../../../protocol/shapes.ts';
import type { Seekable } from './WindowStore.ts';

/** Events kept; beyond it those at the other end are dropped and fetched again when needed. */
export const MAX_EVENTS = 10_000;
/** Rows from an end at which more is fetched. */
const NEAR = 100;

interface Place {
  dir: 'asc' | 'desc';
  /** Id of the event beyond which to go on. */
  after?: string;
  /** Instant at which to begin. */
  startAt?: number;
}
export type LoadEvents = (place: Place) => Promise<{ items: ResourceEvent[]; next?: string | undefined }>;

export class EventStore implements Seekable<ResourceEvent> {
  readonly #load: LoadEvents;
  /** Instant of the run's start. */
  readonly #start: number;
  readonly #watchers = new Set<() => void>();
  /** Without gaps, the oldest first. */
  #events: ResourceEvent[] = [];
  #atStart = false;
  #atEnd = false;
  #first = 0;
  /** Counts jumps: what was under way before one is not wanted any more. */
  #jumps = 0;
  #busy = false;
  #version = 0;
  #error: Error | undefined;

  constructor(load: LoadEvents, start: number) {
    this.#load = load;
    this.#start = start;
  }

  get count(): number {
    return this.#events.length;
  }
  /** Number of the first row: less when rows came above it, more when some there were dropped. */
  get first(): number {
    return this.#first;
  }
  get version(): number {
    return this.#version;
  }
  get error(): Error | undefined {
    return this.#error;
  }

  at(row: number): ResourceEvent | undefined {
    return this.#events[row];
  }

  /** The latest events of the run; `more`: there are older ones. */
  tell(events: readonly ResourceEvent[], more: boolean): void {
    if (!more) {
      this.#events = [...events];
      this.#atStart = this.#atEnd = true;
    } else if (this.#atEnd) {
      const last = this.#events.at(-1)?.id ?? '';
      const fresh = events.filter(({ id }) => id > last);
      if (fresh.length === events.length)
        this.#atEnd = false; // others may be between: they are fetched
      else this.#add(fresh, 'asc');
    }
    this.#changed();
  }

  need(first: number, last: number): void {
    if (this.#events.length === 0) return; // nobody has said where to begin
    if (last >= this.#events.length - NEAR && !this.#atEnd) void this.#more('asc');
    else if (first <= NEAR && !this.#atStart) void this.#more('desc');
  }

  retry(): void {
    this.#error = undefined;
    this.#changed();
  }

  rowAt(ms: number): number {
    const at = this.#start + ms;
    return this.#covers(at) ? this.#events.findLastIndex((event) => event.at <= at) : -1;
  }

  async findRow(ms: number): Promise<number> {
    if (!this.#covers(this.#start + ms)) await this.#jump(this.#start + ms);
    return this.rowAt(ms);
  }

  /** Row of the very first event, or of the newest. */
  async findEnd(end: 'first' | 'newest'): Promise<number> {
    if (end === 'first' && !this.#atStart) await this.#jump(0);
    if (end === 'newest' && !this.#atEnd) await this.#jump(Number.MAX_SAFE_INTEGER);
    return end === 'first' ? 0 : this.#events.length - 1;
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #covers(at: number): boolean {
    const [first, last] = [this.#events[0], this.#events.at(-1)];
    return (
      (this.#atStart || (first !== undefined && first.at <= at)) &&
      (this.#atEnd || (last !== undefined && last.at >= at))
    );
  }

  /** To an instant: what was before it and what came from then on. */
  async #jump(startAt: number): Promise<void> {
    const jump = ++this.#jumps;
    await this.#fetching(async () => {
      const [earlier, later] = await Promise.all([
        this.#load({ startAt, dir: 'desc' }),
        this.#load({ startAt, dir: 'asc' }),
      ]);
      if (jump !== this.#jumps) return;
      this.#events = [...earlier.items.reverse(), ...later.items];
      this.#atStart = earlier.next === undefined;
      this.#atEnd = later.next === undefined;
    });
  }

  /** The page beyond one end of those that are here. */
  async #more(dir: Place['dir']): Promise<void> {
    if (this.#busy || this.#error) return;
    const jump = this.#jumps;
    const after = this.#events.at(dir === 'asc' ? -1 : 0)!.id;
    await this.#fetching(async () => {
      const { items, next } = await this.#load({ after, dir });
      if (jump !== this.#jumps || this.#events.at(dir === 'asc' ? -1 : 0)?.id !== after) return;
      if (dir === 'asc') this.#atEnd = next === undefined;
      else this.#atStart = next === undefined;
      this.#add(dir === 'asc' ? items : items.reverse(), dir);
    });
  }

  async #fetching(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    try {
      await work();
    } catch (error) {
      this.#error = error as Error; // shown above the rows with a button that tries again
    }
    this.#busy = false;
    this.#changed();
  }

  #add(events: readonly ResourceEvent[], dir: Place['dir']): void {
    const over = Math.max(0, this.#events.length + events.length - MAX_EVENTS);
    if (dir === 'asc') {
      this.#events = [...this.#events, ...events].slice(over);
      this.#first += over;
      if (over > 0) this.#atStart = false;
    } else {
      this.#events = [...events, ...this.#events].slice(0, MAX_EVENTS);
      this.#first -= events.length;
      if (over > 0) this.#atEnd = false;
    }
  }

  #changed(): void {
    this.#version++;
    for (const watcher of this.#watchers) watcher();
  }
}
