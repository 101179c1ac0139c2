/** What all sockets have in common: requests in, each answered once, at most so many open at a time (P11). */
import { GantryError } from '../protocol/errors.ts';
import { isNotice, isRequest, type Request } from '../protocol/frame.ts';
import { MAX_OPEN_REQUESTS } from '../protocol/version.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import { toRefusal } from './router.ts';

export class Requests {
  readonly #connection: Connection;
  readonly #log: Core['log'];
  readonly #answer: (request: Request) => Promise<unknown>;
  #open = 0;

  constructor(connection: Connection, log: Core['log'], answer: (request: Request) => Promise<unknown>) {
    this.#connection = connection;
    this.#log = log;
    this.#answer = answer;
  }

  /** One message of a frame. What is neither request nor notice ends the connection: it is not one of ours. */
  receive(message: unknown): void {
    if (isRequest(message)) this.#ask(message);
    else if (!isNotice(message)) this.#connection.close(1002, 'neither a request {id, verb, params} nor a notice');
  }

  async #ask(request: Request): Promise<void> {
    if (this.#open >= MAX_OPEN_REQUESTS) return this.#refuse(request, tooMany());
    this.#open++;
    try {
      const ok = await this.#answer(request);
      if (ok !== undefined) this.#connection.send({ re: request.id, ok });
    } catch (error) {
      this.#refuse(request, toRefusal(error, this.#log, request.verb));
    } finally {
      this.#open--;
    }
  }

  #refuse(request: Request, error: GantryError): void {
    this.#connection.send({ re: request.id, err: error.toWire() });
  }
}

const tooMany = () =>
  new GantryError('TooMany', `more than ${MAX_OPEN_REQUESTS} requests are open on this connection`, {
    retryInMs: 1_000,
  });
