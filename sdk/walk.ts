/**
 * Working through a queue (S3, Q44): take, hand over, finish, and take the next in the same frame as the finish. Both
 * loops of a queue, `each` and `take`, are this.
 */
import { GantryError } from '../protocol/errors.ts';
import { isBusinessError } from './business-error.ts';
import type { Condition } from './condition.ts';
import type { Lock } from './lock.ts';
import type { Log } from './report.ts';
import type { Resource } from './resource.ts';
import type { Stop } from './stop.ts';

export interface WalkOptions extends Condition {
  /** Set with the take, released with the finish or the run's end. Default `both`: nobody else sees or changes it. */
  lock?: Lock;
  /** When nothing is left: `stop` (default), or `wait` for more until the run ends. */
  idle?: 'stop' | 'wait';
}
export interface EachOptions extends WalkOptions {
  /** Resources worked at once, for work that needs no screen. Default 1. */
  concurrency?: number;
}

export interface WalkContext<T> {
  take: () => Promise<Resource<T>>;
  idle: 'stop' | 'wait';
  stop: Stop;
  log: Log;
}

/** How the script's part ended. */
type End = { ok: true } | { ok: false; error: unknown };

const MAX_CONCURRENCY = 1_000;

export class Walk<T> {
  readonly #context: WalkContext<T>;
  /** How many went back to the queue after a failure: they are for another run to try again (Q15). */
  #failed = 0;
  #broken = false;

  constructor(context: WalkContext<T>) {
    this.#context = context;
  }

  async each(fn: (resource: Resource<T>) => unknown, concurrency: number): Promise<void> {
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY)
      throw new GantryError('ValidationError', `concurrency: must be a whole number from 1 to ${MAX_CONCURRENCY}`, {
        field: 'concurrency',
      });
    const slots = Array.from({ length: concurrency }, () => this.#slot(fn));
    // each finishes what is in its hand before the first problem is thrown
    const ends = await Promise.allSettled(slots);
    const problem = ends.find((end) => end.status === 'rejected');
    this.#sayFailed();
    if (problem) throw problem.reason;
  }

  async *take(): AsyncGenerator<Resource<T>, void, void> {
    let resource = await this.#next();
    while (resource) {
      let end: End | undefined;
      try {
        yield resource;
        end = { ok: true };
      } finally {
        if (!end) await this.#putBack(resource); // left by break, return or an error: the loop can't see which
      }
      resource = await this.#advance(resource, end);
    }
  }

  async #slot(fn: (resource: Resource<T>) => unknown): Promise<void> {
    try {
      let resource = await this.#next();
      while (resource) resource = await this.#advance(resource, await attempt(fn, resource));
    } catch (error) {
      this.#broken = true; // the other slots take nothing more
      throw error;
    }
  }

  /** The finish and the next take leave in one frame; a take that outlives a failed finish is put back. */
  async #advance(resource: Resource<T>, end: End): Promise<Resource<T> | undefined> {
    const finished = this.#finish(resource, end);
    this.#context.stop.hands.putDown(); // said, if not answered: a take sent from here on comes after it
    const next = this.#next();
    try {
      await finished;
    } catch (error) {
      this.#broken = true;
      void next.then((taken) => taken && this.#putBack(taken)).catch(() => {}); // the first problem is the one to tell
      throw error;
    }
    return next;
  }

  /** The coordinator offers this run nothing that it has in hand or has failed: all that comes is work for this hand. */
  async #next(): Promise<Resource<T> | undefined> {
    const { stop } = this.#context;
    if (stop.signal.aborted || this.#broken) return undefined;
    const resource = await this.#tryTake();
    if (!resource) return undefined;
    stop.hands.takeUp();
    if (!stop.aborted && !this.#broken) return resource;
    await this.#putBack(resource); // it crossed with the end of the run, or with another slot's problem
    return undefined;
  }

  async #tryTake(): Promise<Resource<T> | undefined> {
    try {
      return await this.#context.take();
    } catch (error) {
      if (error instanceof GantryError && (error.code === 'ResourceNotFound' || error.code === 'LockTimeout'))
        return undefined;
      if (error === this.#context.stop.signal.reason) return undefined; // the wait was given up: the run is ending
      throw error;
    }
  }

  #sayFailed(): void {
    const count = this.#failed;
    if (count > 0) this.#context.log.warn(`${count} failed in this run and went back: another run may try them again`);
  }

  async #finish(resource: Resource<T>, end: End): Promise<void> {
    if (resource.finished) return; // the script did it itself
    try {
      if (end.ok) await resource.markProcessed();
      else await this.#fail(resource, end.error);
    } catch (error) {
      if (!(error instanceof GantryError) || error.code !== 'ResourceNotFound') throw error;
      this.#context.log.warn(`${resource.id} was finished or deleted by somebody else meanwhile`);
    }
  }

  async #fail(resource: Resource<T>, error: unknown): Promise<void> {
    const { log, stop } = this.#context;
    const reason = messageOf(error);
    if (isBusinessError(error) || isEffectUnknown(error)) {
      log.warn(`${resource.id} refused: ${reason}`);
      return resource.fail(reason, { retry: false });
    }
    if (stop.aborted) return release(resource); // a cancel costs the resource nothing (Q16)
    const failing = resource.fail(reason); // first, so that it leaves together with the next take
    log.error(`${resource.id} failed: ${reason}`, error instanceof Error ? { stack: error.stack ?? '' } : undefined);
    await failing;
    if (resource.status === 'new') this.#failed++;
  }

  /** Ours again no longer: the locks go, nothing is counted. */
  async #putBack(resource: Resource<T>): Promise<void> {
    const released = release(resource);
    this.#context.stop.hands.putDown();
    await released;
  }
}

/** Trying again would only find the same: `error` is where people look, and where they retry from (S9). */
const isEffectUnknown = (error: unknown): boolean => error instanceof GantryError && error.code === 'EffectUnknown';

async function attempt<T>(fn: (resource: Resource<T>) => unknown, resource: Resource<T>): Promise<End> {
  try {
    await fn(resource);
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  }
}

/** When the run or the resource is gone, so are the locks. */
async function release(resource: Resource<unknown>): Promise<void> {
  if (resource.finished) return;
  try {
    await resource.unlock();
  } catch (error) {
    const gone = error instanceof GantryError && (error.code === 'RunEnded' || error.code === 'ResourceNotFound');
    if (!gone) throw error;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : `threw ${String(error)}`;
