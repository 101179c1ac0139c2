/**
 * The script's connection to the coordinator: opens at the first call, comes back by itself, repeats what was not
 * answered (S10), and says `Unavailable` after the limit. Knows no queue.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { reconnectDelay, STABLE_AFTER_MS } from '../protocol/backoff.ts';
import { Client, encodeParams } from '../protocol/client.ts';
import type { ParamsIn, Result, VerbName } from '../protocol/contract.ts';
import { type ErrorCode, GantryError, type WireError } from '../protocol/errors.ts';
import { decodeFrame, isReply, type Notice, type Reply } from '../protocol/frame.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { postLarge } from './large.ts';
import { notTrusted } from './trust.ts';

/** How long a call waits for the connection before `Unavailable` (S10). */
const OUTAGE_MS = 5 * 60_000;
const PING_MS = 5_000;
/** No byte for so long: the connection is dead, whatever the operating system believes (P5). */
const SILENT_MS = 15_000;
const HANDSHAKE_MS = 10_000;
/** Largest reply: a value of 1 MiB and its parameters, with room. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024;
const HELLO_ID = 0;
/** HTTP statuses and our close code (coordinator: unauthenticated) after which asking again is useless. */
const REFUSED = [401, 403, 410];
const CLOSED_UNAUTHENTICATED = 4003;
const FOREVER_MS = 2 ** 30;

export interface ConnectionOptions {
  /** `http://…` or `https://…` of the coordinator. */
  url: string;
  token: string;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
  /** ms a call waits for the connection; default 5 minutes. */
  outageMs?: number | undefined;
  /** The token is a run's own: when it is refused, the run is over. */
  inRun?: boolean | undefined;
  /** The coordinator says that this run instance is over. */
  onEnded?: ((because: string) => void) | undefined;
}

/** A request on its way: `id` is what `request.forget` names. */
export type Call<R> = Promise<R> & { id: number };

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #name = randomUUID();
  readonly #client: Client;
  /** When the calls were asked that were asked without a connection. */
  readonly #asked = new Map<number, number>();
  #socket: WebSocket | undefined;
  #greeted = false;
  /** It was greeted once: a bad certificate since then may be replaced, as an outage ends. */
  #known = false;
  #starting = false;
  #attempt = 0;
  #lostAt = performance.now();
  #lastProblem = 'it was not reached yet';
  #comeBackMs = 0;
  #over: GantryError | undefined;
  #hold: NodeJS.Timeout | undefined;
  #collected: (() => void)[] = [];
  #outage: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new Client({
      onNotice: (notice) => this.#noticed(notice),
      schedule: (flush) => process.nextTick(flush), // after all that an arriving frame's replies lead to
      onIdle: () => this.#hold?.unref(),
      again: { patienceMs: options.outageMs ?? OUTAGE_MS, after: (ms, work) => void setTimeout(work, ms).unref() },
    });
  }

  /** Asks the coordinator; waits for the connection as long as needed, `Unavailable` after the limit. */
  call<V extends VerbName>(verb: V, params: ParamsIn<V>): Call<Result<V>> {
    return this.#call(verb, encodeParams(verb, params));
  }

  #call<V extends VerbName>(verb: V, params: string): Call<Result<V>> {
    this.#sendCollected();
    if (this.#over) return Object.assign(Promise.reject(this.#over), { id: HELLO_ID });
    const first = this.#client.open === 0;
    const call = this.#client.callEncoded(verb, params) as Call<Result<V>>;
    if (first) this.#holdOn();
    if (this.#greeted) return call;
    this.#asked.set(call.id, performance.now());
    this.#watchOutage();
    this.#open();
    return call;
  }

  /** The same with parameters that are JSON already. */
  callEncoded<V extends VerbName>(verb: V, params: string): Call<Result<V>> {
    return this.#call(verb, params);
  }

  /** Calls `send` when this turn of the event loop is over, or before the next call: what was asked first goes first. */
  collect(send: () => void): void {
    if (this.#collected.length === 0) process.nextTick(() => this.#sendCollected());
    this.#collected.push(send);
  }

  #sendCollected(): void {
    const sends = this.#collected;
    if (sends.length === 0) return;
    this.#collected = [];
    for (const send of sends) send();
  }

  /** Ends the connection: open calls and later ones get this error. */
  close(error: GantryError = new GantryError('Unavailable', 'this connection was closed', { retry: 'never' })): void {
    this.#over ??= error;
    clearTimeout(this.#again);
    clearTimeout(this.#outage);
    this.#client.fail(this.#over);
    clearInterval(this.#hold);
    this.#socket?.close();
  }

  /** An open call keeps the process alive; the connection alone does not. */
  #holdOn(): void {
    if (this.#client.open === 0) return; // it could not even be sent
    this.#hold ??= setInterval(() => {}, FOREVER_MS);
    this.#hold.ref();
  }

  #open(): void {
    if (this.#socket || this.#starting || this.#again || this.#over) return;
    this.#starting = true;
    this.#start().catch((error: Error) => this.close(new GantryError('Unavailable', error.message, { cause: error })));
  }

  async #start(): Promise<void> {
    const { WebSocket } = await import('ws');
    this.#starting = false;
    if (this.#over) return;
    const { url, token, ca } = this.#options;
    const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws/run`, {
      headers: { authorization: `Bearer ${token}` },
      ...(ca === undefined ? {} : { ca }),
      perMessageDeflate: false,
      maxPayload: MAX_REPLY_BYTES,
      handshakeTimeout: HANDSHAKE_MS,
    });
    this.#socket = socket;
    let heard = performance.now();
    let opened = heard;
    socket.on('upgrade', (response) => response.socket.unref());
    socket.on('open', () => {
      opened = heard = performance.now();
      watchSilence(socket, () => heard);
      const params = { protocol: PROTOCOL_VERSION, client: this.#name };
      socket.send(JSON.stringify({ id: HELLO_ID, verb: 'run.hello', params }));
    });
    socket.on('pong', () => (heard = performance.now()));
    socket.on('message', (data: Buffer) => {
      heard = performance.now();
      this.#received(socket, data.toString('utf8'));
    });
    socket.on('unexpected-response', (request, response) => {
      this.#lastProblem = `it answered HTTP ${response.statusCode}`;
      if (REFUSED.includes(response.statusCode ?? 0)) this.#end(this.#tokenRefused());
      request.destroy();
      response.resume();
      this.#lost(socket, 0);
    });
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', (code, reason) => {
      if (code === CLOSED_UNAUTHENTICATED) this.#end(this.#tokenRefused());
      if (reason.length > 0) this.#lastProblem = reason.toString();
      this.#lost(socket, performance.now() - opened);
    });
  }

  #failed(error: Error): void {
    const refused = notTrusted(this.#options.url, error);
    this.#lastProblem = refused?.message ?? reasonOf(error);
    if (refused && !this.#known) this.close(refused);
  }

  #received(socket: WebSocket, text: string): void {
    if (!this.#greeted) {
      const hello = decodeFrame(text)?.find((m): m is Reply => isReply(m) && m.re === HELLO_ID);
      if (hello && 'err' in hello) this.#refused(socket, hello.err);
      else if (hello) this.#welcome(socket);
    }
    if (!this.#client.receive(text)) {
      this.#lastProblem = 'it sent something that is no message of this protocol';
      socket.terminate();
    }
  }

  #welcome(socket: WebSocket): void {
    this.#greeted = this.#known = true;
    this.#asked.clear();
    clearTimeout(this.#outage);
    this.#outage = undefined;
    const open = () => this.#socket === socket && this.#greeted;
    this.#client.opened({
      send: (frame) => socket.send(frame),
      sendLarge: (encoded) => postLarge({ ...this.#options, client: this.#name, open }, encoded),
    });
  }

  #refused(socket: WebSocket, err: WireError): void {
    const error = GantryError.fromWire(err);
    this.#lastProblem = error.message;
    this.#comeBackMs = error.retryInMs ?? 0;
    if (error.retry === 'never') this.#end(error);
    socket.close();
  }

  #lost(socket: WebSocket, heldMs: number): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (this.#greeted) this.#lostAt = performance.now();
    if (this.#greeted && heldMs >= STABLE_AFTER_MS) this.#attempt = 0;
    this.#greeted = false;
    this.#client.closed();
    if (this.#over) return;
    const waitMs = this.#comeBackMs + reconnectDelay(this.#attempt++, randomInt(2 ** 32) / 2 ** 32);
    this.#comeBackMs = 0;
    if (this.#client.open > 0) this.#watchOutage();
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.#open();
    }, waitMs).unref();
  }

  #noticed(notice: Notice): void {
    if (notice.verb === 'coordinator.stopping') this.#comeBackMs = (notice.params as { comeBackMs: number }).comeBackMs;
    if (notice.verb !== 'run.stop') return;
    const { because } = notice.params as { because: string };
    this.#end(new GantryError('RunEnded', `this run instance is over: ${because}; nothing more is accepted from it`));
  }

  #end(error: GantryError): void {
    this.close(error);
    if (error.code === 'RunEnded') this.#options.onEnded?.(error.message);
  }

  /** Every call has its own limit, counted from when it was asked or the connection was lost. */
  #watchOutage(): void {
    if (this.#outage || this.#over) return;
    const limit = this.#options.outageMs ?? OUTAGE_MS;
    const deadline = (id: number) => Math.max(this.#asked.get(id) ?? 0, this.#lostAt) + limit;
    const [first = 0] = this.#client.ids(); // asked in order: the first is due first
    this.#outage = setTimeout(
      () => {
        this.#outage = undefined;
        const now = performance.now();
        for (const id of [...this.#client.ids()])
          if (deadline(id) <= now + 1) {
            this.#asked.delete(id);
            this.#client.drop(id, this.#unavailable(limit));
          }
        if (this.#client.open > 0 && !this.#greeted) this.#watchOutage();
      },
      Math.max(0, deadline(first) - performance.now()),
    ).unref();
  }

  #unavailable(limit: number): GantryError {
    return new GantryError(
      'Unavailable',
      `the coordinator at ${this.#options.url} was not reached for ${Math.round(limit / 1000)} s ` +
        `(${this.#lastProblem}); what was asked may or may not have been done; ` +
        'check that it runs and that this machine reaches it, then run again',
    );
  }

  #tokenRefused(): GantryError {
    const [code, says]: [ErrorCode, string] = this.#options.inRun
      ? ['RunEnded', 'it ends with its run instance, so this one is over; nothing more is accepted from it']
      : ['Unauthenticated', 'get a new one and pass it to connect({ url, token })'];
    return new GantryError(code, `the coordinator at ${this.#options.url} does not accept the token: ${says}`);
  }
}

function reasonOf(error: Error & { code?: string }): string {
  return error.message || error.code || 'the connection failed';
}

/** Pings, and ends a connection that says nothing; a stall of our own (a busy script) does not count against it. */
function watchSilence(socket: WebSocket, heardAt: () => number): void {
  let excused = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - last > 2 * PING_MS) excused = now;
    last = now;
    if (now - Math.max(heardAt(), excused) > SILENT_MS) socket.terminate();
    else socket.ping();
  }, PING_MS).unref();
  socket.on('close', () => clearInterval(timer));
}
