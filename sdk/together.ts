/** Collects what is asked for in one turn of the event loop, so that it can be asked for in one request. */

export interface Asked<A, R> {
  what: A;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export class Together<A, R> {
  readonly #send: (asked: Asked<A, R>[]) => void;
  #asked: Asked<A, R>[] = [];

  /** `send` answers each of them, at once or later. */
  constructor(send: (asked: Asked<A, R>[]) => void) {
    this.#send = send;
  }

  ask(what: A): Promise<R> {
    if (this.#asked.length === 0) process.nextTick(() => this.#flush());
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
