/** A clock that stands still until it is moved, and then lets happen what became due, one after the other, in order of time. */
import type { Clock } from '../coordinator/clock.ts';

interface Timer {
  at: number;
  work: () => void;
}

export class MovedClock implements Clock {
  readonly #start: number;
  #now: number;
  /** In order of their time, and of their making where that is the same. */
  #timers: Timer[] = [];

  /** `start`: ms since 1970. */
  constructor(start: number) {
    this.#start = start;
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), work };
    const later = this.#timers.findIndex((other) => other.at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves `ms` ahead; `settle` is awaited after everything that became due on the way, and at the end. */
  async advance(ms: number, settle: () => Promise<void>): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let due = this.#timers[0]; due && due.at <= end; due = this.#timers[0]) {
      this.#timers.shift();
      this.#now = Math.max(this.#now, due.at);
      due.work();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}
