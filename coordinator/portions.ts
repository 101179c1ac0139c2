/**
 * Work that is too large for one transaction: bulk edits, and what is left of deleted queues and run instances. One portion at a time, as a
 * command like any other, with a rest as long as it took, so that robots go on; taken up again after a restart.
 */
import { setTimeout as rest } from 'node:timers/promises';
import { systemClock } from './clock.ts';
import type { Core } from './core.ts';
import { begunAt } from './domain/bulk.ts';
import type { BulkRow, QueueRow } from './domain/rows.ts';
import { searchResources } from './resource-search.ts';
import { cursorAt } from './store/lists.ts';

/** Resources that one portion changes or removes at most. */
const PORTION = 200;
/** Rows of a log, and files of a run, that go in one portion: each row may hold a report of many lines. */
const RUN_PORTION = 50;
/** Rows that are looked at for one portion. */
const LOOKED = 2_000;
/** Pieces of work that are under way at once, a portion each in turn; more wait. */
const MOST_AT_ONCE = 100;
/** ms; after a portion that failed, for instance because the disk was full. */
const RETRY_MS = 5_000;
/** ms; a rest is no longer than this, however long the portion took. */
const MAX_REST_MS = 200;

export class Portions {
  readonly #core: Core;
  #working: Promise<void> | undefined;
  /** Something was added while the last look was under way. */
  #again = false;
  #stopped = true;
  #cancelRetry: () => void = () => {};

  constructor(core: Core) {
    this.#core = core;
  }

  /** Takes up what was not done when the coordinator stopped. */
  start(): void {
    this.#stopped = false;
    this.look();
  }

  /** Resolves when no portion is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    await this.#working;
  }

  /** There is something to do. */
  look(): void {
    this.#again = true;
    if (!this.#stopped) this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      while (!this.#stopped && (this.#again || (await this.#round()))) {
        if (this.#again) this.#again = false;
      }
    } catch (error) {
      this.#core.log.error({ err: error }, 'a portion failed; it is tried again');
      this.#cancelRetry = this.#core.clock.after(RETRY_MS, () => this.look());
    } finally {
      this.#working = undefined;
    }
    if (this.#again) this.look();
  }

  /** A portion of everything that is open; false when nothing is. */
  async #round(): Promise<boolean> {
    const open = await this.#core.store.read((view) => ({
      queues: view.pick('deletedQueues', {}, MOST_AT_ONCE),
      runs: view.pick('goneRuns', {}, MOST_AT_ONCE),
      bulks: view.pick('openBulks', {}, MOST_AT_ONCE),
    }));
    for (const queue of open.queues) await this.#paced(() => this.#purge(queue));
    for (const { id } of open.runs)
      await this.#paced(() => this.#core.system('run.purge', { run: id, limit: RUN_PORTION }));
    for (const bulk of open.bulks) await this.#paced(() => this.#step(bulk));
    return open.queues.length + open.runs.length + open.bulks.length > 0;
  }

  async #paced(portion: () => Promise<unknown>): Promise<void> {
    if (this.#stopped) return;
    const from = systemClock.monotonic();
    await portion();
    await rest(Math.min(MAX_REST_MS, systemClock.monotonic() - from), undefined, { ref: false });
  }

  async #purge(queue: Readonly<QueueRow>): Promise<void> {
    const { items } = await this.#core.store.query('resources', { queue: queue.id, dir: 'asc', limit: PORTION });
    const { left } = await this.#core.system('queue.purge', { queue: queue.id, ids: items.map((row) => row.id) });
    if (left === 0) this.#core.log.info({ queue: queue.id, name: queue.name }, 'deleted queue removed');
  }

  async #step(bulk: Readonly<BulkRow>): Promise<void> {
    const { id, from } = bulk;
    const portion = bulk.kind === 'undo' ? { ids: [], looked: 0, next: '' } : await this.#candidates(bulk);
    await this.#core.system('bulk.step', { bulk: id, from, ...portion });
  }

  /** The next resources that may match; the rule looks again at each in its transaction. */
  async #candidates(bulk: Readonly<BulkRow>): Promise<{ ids: string[]; looked: number; next: string }> {
    const { where, from, created } = bulk;
    const queue = await this.#core.store.read((view) => view.get('queue', bulk.queue));
    if (!queue) return { ids: [], looked: 0, next: '' };
    if (where.ids) return named(where.ids, from);
    const search = { queue, where: { ...where, createdTo: Math.min(created, where.createdTo ?? created) } };
    const after = from === '' ? undefined : cursorAt('resources', { dir: 'asc' }, { id: from });
    const portion = { after, limit: PORTION, look: LOOKED };
    const { rows, looked, last } = await searchResources(this.#core, { ...search, dir: 'asc' }, portion);
    const more = last !== undefined && last < begunAt(bulk);
    return { ids: rows.map((row) => row.id), looked, next: more ? last : '' };
  }
}

function named(ids: readonly string[], from: string): { ids: string[]; looked: number; next: string } {
  const left = [...new Set(ids)].sort().filter((id) => id > from);
  const portion = left.slice(0, PORTION);
  return { ids: portion, looked: portion.length, next: left.length > PORTION ? portion.at(-1)! : '' };
}
