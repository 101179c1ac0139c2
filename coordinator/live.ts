/** What browsers see change: topics, subscribers, one notice per turn of the event loop; slow ones are told to fetch again (P11). */
import type { LogLine } from '../protocol/shapes.ts';
import type { Person } from './auth.ts';
import { type Connection, closeCodes } from './connection.ts';

/** Unsent bytes of one browser beyond which live messages to it are dropped and replaced by `resync`. */
const SLOW_AT_BYTES = 1024 * 1024;

export interface Watcher {
  connection: Connection;
  /** Whose browser it is. */
  user: string;
  /** May see logs (X3). */
  evidence: boolean;
  topics: ReadonlySet<string>;
  /** Something was dropped: it gets `resync` as soon as it takes bytes again. */
  behind: boolean;
}

export class Live {
  readonly #watchers = new Set<Watcher>();
  #changed = new Set<string>();
  #lines = new Map<string, LogLine[]>();
  #scheduled = false;

  add(connection: Connection, { user, evidence = false }: Pick<Person, 'user' | 'evidence'>): Watcher {
    const watcher: Watcher = { connection, user, evidence, topics: new Set(), behind: false };
    this.#watchers.add(watcher);
    return watcher;
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** They come back as what they are now, or not at all. */
  rightsChanged(user: string): void {
    for (const watcher of this.#watchers)
      if (watcher.user === user) watcher.connection.close(closeCodes.unauthenticated, 'your rights have changed');
  }

  watchers(): Iterable<Watcher> {
    return this.#watchers;
  }

  changed(topics: readonly string[]): void {
    if (this.#watchers.size === 0) return;
    for (const topic of topics) this.#changed.add(topic);
    this.#schedule();
  }

  lines(run: string, lines: readonly LogLine[]): void {
    if (this.#watchers.size === 0) return;
    const waiting = this.#lines.get(run);
    if (waiting) waiting.push(...lines);
    else this.#lines.set(run, [...lines]);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#tell());
  }

  #tell(): void {
    this.#scheduled = false;
    const changed = this.#changed;
    const lines = this.#lines;
    this.#changed = new Set();
    this.#lines = new Map();
    for (const watcher of this.#watchers) this.#tellOne(watcher, changed, lines);
  }

  #tellOne(watcher: Watcher, changed: ReadonlySet<string>, lines: ReadonlyMap<string, LogLine[]>): void {
    const { connection } = watcher;
    const topics = [...changed].filter((topic) => watcher.topics.has(topic));
    const runs = watcher.evidence ? [...lines].filter(([run]) => watcher.topics.has(`run:${run}`)) : [];
    if (topics.length === 0 && runs.length === 0 && !watcher.behind) return;
    if (connection.unsent > SLOW_AT_BYTES) {
      watcher.behind = true;
      setTimeout(() => this.#schedule(), 1_000).unref(); // it may have caught up by then, with nothing else to tell
      return;
    }
    if (watcher.behind) {
      watcher.behind = false;
      connection.notice('resync', { because: 'this browser was too slow for everything that changed' });
      return;
    }
    if (topics.length > 0) connection.notice('changed', { topics });
    for (const [run, list] of runs) connection.notice('lines', { run, lines: list });
  }
}
