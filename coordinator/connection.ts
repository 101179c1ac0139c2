/** One WebSocket: frames in, replies out in one frame per turn of the event loop, bounded buffers (P1, P11). Knows no verb. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Message, Notice, Reply } from '../protocol/frame.ts';
import { decodeFrame, packFrames } from '../protocol/frame.ts';
import type { NoticeName, Notices } from '../protocol/notices.ts';
import { type Said, say } from '../protocol/sentence.ts';
import { MAX_FRAME_BYTES } from '../protocol/version.ts';
import { systemClock } from './clock.ts';

/** Unsent bytes beyond which we stop reading from this connection until it took them. */
const PAUSE_AT_BYTES = 4 * 1024 * 1024;
/** Unsent bytes beyond which the connection is given up: its owner repeats what was not answered. */
const GIVE_UP_AT_BYTES = 64 * 1024 * 1024;

/** Close codes of ours (4000–4999 are free for applications). */
export const closeCodes = { replaced: 4001, unauthenticated: 4003, tooSlow: 4004, stopping: 1001 } as const;

export interface Events {
  /** Every message of every frame, in order; not yet known to be one of ours. */
  message(message: unknown): void;
  /** `code`: of the close frame, 1006 without one. */
  closed(because: Said, code: number): void;
}

export class Connection {
  readonly from: string;
  /** Monotonic ms of the last byte that came in: any byte counts as life (P5). */
  lastHeard = systemClock.monotonic();
  nextPing = 0;
  #ws: WebSocket;
  #socket: Socket;
  #bytesSeen: number;
  #outbox: string[] = [];
  #scheduled = false;
  #closed = false;
  #because: Said = '';

  constructor(ws: WebSocket, socket: Socket, from: string) {
    this.#ws = ws;
    this.#socket = socket;
    this.#bytesSeen = socket.bytesRead;
    this.from = from;
    sayWhyTooLarge(ws);
  }

  listen(events: Events): void {
    this.#ws.on('message', (data: Buffer, binary: boolean) => this.#receive(data, binary, events));
    this.#ws.on('error', (error) => {
      this.#because = error.message; // `close` follows in every case
    });
    this.#ws.on('close', (code, reason) => {
      this.#closed = true;
      events.closed(this.#because || reason.toString() || say`closed with code ${{ code }}`, code);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes that the other side has not taken yet. */
  get unsent(): number {
    return this.#ws.bufferedAmount;
  }

  send(message: Reply | Notice | Message): void {
    this.#sendText(JSON.stringify(message));
  }

  /** The answer to the request of this number; `text` is `ok` as JSON if somebody has it already. */
  reply(re: number, ok: unknown, text = JSON.stringify(ok)): void {
    this.#sendText(`{"re":${re},"ok":${text}}`);
  }

  notice<N extends NoticeName>(verb: N, params: Notices[N]): void {
    this.send({ verb, params });
  }

  ping(): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
  }

  /** Looks whether bytes came since the last look; returns ms of silence. */
  silence(now: number): number {
    const bytes = this.#socket.bytesRead;
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.lastHeard = now;
    }
    return now - this.lastHeard;
  }

  /** What was said before leaves first. */
  close(code: number, because: string): void {
    if (this.#closed) return;
    this.#because ||= because;
    this.#flush();
    this.#ws.close(code, because.slice(0, 120));
  }

  terminate(because: Said): void {
    this.#because ||= because;
    this.#ws.terminate();
  }

  /** All that one commit or one frame of requests leads to leaves together. */
  #sendText(text: string): void {
    if (this.#closed) return;
    this.#outbox.push(text);
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => this.#flush());
  }

  #receive(data: Buffer, binary: boolean, events: Events): void {
    const messages = binary ? undefined : decodeFrame(data.toString('utf8'));
    if (messages) for (const message of messages) events.message(message);
    else if (binary) this.close(1003, 'text frames with JSON only');
    else this.close(1007, 'this frame is not JSON');
  }

  #flush(): void {
    this.#scheduled = false;
    const out = this.#outbox;
    this.#outbox = [];
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    for (const frame of packFrames(out, MAX_FRAME_BYTES)) this.#ws.send(frame, () => this.#drained());
    if (this.unsent > GIVE_UP_AT_BYTES) this.terminate('did not take what it asked for');
    else if (this.unsent > PAUSE_AT_BYTES) this.#ws.pause();
  }

  #drained(): void {
    if (this.#ws.isPaused && this.unsent < PAUSE_AT_BYTES) this.#ws.resume();
  }
}

/** ws closes with a bare 1009 when a frame is over its limit; people deserve the reason and the way out. */
function sayWhyTooLarge(ws: WebSocket): void {
  const close = ws.close.bind(ws);
  ws.close = (code, reason) =>
    close(code, code === 1009 && !reason ? 'frame over 1 MiB: send larger requests to POST /api/v1/rpc' : reason);
}
