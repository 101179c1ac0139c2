/**
 * Lets the portions of an import give way to everybody else (P11): one at a time, whoever sends them, and after each a
 * rest while others work too. Knows nothing about what a portion does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import { systemClock } from './clock.ts';
import type { Core } from './core.ts';

/** Of what a portion took: a robot's request seldom meets one. With 1.5 a take lasted 1.7 times as long, with 3 it did not. */
const REST_SHARE = 3;
/** ms; a rest is no longer than this, however long the portion took. */
const MAX_REST_MS = 200;
/** ms for which others count as working after they asked for something. */
const OTHERS_MS = 5_000;
/** Portions that may stand in line, of up to 2 MiB each; beyond it they are refused with `TooMany` and sent again. */
const MOST_WAITING = 32;

export class GivingWay {
  readonly #core: Pick<Core, 'commands'>;
  /** Resolves when the one before has rested. */
  #before: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Commands that were counted already, and when others were seen last. */
  #counted = 0;
  #othersAt = Number.NEGATIVE_INFINITY;

  constructor(core: Pick<Core, 'commands'>) {
    this.#core = core;
  }

  /** Runs `portion`, which is one command, when its turn has come; settles as it does, before the rest. */
  async run<R>(portion: () => Promise<R>): Promise<R> {
    if (this.#waiting >= MOST_WAITING)
      throw new GantryError(
        'TooMany',
        say`${{ MOST_WAITING }} large requests are waiting already; try again in a moment`,
      );
    const before = this.#before;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#before = promise;
    this.#waiting++;
    await before;
    this.#waiting--;
    const from = systemClock.monotonic();
    try {
      return await portion();
    } finally {
      void this.#rest(systemClock.monotonic() - from).then(resolve);
    }
  }

  /** As long as is fair after a portion that took `ms`. */
  async #rest(ms: number): Promise<void> {
    const commands = this.#core.commands();
    const now = systemClock.monotonic();
    if (commands > this.#counted + 1) this.#othersAt = now;
    this.#counted = commands;
    if (now < this.#othersAt + OTHERS_MS)
      await pause(Math.min(MAX_REST_MS, ms * REST_SHARE), undefined, { ref: false });
  }
}
