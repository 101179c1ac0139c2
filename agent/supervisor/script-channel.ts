/** The local socket of a run (docs/architecture.md): JSON lines from the script, answers and the abort back to it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ErrorCode, GantryError } from '../../protocol/errors.ts';

/** Bytes of one message: an output of 1 MiB (J33) with what JSON adds. A longer one closes that connection. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Connections of one run's processes. */
const MAX_CONNECTIONS = 64;
/** A path of a Unix socket cannot be longer on any system we know. */
const MAX_SOCKET_PATH = 100;

export type ScriptMessage = { do: string; id?: number } & Record<string, unknown>;

export interface ChannelOptions {
  /** Where the socket should be; a path that is too long for the system is replaced by one in the temporary folder. */
  path: string;
  run: string;
  /** One message; what it resolves with is the answer if the message has an `id`. */
  onMessage: (message: ScriptMessage) => unknown;
  /** A line that is no message: told once per connection. */
  onNonsense: (because: string) => void;
  /** Called between messages: holds the script while the disk is slower than it is. */
  room: () => Promise<void>;
}

export class ScriptChannel {
  readonly path: string;
  readonly #options: ChannelOptions;
  readonly #sockets = new Set<Socket>();
  readonly #working = new Set<Promise<void>>();
  #server: Server | undefined;
  #abort: string | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.path = socketPath(options.path, options.run);
  }

  /** Is a script there that will hear an abort? */
  get connected(): boolean {
    return this.#sockets.size > 0;
  }

  async listen(): Promise<void> {
    if (process.platform !== 'win32') rmSync(this.path, { force: true });
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.path, resolve);
    });
    if (process.platform !== 'win32') chmodSync(this.path, 0o600);
  }

  /** Tells every process of the script, also those that connect later. */
  abort(reason: 'cancelled' | 'timeout' | 'drain', graceMs: number): void {
    this.#abort = `${JSON.stringify({ abort: reason, graceMs })}\n`;
    for (const socket of this.#sockets) socket.write(this.#abort);
  }

  /** Takes what the ended command still left in the sockets, then closes. `limitMs` bounds the reading. */
  async close(limitMs: number): Promise<void> {
    const limit = setTimeout(() => this.#drop(), limitMs);
    await Promise.all(this.#working);
    clearTimeout(limit);
    this.#drop();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    if (process.platform !== 'win32' && this.path !== this.#options.path)
      rmSync(dirname(this.path), { recursive: true, force: true });
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // a script that dies in the middle of a word: 'close' follows
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#abort) socket.write(this.#abort);
    const work = this.#read(socket).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #read(socket: Socket): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    try {
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
          this.#line(socket, data.toString('utf8', start, end));
          start = end + 1;
        }
        rest = data.subarray(start);
        if (rest.length > MAX_MESSAGE_BYTES) throw new Error(`a message of more than ${MAX_MESSAGE_BYTES} bytes`);
        await this.#options.room();
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNRESET' && code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE')
        this.#options.onNonsense((error as Error).message);
      socket.destroy();
    }
  }

  /** A message that wants no answer: what is wrong with it stands on the timeline. */
  #told(message: ScriptMessage): void {
    try {
      this.#options.onMessage(message);
    } catch (error) {
      this.#options.onNonsense((error as Error).message);
    }
  }

  #line(socket: Socket, line: string): void {
    if (line.trim() === '') return;
    const message = parse(line);
    if (message === undefined) this.#options.onNonsense(`a line that is no message: ${line.slice(0, 100)}`);
    else if (typeof message.id === 'number') this.#asked(socket, message.id, message);
    else this.#told(message);
  }

  #asked(socket: Socket, id: number, message: ScriptMessage): void {
    Promise.resolve()
      .then(() => this.#options.onMessage(message))
      .then(
        (ok) => ({ re: id, ok: ok ?? {} }),
        (error: unknown) => ({ re: id, err: { code: codeOf(error), message: (error as Error).message } }),
      )
      .then((answer) => socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
  }
}

const codeOf = (error: unknown): ErrorCode => (error instanceof GantryError ? error.code : 'Internal');

function parse(line: string): ScriptMessage | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('do' in value) || typeof value.do !== 'string')
      return undefined;
    return value as ScriptMessage;
  } catch {
    return undefined; // the caller says so on the timeline
  }
}

function socketPath(wanted: string, run: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\gantry-${run}`;
  return Buffer.byteLength(wanted) <= MAX_SOCKET_PATH ? wanted : join(mkdtempSync(join(tmpdir(), 'gantry-')), 's');
}
