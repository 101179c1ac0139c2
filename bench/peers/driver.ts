/** What the client process hands to a driver, and how a driver counts: the same for Gantry and its peers. */
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs } from '../parts/process-cost.ts';

/** One measurement, as the bench asks a client process for it. */
export interface Spec {
  /** File in bench/peers/ without its ending, and which of its modes. */
  driver: string;
  mode: string;
  /** Loops, slots or jobs under way at once. */
  inFlight: number;
  /** A name that no other measurement has: queue, schema or file. */
  name: string;
  /** Resources that are there before the measurement; modes that work off a backlog need them. */
  backlog: number;
  /** Where the server is; what it means is the driver's. */
  url: string;
  token: string;
  /** Processes whose CPU time counts as the server's. */
  pids: number[];
  warmMs: number;
  windowMs: number;
  /** For latency: how many are measured. */
  samples: number;
}

export interface Measured {
  /** Cycles finished in the window. */
  cycles: number;
  seconds: number;
  clientCpuMs: number;
  serverCpuMs: number;
  /** ms from add to the handler's start; only of latency modes. */
  latencies: number[];
}

export type Mode = (spec: Spec, meter: Meter) => Promise<void>;

interface Edge {
  at: number;
  done: number;
  client: number;
  server: number;
}

/** Counts finished cycles within a window: it opens `warmMs` after the first one and closes `windowMs` later. */
export class Meter {
  readonly latencies: number[] = [];
  /** Resolves when the window is closed. */
  readonly ended: Promise<void>;
  /** Total finished so far as the server has it, for drivers whose client hears of a finish too early. */
  truth: (() => Promise<number>) | undefined;
  readonly #spec: Spec;
  #done = 0;
  #first: number | undefined;
  #marking: Promise<void> | undefined;
  #open: Edge | undefined;
  #close: Edge | undefined;
  #end: () => void = () => {};

  constructor(spec: Spec) {
    this.#spec = spec;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Is the window open? */
  get warm(): boolean {
    return this.#open !== undefined;
  }

  /** Go on with more cycles? */
  get going(): boolean {
    return !this.#close;
  }

  done(count = 1): void {
    this.#done += count;
    if (this.#close) return;
    const now = performance.now();
    this.#first ??= now;
    if (!this.#open && now - this.#first >= this.#spec.warmMs) this.#mark('open');
    else if (this.#open && now - this.#open.at >= this.#spec.windowMs) this.#mark('close');
  }

  /** What it came to. When the work ran out before the window's end, the window ends here. */
  async result(): Promise<Measured> {
    await this.#marking;
    if (!this.#open && this.latencies.length === 0)
      throw new Error(`${this.#spec.driver} ${this.#spec.mode}: ended before it was warm; give it a larger backlog`);
    if (this.#open && !this.#close) this.#close = await this.#edge();
    const [from, to] = [this.#open, this.#close];
    return {
      cycles: from && to ? to.done - from.done : 0,
      seconds: from && to ? (to.at - from.at) / 1_000 : 0,
      clientCpuMs: from && to ? to.client - from.client : 0,
      serverCpuMs: from && to ? to.server - from.server : 0,
      latencies: this.latencies,
    };
  }

  #mark(which: 'open' | 'close'): void {
    this.#marking ??= this.#edge().then((edge) => {
      this.#marking = undefined;
      if (which === 'open') this.#open = edge;
      else this.#close = edge;
      if (which === 'close') this.#end();
    });
  }

  async #edge(): Promise<Edge> {
    const done = this.truth ? await this.truth() : this.#done;
    const { user, system } = process.cpuUsage();
    return { at: performance.now(), done, client: (user + system) / 1_000, server: cpuMs(this.#spec.pids) };
  }
}

/** 200 bytes of JSON. */
export const sampleValue = (n: number) => ({ n: n % 1_000, text: TEXT });
const TEXT = 'x'.repeat(182);

/** Runs `loop` so many times at once; rejects with the first failure. */
export async function loops(count: number, loop: (n: number) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, n) => loop(n)));
}

/** Adds `count` in portions of `size`. */
export async function inPortions(count: number, size: number, add: (values: object[]) => unknown): Promise<void> {
  for (let from = 0; from < count; from += size)
    await add(Array.from({ length: Math.min(size, count - from) }, (_, k) => sampleValue(from + k)));
}

/** Between two jobs of a paced measurement, ms: a quiet system, in which the hand-out itself is what takes time. */
const PACE_MS = 10;

/**
 * `spec.samples` jobs (at most 1,000), one every 10 ms whether or not earlier ones have begun; measured is the time from the
 * call that adds one to its beginning. `begun` is to be called with its number; resolves when all have.
 */
export function paced(spec: Spec, meter: Meter, add: (n: number) => Promise<unknown>) {
  const from = new Map<number, number>();
  const all = Promise.withResolvers<void>();
  const begun = (n: number) => {
    const at = from.get(n);
    if (at === undefined || !from.delete(n)) return; // begun before: a job that is tried again
    meter.latencies.push(performance.now() - at);
    if (meter.latencies.length === spec.samples) all.resolve();
  };
  const run = async () => {
    const added: Promise<unknown>[] = [];
    for (let n = 0; n < spec.samples; n++) {
      await pause(PACE_MS);
      from.set(n, performance.now());
      added.push(add(n));
    }
    await Promise.all([...added, all.promise]);
  };
  return { begun, run };
}
