/** The screens that one browser watches (E13): the runs among its topics `picture:RUN` that are on, if it may see evidence. */
import type { Person } from './auth.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import type { Pictures, Told } from './pictures.ts';

const TOPIC = 'picture:';
/** Unsent bytes of a browser beyond which it is not told of a picture: it fetches the one after that (P11). */
const SLOW_AT_BYTES = 64 * 1024;

export interface ViewerParts {
  core: Core;
  pictures: Pictures;
}

export class Viewer {
  readonly #connection: Connection;
  readonly #who: Person;
  readonly #parts: ViewerParts;
  readonly #watched = new Map<string, () => void>();
  #wanted: ReadonlySet<string> = new Set();

  constructor(connection: Connection, who: Person, parts: ViewerParts) {
    this.#connection = connection;
    this.#who = who;
    this.#parts = parts;
  }

  /** In place of what was watched before. */
  async watch(topics: readonly string[]): Promise<void> {
    const runs = topics.filter((topic) => topic.startsWith(TOPIC)).map((topic) => topic.slice(TOPIC.length));
    this.#wanted = new Set(runs);
    for (const [run, leave] of this.#watched) {
      if (this.#wanted.has(run)) continue;
      this.#watched.delete(run);
      leave();
    }
    const fresh = [...this.#wanted].filter((run) => !this.#watched.has(run));
    if (fresh.length === 0) return;
    for (const run of await this.#on(fresh)) {
      if (!this.#wanted.has(run) || this.#watched.has(run)) continue; // it asked for something else meanwhile
      this.#watched.set(run, this.#begin(run));
    }
  }

  close(): void {
    this.#wanted = new Set();
    for (const leave of this.#watched.values()) leave();
    this.#watched.clear();
  }

  /** How to leave it. */
  #begin(run: string): () => void {
    if (this.#who.evidence) return this.#parts.pictures.watch(run, (told) => this.#tell(told));
    this.#tell({ run, why: 'forbidden', says: '' });
    return () => {};
  }

  #on(runs: string[]): Promise<string[]> {
    const { workspace } = this.#who;
    return this.#parts.core.store.read((view) =>
      runs.filter((id) => {
        const run = view.get('run', id);
        return run?.workspace === workspace && run.ended === 0;
      }),
    );
  }

  #tell(told: Told): void {
    if (this.#connection.unsent <= SLOW_AT_BYTES) this.#connection.notice('picture', told);
  }
}
