/**
 * Reading as PostgreSQL will: nothing is there until it was asked for. A rule that needs a walk not yet loaded is
 * stopped; a row not yet loaded is noted and looks absent, so that one run names all of them. Either way the run does
 * not count: what is missing is loaded and the batch runs again.
 */
import type { PickName } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import type { ReadThrough, Source, Walk } from './read-through.ts';
import type { Row } from './row.ts';
import type { Args } from './search.ts';

/** Stops a rule; never leaves the engine. */
export class Missing extends Error {}

export class Strict implements Source {
  private readonly loaded: ReadThrough;
  private rows: { table: TableName; id: string }[] = [];
  private walks = new Map<Walk, number>();

  constructor(loaded: ReadThrough) {
    this.loaded = loaded;
  }

  row(table: TableName, id: string): Row | undefined {
    const known = this.loaded.known(table, id);
    if (known === undefined) this.rows.push({ table, id });
    return known ?? undefined;
  }

  known(table: TableName, id: string): Row | null | undefined {
    return this.loaded.known(table, id);
  }

  walk(pick: PickName, args: Args): Walk {
    return this.loaded.walk(pick, args);
  }

  extend(walk: Walk, wish: number): never {
    this.walks.set(walk, Math.max(wish, this.walks.get(walk) ?? 0));
    throw new Missing(`${walk.pick} is not loaded that far`);
  }

  /** Loads what the last run missed; false when it missed nothing, and its outcomes count. */
  load(): boolean {
    const { rows, walks } = this;
    this.rows = [];
    this.walks = new Map();
    for (const { table, id } of rows) this.loaded.row(table, id);
    for (const [walk, wish] of walks) this.loaded.extend(walk, wish);
    return rows.length + walks.size > 0;
  }
}
