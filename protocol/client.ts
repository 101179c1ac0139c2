/**
 * The asking end of a connection: numbers requests, packs what one turn of the event loop produced into one frame (S12),
 * repeats unanswered requests after a reconnect (S10). Knows no socket, no Node, no DOM: the transport is brought along.
 */
import { GantryError, type WireError } from './errors.ts';
import { decodeFrame, fits, isNotice, isReply, type Notice, packFrames } from './frame.ts';
import { MAX_FRAME_BYTES, MAX_OPEN_REQUESTS } from './version.ts';

/** Requests on their way at once: below what a connection may have open, so that nobody ever sees `TooMany` for it (P11). */
const WINDOW = MAX_OPEN_REQUESTS - 100;

export interface Transport {
  /** Sends one text frame. Called only between `opened` and `closed`. */
  send(frame: string): void;
  /** For a message too large for a frame (Q3 allows 1 MiB values): the same request over HTTP. Resolves with its reply. */
  sendLarge?(encoded: string): Promise<string>;
}

interface Pending {
  id: number;
  encoded: string;
  resolve: (value: unknown) => void;
  reject: (error: GantryError) => void;
  /** On its way over this connection. */
  flying: boolean;
  /** ms that it rested because it was refused for now. */
  restedMs: number;
}

export interface ClientOptions {
  onNotice?: (notice: Notice) => void;
  /** Most bytes in a frame. */
  frameBytes?: number;
  /** Calls back when all that is asked in one go is asked: it leaves in one frame. Default: after this microtask. */
  schedule?: (flush: () => void) => void;
  /** The last open call was answered. */
  onIdle?: () => void;
  /** Asks again what was refused with `Unavailable` and a time to come back, for so many ms in all (S10); absent: it does not. */
  again?: { patienceMs: number; after: (ms: number, work: () => void) => void };
}

export class Client {
  readonly #pending = new Map<number, Pending>();
  readonly #onNotice: (notice: Notice) => void;
  readonly #frameBytes: number;
  readonly #plan: (flush: () => void) => void;
  readonly #onIdle: () => void;
  readonly #again: ClientOptions['again'];
  readonly #flushed = () => this.#flush();
  #transport: Transport | undefined;
  #outbox: Pending[] = [];
  /** How many were sent over this connection and are not answered yet. */
  #flying = 0;
  #scheduled = false;
  #next = 1;

  constructor(options: ClientOptions = {}) {
    this.#onNotice = options.onNotice ?? (() => {});
    this.#frameBytes = options.frameBytes ?? MAX_FRAME_BYTES - 1024;
    this.#plan = options.schedule ?? ((flush) => queueMicrotask(flush)); // a browser's own refuses any `this` but the window
    this.#onIdle = options.onIdle ?? (() => {});
    this.#again = options.again;
  }

  get open(): number {
    return this.#pending.size;
  }

  /** Asks; resolves with the reply's `ok`, rejects with its error. Survives reconnects; `fail` ends it. */
  call(verb: string, params: unknown): Promise<unknown> & { id: number } {
    return this.callEncoded(verb, encodeParams(verb, params));
  }

  /** The same with parameters that are JSON already. */
  callEncoded(verb: string, params: string): Promise<unknown> & { id: number } {
    const id = this.#next++;
    const encoded = `{"id":${id},"verb":${JSON.stringify(verb)},"params":${params}}`;
    const promise = new Promise<unknown>((resolve, reject) => {
      const pending = { id, encoded, resolve, reject, flying: false, restedMs: 0 };
      this.#pending.set(id, pending);
      this.#outbox.push(pending);
      this.#schedule();
    }) as Promise<unknown> & { id: number };
    promise.id = id;
    return promise;
  }

  /** Ids of the open calls, as they were asked. */
  ids(): Iterable<number> {
    return this.#pending.keys();
  }

  /** A connection is there (after its hello): everything unanswered is sent again, in order. */
  opened(transport: Transport): void {
    this.#transport = transport;
    this.#flying = 0;
    this.#outbox = [...this.#pending.values()];
    for (const pending of this.#outbox) pending.flying = false;
    this.#flush();
  }

  closed(): void {
    this.#transport = undefined;
  }

  /** Gives one open call up: it ends with this error here, whatever the other side makes of it. */
  drop(id: number, error: GantryError): void {
    this.#taken(id)?.reject(error);
  }

  /** Nothing will come any more: every open call ends with this error. */
  fail(error: GantryError): void {
    const open = [...this.#pending.values()];
    this.#pending.clear();
    this.#flying = 0;
    this.#outbox = [];
    for (const pending of open) pending.reject(error);
    if (open.length > 0) this.#onIdle();
  }

  /** One frame from the other side. Returns false when it was not one of ours. */
  receive(frame: string): boolean {
    const messages = decodeFrame(frame);
    if (!messages) return false;
    for (const message of messages) {
      if (isReply(message)) this.#settle(message.re, message);
      else if (isNotice(message)) this.#onNotice(message);
      else return false;
    }
    return true;
  }

  #settle(id: number, reply: { ok: unknown } | { err: WireError }): void {
    if ('err' in reply && this.#restsFor(id, reply.err)) return;
    const pending = this.#taken(id);
    if (!pending) return; // answered before the reconnect as well: the first answer counted
    if ('err' in reply) pending.reject(GantryError.fromWire(reply.err));
    else pending.resolve(reply.ok);
  }

  /** Refused for now, such as by a full disk: nothing was done, so the same request is asked again when its rest is over. */
  #restsFor(id: number, { code, retryInMs }: WireError): boolean {
    const pending = this.#pending.get(id);
    if (!pending || !this.#again || code !== 'Unavailable' || retryInMs === undefined) return false;
    if (pending.restedMs + retryInMs > this.#again.patienceMs) return false;
    pending.restedMs += retryInMs;
    if (pending.flying) this.#flying--;
    pending.flying = false;
    this.#again.after(retryInMs, () => {
      if (!this.#pending.has(id) || pending.flying || this.#outbox.includes(pending)) return; // it went with a reconnect
      this.#outbox.push(pending);
      this.#schedule();
    });
    return true;
  }

  /** No longer open: makes room in the window, what waited for it goes out. */
  #taken(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    if (pending.flying) this.#flying--;
    if (this.#outbox.length > 0) this.#schedule();
    if (this.#pending.size === 0) this.#onIdle();
    return pending;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#plan(this.#flushed);
  }

  #flush(): void {
    this.#scheduled = false;
    const transport = this.#transport;
    if (!transport || this.#outbox.length === 0) return;
    const small: string[] = [];
    let n = 0;
    for (; n < this.#outbox.length && this.#flying < WINDOW; n++) {
      const pending = this.#outbox[n]!;
      if (!this.#pending.has(pending.id)) continue; // given up meanwhile
      pending.flying = true;
      this.#flying++;
      if (transport.sendLarge && !fits(pending.encoded, this.#frameBytes)) this.#large(transport.sendLarge, pending);
      else small.push(pending.encoded);
    }
    this.#outbox = n === this.#outbox.length ? [] : this.#outbox.slice(n);
    if (small.length > 0) for (const frame of packFrames(small, this.#frameBytes)) transport.send(frame);
  }

  /** A failed upload is not an answer: the request stays open and goes out again with the next connection. */
  #large(send: (encoded: string) => Promise<string>, pending: Pending): void {
    send(pending.encoded).then(
      (frame) => this.receive(frame),
      (error: unknown) => {
        if (error instanceof GantryError && error.retry === 'never') return this.drop(pending.id, error);
        if (pending.flying) this.#flying--;
        pending.flying = false;
        this.#outbox.push(pending);
      },
    );
  }
}

/** Parameters as JSON; what cannot be JSON is refused in words. */
export function encodeParams(verb: string, params: unknown): string {
  try {
    return JSON.stringify(params) ?? 'null';
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GantryError('ValidationError', `${verb}: params: can't be sent as JSON: ${why}`, {
      field: 'params',
      cause,
    });
  }
}
