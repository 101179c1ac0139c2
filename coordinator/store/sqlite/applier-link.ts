/**
 * Has the tables brought up to date: a moment after a commit, or at once when somebody needs it. In a thread of its own, so
 * that nobody who is served waits for it; what comes before that thread runs (openings, a store used for a moment), here.
 */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TableName } from '../../domain/rows.ts';
import { StoreBroken, StoreFault } from '../store.ts';
import type { Applier, Pruned } from './applier.ts';
import { fromMessage, type Reply, type Request, type ThreadData } from './applier-message.ts';
import { translate } from './broken.ts';
import type { RedoLog, RedoReader } from './redo.ts';

/**
 * ms from a commit until what it did is applied: what is changed again within it is written once. Lists wait for nothing:
 * they have it applied at once.
 */
const PAUSE_MS = 100;
/** ms until a disk that was full is tried again. */
const AGAIN_MS = 1_000;
/** The thread parses and writes rows, and keeps none. */
const HEAP = { maxYoungGenerationSizeMb: 8 };

export interface LinkOptions {
  thread: ThreadData;
  redo: RedoLog;
  reader: RedoReader;
  /** For what is applied here. */
  applier: Applier;
  /** The tables have everything up to this entry. */
  onApplied: (seq: number) => void;
  onBroken: (error: StoreBroken) => void;
}

interface Open {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

export class ApplierLink {
  readonly #options: LinkOptions;
  readonly #open = new Map<number, Open>();
  #thread: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #applied: number;
  #next = 1;
  #stopping = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#applied = options.applier.applied;
  }

  /** Up to which entry the tables have it, as far as is known here. */
  get applied(): number {
    return this.#applied;
  }

  /** Something was committed. */
  soon(ms = PAUSE_MS): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#thread ??= this.#start();
      this.settle().then(
        () => this.#applied < this.#options.redo.last && this.soon(),
        (error) => error instanceof StoreBroken || this.soon(AGAIN_MS), // a break was told; a full disk may be freed
      );
    }, ms).unref();
  }

  /** Resolves when the tables have all that is committed by now. */
  async settle(): Promise<void> {
    const upTo = this.#options.redo.last;
    if (upTo > this.#applied)
      this.#has(this.#thread ? await this.#ask<number>({ do: 'apply', upTo }) : this.#here(upTo));
  }

  /** Of tables that are settled, while nothing is committed. */
  async prune(table: TableName | 'receipt', before: number, limit: number): Promise<Pruned> {
    if (!this.#thread) return this.#options.applier.prune(table, before, limit);
    return this.#ask({ do: 'prune', table, before, limit });
  }

  /** By the thread in any case: a copy begins anew when somebody else writes meanwhile. */
  backup(to: string): Promise<void> {
    this.#thread ??= this.#start();
    return this.#ask({ do: 'backup', to });
  }

  /** The thread has ended; nothing is applied any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopping = true;
    const thread = this.#thread;
    if (!thread) return;
    const gone = new Promise((resolve) => thread.once('exit', resolve));
    await this.#ask({ do: 'stop' }).catch(() => thread.terminate());
    thread.ref(); // this process must live to hear of it
    await gone;
  }

  /** After `stop`, here: nothing is left on the log. False when the disk did not let us: the next opening looks and does it. */
  finish(): boolean {
    const { redo } = this.#options;
    try {
      redo.begin(this.#here(redo.last));
      return true;
    } catch (error) {
      if (translate(error, 'write the tables') instanceof StoreFault) return false;
      throw error;
    }
  }

  #here(upTo: number): number {
    return this.#options.applier.apply(this.#options.reader, upTo);
  }

  #has(seq: number): void {
    if (seq <= this.#applied) return; // answers may overtake each other
    this.#applied = seq;
    this.#options.onApplied(seq);
  }

  #start(): Worker {
    const file = join(import.meta.dirname, `applier-thread${extname(import.meta.filename)}`);
    const thread = new Worker(file, { workerData: this.#options.thread, resourceLimits: HEAP });
    thread.unref();
    thread.on('message', (reply: Reply) => this.#answered(reply));
    thread.on('error', (error) => this.#broke(new StoreBroken(`the tables cannot be written: ${error.message}`)));
    thread.on('exit', () => this.#stopping || this.#broke(new StoreBroken('the thread that writes the tables ended')));
    return thread;
  }

  #ask<R>(request: Request): Promise<R> {
    const id = this.#next++;
    return new Promise<R>((resolve, reject) => {
      this.#open.set(id, { resolve: resolve as Open['resolve'], reject });
      this.#thread!.ref(); // somebody waits for it
      this.#thread!.postMessage({ id, request });
    });
  }

  #answered(reply: Reply): void {
    const open = this.#open.get(reply.id);
    this.#open.delete(reply.id);
    if (this.#open.size === 0) this.#thread?.unref();
    if ('error' in reply) {
      const error = fromMessage(reply.error);
      if (error instanceof StoreBroken) this.#broke(error);
      open?.reject(error);
    } else open?.resolve(reply.result);
  }

  #broke(error: StoreBroken): void {
    this.#options.onBroken(error);
    this.#failOpen(error);
  }

  #failOpen(error: Error): void {
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
