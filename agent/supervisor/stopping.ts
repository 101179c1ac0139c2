/** Who asked this run to end, how softly, and since when: the first reason stands, only force goes over it. */
import type { Abort } from './exit-record.ts';

export class Stopping {
  #abort: Abort | undefined;
  #graceMs = 0;
  readonly #soft = new AbortController();
  readonly #hard = new AbortController();

  get abort(): Abort | undefined {
    return this.#abort;
  }
  /** ms between the asking and the killing. */
  get graceMs(): number {
    return this.#graceMs;
  }
  /** Fires with the first request of any kind. */
  get asked(): AbortSignal {
    return this.#soft.signal;
  }
  /** Fires when there is nothing to wait for any more. */
  get forced(): AbortSignal {
    return this.#hard.signal;
  }

  /** Ends the run softly: abort signal, `graceMs`, kill. */
  ask(abort: 'cancelled' | 'timeout', graceMs: number): void {
    if (this.#abort) return;
    this.#abort = abort;
    this.#graceMs = graceMs;
    this.#soft.abort();
  }

  /** Ends the run now. */
  force(): void {
    this.#abort = 'forced';
    this.#graceMs = 0;
    this.#soft.abort();
    this.#hard.abort();
  }
}
