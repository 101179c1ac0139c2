/** What all sockets have in common: requests in, each answered once, at most so many open at a time (P11). */
import { GantryError } from '../protocol/errors.ts';
import { isNotice, isRequest, type Request } from '../protocol/frame.ts';
import { MAX_OPEN_REQUESTS } from '../protocol/version.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import { type Answered, type Done, toRefusal } from './router.ts';

export class Requests {
  readonly #connection: Connection;
  readonly #log: Core['log'];
  readonly #answer: (request: Request, done: Done) => void;
  #open = 0;

  constructor(connection: Connection, log: Core['log'], answer: (request: Request, done: Done) => void) {
    this.#connection = connection;
    this.#log = log;
    this.#answer = answer;
  }

  /** One message of a frame. What is neither request nor notice ends the connection: it is not one of ours. */
  receive(message: unknown): void {
    if (isRequest(message)) this.#ask(message);
    else if (!isNotice(message)) this.#connection.close(1002, 'neither a request {id, verb, params} nor a notice');
  }

  #ask(request: Request): void {
    if (this.#open >= MAX_OPEN_REQUESTS) {
      this.#refuse(request, tooMany());
      return;
    }
    this.#open++;
    this.#answer(request, (answer) => {
      this.#open--;
      if (answer) this.#reply(request, answer);
    });
  }

  #reply(request: Request, answer: Answered): void {
    if (answer.kind === 'refused') this.#refuse(request, toRefusal(answer.error, this.#log, request.verb));
    else if (answer.result !== undefined) this.#connection.reply(request.id, answer.result, answer.text);
  }

  #refuse(request: Request, error: GantryError): void {
    this.#connection.send({ re: request.id, err: error.toWire() });
  }
}

const tooMany = () =>
  new GantryError('TooMany', `more than ${MAX_OPEN_REQUESTS} requests are open on this connection`, {
    retryInMs: 1_000,
  });
