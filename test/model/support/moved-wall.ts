/** A clock whose wall time can be set forward and back while the time that timers and leases go by stays what it is (P13). */
import type { Clock } from '../../../coordinator/clock.ts';
import { MovedClock } from '../../../testing/clock.ts';

export class MovedWall implements Clock {
  readonly #clock: MovedClock;
  #ahead = 0;

  constructor(start: number) {
    this.#clock = new MovedClock(start);
  }

  now(): number {
    return this.#clock.now() + this.#ahead;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, work: () => void): () => void {
    return this.#clock.after(ms, work);
  }

  advance(ms: number, settle: () => Promise<void>): Promise<void> {
    return this.#clock.advance(ms, settle);
  }

  /** The machine's clock is set, `ms` forward or (below 0) back. */
  set(ms: number): void {
    this.#ahead += ms;
  }
}
