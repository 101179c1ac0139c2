/**
 * The asking end of a connection: numbers requests, packs what one turn of the event loop produced into one frame (S12),
 * repeats unanswered requests after a reconnect (S10). Knows no socket, no Node, no DOM: the transport is brought along.
 */
import { GantryError, type WireError } from './errors.ts';
import { decodeFrame, isNotice, isReply, type Notice, packFrames, utf8Bytes } from './frame.ts';
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
}

export interface ClientOptions {
  onNotice?: (notice: Notice) => void;
  /** Most bytes in a frame. */
  frameBytes?: number;
}

export class Client {
  readonly #pending = new Map<number, Pending>();
  readonly #onNotice: (notice: Notice) => void;
  readonly #frameBytes: number;
  #transport: Transport | undefined;
  #outbox: Pending[] = [];
  /** Sent over this connection and not answered yet. */
  readonly #flying = new Set<number>();
  #scheduled = false;
  #next = 1;

  constructor(options: ClientOptions = {}) {
    this.#onNotice = options.onNotice ?? (() => {});
    this.#frameBytes = options.frameBytes ?? MAX_FRAME_BYTES - 1024;
  }

  get open(): number {
    return this.#pending.size;
  }

  /** Asks; resolves with the reply's `ok`, rejects with its error. Survives reconnects; `fail` ends it. */
  call(verb: string, params: unknown): Promise<unknown> & { id: number } {
    const id = this.#next++;
    const promise = new Promise<unknown>((resolve, reject) => {
      const pending = { id, encoded: JSON.stringify({ id, verb, params }), resolve, reject };
      this.#pending.set(id, pending);
      this.#outbox.push(pending);
      this.#schedule();
    });
    return Object.assign(promise, { id });
  }

  /** A connection is there (after its hello): everything unanswered is sent again, in order. */
  opened(transport: Transport): void {
    this.#transport = transport;
    this.#flying.clear();
    this.#outbox = [...this.#pending.values()];
    this.#flush();
  }

  closed(): void {
    this.#transport = undefined;
  }

  /** Gives one open call up: it ends with this error here, whatever the other side makes of it. */
  drop(id: number, error: GantryError): void {
    const pending = this.#pending.get(id);
    this.#remove(id);
    pending?.reject(error);
  }

  /** Nothing will come any more: every open call ends with this error. */
  fail(error: GantryError): void {
    const open = [...this.#pending.values()];
    this.#pending.clear();
    this.#flying.clear();
    this.#outbox = [];
    for (const pending of open) pending.reject(error);
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
    const pending = this.#pending.get(id);
    if (!pending) return; // answered before the reconnect as well: the first answer counted
    this.#remove(id);
    if ('err' in reply) pending.reject(GantryError.fromWire(reply.err));
    else pending.resolve(reply.ok);
  }

  /** Makes room in the window: what waited for it goes out. */
  #remove(id: number): void {
    this.#pending.delete(id);
    if (this.#flying.delete(id) && this.#outbox.length > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const transport = this.#transport;
    if (!transport || this.#outbox.length === 0) return;
    const open = this.#outbox.filter((p) => this.#pending.has(p.id));
    const due = open.slice(0, Math.max(0, WINDOW - this.#flying.size));
    this.#outbox = open.slice(due.length);
    const small: string[] = [];
    for (const p of due) {
      this.#flying.add(p.id);
      if (transport.sendLarge && utf8Bytes(p.encoded) > this.#frameBytes) this.#large(transport.sendLarge, p);
      else small.push(p.encoded);
    }
    for (const frame of packFrames(small, this.#frameBytes)) transport.send(frame);
  }

  /** A failed upload is not an answer: the request stays open and goes out again with the next connection. */
  #large(send: (encoded: string) => Promise<string>, pending: Pending): void {
    send(pending.encoded).then(
      (frame) => this.receive(frame),
      (error: unknown) => {
        if (error instanceof GantryError && error.retry === 'never') return this.drop(pending.id, error);
        this.#flying.delete(pending.id);
        this.#outbox.push(pending);
      },
    );
  }
}
