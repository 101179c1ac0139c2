/** Collects what is asked for in one turn of the event loop, so that it can be asked for in one request. */
import { GantryError } from '../protocol/errors.ts';
import type { Connection } from './connection.ts';

export interface Asked<A, R> {
  what: A;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export class Together<A, R> {
  readonly #connection: Connection;
  readonly #send: (asked: Asked<A, R>[]) => void;
  #asked: Asked<A, R>[] = [];

  /** `send` answers each of them, at once or later. */
  constructor(connection: Connection, send: (asked: Asked<A, R>[]) => void) {
    this.#connection = connection;
    this.#send = send;
  }

  ask(what: A): Promise<R> {
    if (this.#asked.length === 0) this.#connection.collect(() => this.#flush());
    return new Promise<R>((resolve, reject) => {
      this.#asked.push({ what, resolve, reject });
    });
  }

  #flush(): void {
    const asked = this.#asked;
    this.#asked = [];
    this.#send(asked);
  }
}

/** What refuses all of them alike. Anything else may be the fault of one, or a coordinator that does not know the verb. */
const ALIKE = ['QueueNotFound', 'RunEnded', 'Unavailable', 'Unauthenticated'];

/** They were refused together: each hears it, or is asked for alone and hears (and is counted, Q15) what is its own. */
export function refused<A, R>(list: Asked<A, R>[], error: unknown, alone: (one: Asked<A, R>) => void): void {
  const alike = error instanceof GantryError && ALIKE.includes(error.code);
  for (const one of list)
    if (alike) one.reject(error);
    else alone(one);
}

/** One collector for each queue of a connection. */
export class TogetherByQueue<A, R> {
  readonly #all = new WeakMap<Connection, Map<string, Together<A, R>>>();
  readonly #send: (connection: Connection, queue: string, asked: Asked<A, R>[]) => void;

  constructor(send: (connection: Connection, queue: string, asked: Asked<A, R>[]) => void) {
    this.#send = send;
  }

  ask(connection: Connection, queue: string, what: A): Promise<R> {
    let queues = this.#all.get(connection);
    if (!queues) {
      queues = new Map();
      this.#all.set(connection, queues);
    }
    let together = queues.get(queue);
    if (!together) {
      together = new Together(connection, (asked) => this.#send(connection, queue, asked));
      queues.set(queue, together);
    }
    return together.ask(what);
  }
}
