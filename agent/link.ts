/**
 * A connection to the coordinator that never gives up (P10): connects, greets, hands frames to the asking end, notices a
 * dead peer, comes back. Agent and supervisor use it; what is said over it is theirs.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { reconnectDelay, STABLE_AFTER_MS } from '../protocol/backoff.ts';
import { Client } from '../protocol/client.ts';
import { GantryError, type WireError } from '../protocol/errors.ts';
import { decodeFrame, isNotice, isReply, type Notice } from '../protocol/frame.ts';
import { MAX_FRAME_BYTES } from '../protocol/version.ts';
import { dice, steadyMs } from './clock.ts';
import { type HttpRequest, refusal, request } from './spool/request.ts';

/** ms for the handshake of TCP, TLS and WebSocket, and for the greeting after it. */
const GREETING_MS = 15_000;
/** Until the coordinator says otherwise (P5). */
const DEFAULT_BEAT = { pingMs: 5_000, silentMs: 15_000 };
/** Number of the greeting's request; the client's own numbers begin at 1. */
const GREETING_ID = 0;
/** After a refusal (wrong key, ended token) there is no hurry, but a coordinator may change its mind. */
const REFUSED_MS = 30_000;

const JSON_BODY = { 'content-type': 'application/json' };

export interface Beat {
  pingMs: number;
  silentMs: number;
}
/** What a greeting can do before the connection is open. */
export interface Talk {
  ask(verb: string, params: unknown): Promise<unknown>;
  notice(verb: string): Promise<unknown>;
}
export interface LinkOptions {
  /** `ws://` or `wss://` address. */
  url: string;
  headers?: Record<string, string>;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
  /** For messages that are too large for a frame. */
  large?: { url: string; headers: Record<string, string> };
  /** First words on each new connection; rejects to close it and try again later. */
  greet(talk: Talk): Promise<Partial<Beat>>;
  onNotice(notice: Notice): void;
  onChange?(up: boolean, because: string): void;
}

export class Link {
  readonly client: Client;
  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #losses = 0;
  #stopped = true;
  #up = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.client = new Client({ onNotice: (notice) => this.#notice(notice) });
  }

  get up(): boolean {
    return this.#up;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#connect();
  }

  /** Closes; open calls end with `Unavailable`. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket?.terminate();
    this.client.fail(new GantryError('Unavailable', 'the connection was closed by this side'));
  }

  async #connect(): Promise<void> {
    const { WebSocket } = await import('ws');
    if (this.#stopped) return;
    const { url, headers, ca } = this.#options;
    const socket = new WebSocket(url, {
      headers: headers ?? {},
      ...(ca === undefined ? {} : { ca }),
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: GREETING_MS,
    });
    this.#socket = socket;
    const session = new Session(socket, this.client, this.#options);
    let because = 'closed';
    socket.on('error', (error) => {
      because = error.message || String(error);
    });
    socket.on('open', () =>
      session.greet().then(
        () => this.#opened(session),
        (error: Error) => session.refuse(error),
      ),
    );
    socket.on('close', (code, reason) => {
      session.end();
      this.#closed(session, session.why ?? (reason.toString() || `${because} (${code})`));
    });
  }

  #opened(session: Session): void {
    if (this.#stopped || session.over) return;
    this.#up = true;
    this.client.opened(session.transport());
    this.#options.onChange?.(true, 'connected');
  }

  #closed(session: Session, because: string): void {
    const was = this.#up;
    this.#up = false;
    this.client.closed();
    if (this.#stopped) return;
    if (was || this.#losses === 0) this.#options.onChange?.(false, because);
    if (session.lastedMs > STABLE_AFTER_MS) this.#losses = 0;
    const delay = session.refused
      ? (session.refused.retryInMs ?? REFUSED_MS)
      : Math.max(session.comeBackMs, 0) + reconnectDelay(this.#losses, dice());
    this.#losses++;
    this.#timer = setTimeout(() => void this.#connect(), delay);
  }

  #notice(notice: Notice): void {
    this.#options.onNotice(notice);
  }
}

/** One connection of a link, from its handshake to its end. */
class Session {
  comeBackMs = 0;
  over = false;
  /** Set when the coordinator itself said no, not the network. */
  refused: GantryError | undefined;
  why: string | undefined;
  readonly #socket: WebSocket;
  readonly #client: Client;
  readonly #options: LinkOptions;
  readonly #from = steadyMs();
  #heard = steadyMs();
  #greeted = false;
  readonly #answer = Promise.withResolvers<unknown>();
  readonly #notices = new Map<string, PromiseWithResolvers<unknown>>();
  #ping: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, client: Client, options: LinkOptions) {
    this.#socket = socket;
    this.#client = client;
    this.#options = options;
    this.#answer.promise.catch(() => {}); // a greeting that never asked has nobody to tell
    const alive = () => {
      this.#heard = steadyMs();
    };
    // Listening to the bytes themselves begins at 'open': earlier, the first frame would come to us and not to ws.
    socket.once('upgrade', ({ socket: bytes }: IncomingMessage) => socket.once('open', () => bytes.on('data', alive)));
    socket.on('message', (data: RawData) => this.#frame(data.toString()));
    socket.on('ping', alive);
    socket.on('pong', alive);
  }

  get lastedMs(): number {
    return steadyMs() - this.#from;
  }

  async greet(): Promise<void> {
    const limit = setTimeout(() => this.#socket.terminate(), GREETING_MS);
    try {
      const beat = await this.#options.greet({ ask: this.#ask, notice: this.#await });
      this.#greeted = true;
      this.#watch({ ...DEFAULT_BEAT, ...beat });
    } finally {
      clearTimeout(limit);
    }
  }

  refuse(error: Error): void {
    this.why = error.message;
    if (error instanceof GantryError && error.code !== 'Unavailable') this.refused = error;
    this.#socket.close(1000);
    this.#socket.terminate();
  }

  end(): void {
    this.over = true;
    clearInterval(this.#ping);
    const gone = new GantryError('Unavailable', 'the connection was lost during the greeting');
    this.#answer.reject(gone);
    for (const waiting of this.#notices.values()) waiting.reject(gone);
  }

  transport() {
    const { large, ca } = this.#options;
    return {
      send: (frame: string) => this.#socket.send(frame),
      ...(large && {
        sendLarge: (body: string) =>
          this.#sendLarge({ method: 'POST', url: large.url, headers: { ...large.headers, ...JSON_BODY }, body, ca }),
      }),
    };
  }

  /** Tried again while this connection lives; the next connection sends it by itself. */
  async #sendLarge(message: HttpRequest): Promise<string> {
    for (let n = 0; ; n++) {
      const answer = await request(message).catch((error: unknown) => {
        if (this.over) throw error;
        return undefined; // not reached: again, after a while
      });
      if (answer?.status === 200) return answer.text;
      if (this.over || (answer && answer.status < 500 && answer.status !== 429))
        throw refusal(answer ?? { status: 503, text: '' }, 'send a large message');
      await pause(reconnectDelay(n, dice()));
    }
  }

  readonly #ask = (verb: string, params: unknown): Promise<unknown> => {
    this.#socket.send(JSON.stringify({ id: GREETING_ID, verb, params }));
    return this.#answer.promise;
  };

  readonly #await = (verb: string): Promise<unknown> => this.#expected(verb).promise;

  #expected(verb: string): PromiseWithResolvers<unknown> {
    const known = this.#notices.get(verb) ?? Promise.withResolvers<unknown>();
    known.promise.catch(() => {}); // it may never be awaited
    this.#notices.set(verb, known);
    return known;
  }

  /** Pings, and ends a connection on which nothing at all was heard for `silentMs`. */
  #watch({ pingMs, silentMs }: Beat): void {
    this.#ping = setInterval(
      () => {
        if (steadyMs() - this.#heard > silentMs) {
          this.why = `nothing heard for ${Math.round(silentMs / 1000)} s`;
          return this.#socket.terminate();
        }
        this.#socket.ping();
      },
      pingMs * (0.9 + 0.2 * dice()),
    );
  }

  #frame(text: string): void {
    if (this.#greeted) {
      if (text.includes('"coordinator.stopping"')) this.#stopping(decodeFrame(text) ?? []);
      if (!this.#client.receive(text)) this.refuse(new Error('the coordinator sent something that is no message'));
      return;
    }
    for (const message of decodeFrame(text) ?? []) this.#early(message);
  }

  /** Before the greeting is over: its own reply and notices, and what may already come behind them. */
  #early(message: unknown): void {
    if (isReply(message) && message.re === GREETING_ID) {
      if ('err' in message) this.#answer.reject(GantryError.fromWire(message.err as WireError));
      else this.#answer.resolve(message.ok);
    } else if (isNotice(message) && message.verb === 'challenge') {
      this.#expected(message.verb).resolve(message.params);
    } else this.#client.receive(JSON.stringify(message));
  }

  #stopping(messages: unknown[]): void {
    for (const m of messages)
      if (isNotice(m) && m.verb === 'coordinator.stopping')
        this.comeBackMs = Math.min((m.params as { comeBackMs?: number }).comeBackMs ?? 0, REFUSED_MS);
  }
}
