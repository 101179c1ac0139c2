/**
 * Takes of several hands that are free in the same moment travel as one request; what comes goes to the first of them, and
 * the others ask again.
 */

import type { TakenResource } from '../protocol/shapes-answer.ts';
import { MAX_TAKEN } from '../protocol/version.ts';
import type { GetParams } from './condition.ts';
import type { Connection } from './connection.ts';
import type { Stop } from './stop.ts';
import { type Asked, Together } from './together.ts';
import { ask } from './waiting-get.ts';

type Hand = Asked<void, TakenResource>;

export class Takes {
  readonly #connection: Connection;
  readonly #params: GetParams;
  readonly #stop: Stop;
  readonly #together: Together<void, TakenResource>;

  constructor(connection: Connection, params: GetParams, stop: Stop) {
    this.#connection = connection;
    this.#params = params;
    this.#stop = stop;
    this.#together = new Together(connection, (hands) => this.#send(hands));
  }

  take(): Promise<TakenResource> {
    return this.#together.ask();
  }

  #send(hands: Hand[]): void {
    for (let from = 0; from < hands.length; from += MAX_TAKEN) this.#several(hands.slice(from, from + MAX_TAKEN));
  }

  #several(hands: Hand[]): void {
    if (hands.length === 1) {
      this.#alone(hands[0]!);
      return;
    }
    const params = { ...this.#params, count: { atMost: hands.length } };
    ask(this.#connection, 'resource.getMany', params, this.#stop).then(
      ({ items }) => {
        for (const [n, item] of items.entries()) hands[n]!.resolve(item);
        this.#again(hands.slice(items.length));
      },
      (error: unknown) => {
        for (const hand of hands) hand.reject(error);
      },
    );
  }

  /** For whom there was nothing now: each waits by itself, so that one resource more moves one of them. */
  #again(hands: Hand[]): void {
    if (this.#params.timeout === 0) {
      if (hands.length > 0) this.#several(hands);
    } else for (const hand of hands) this.#alone(hand);
  }

  #alone({ resolve, reject }: Hand): void {
    ask(this.#connection, 'resource.get', this.#params, this.#stop).then(resolve, reject);
  }
}
