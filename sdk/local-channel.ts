/**
 * The local socket to the supervisor: JSON lines both ways. A told line has left this process when `tell` returns,
 * so that nothing is lost when the script ends on the next line, in whatever way.
 */
import { writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { GantryError, type WireError } from '../protocol/errors.ts';
import type { Abort, Ask, Listener, Tell } from './local-entries.ts';
import { terminal } from './terminal.ts';

/** How long a write may wait for a supervisor that does not read; then the channel counts as lost. */
const MAX_BLOCK_MS = 30_000;
const BLOCK_STEP_MS = 2;
/** How long a request (screenshot, file) may take. */
const ANSWER_MS = 60_000;
const FOREVER_MS = 2 ** 30;

interface Open {
  resolve: (ok: Record<string, unknown>) => void;
  reject: (error: GantryError) => void;
  timer: NodeJS.Timeout;
}

export class LocalChannel implements Listener {
  readonly #path: string;
  readonly #onAbort: (abort: Abort) => void;
  readonly #open = new Map<number, Open>();
  #socket: Socket | undefined;
  #lost = false;
  #next = 1;
  #hold: NodeJS.Timeout | undefined;

  constructor(path: string, onAbort: (abort: Abort) => void) {
    this.#path = path;
    this.#onAbort = onAbort;
  }

  /** Connects, if not done yet. */
  open(): Socket | undefined {
    if (this.#socket || this.#lost) return this.#socket;
    const socket = connect(this.#path);
    this.#socket = socket.unref();
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#received(line);
    });
    socket.on('error', (error) => this.#lose(error.message));
    socket.on('close', () => this.#lose('the supervisor closed it'));
    process.once('beforeExit', () => this.#flush());
    return socket;
  }

  tell(entry: Tell): void {
    if (!this.#write(entry)) terminal.tell(entry);
  }

  ask(entry: Ask): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = () =>
        this.#settle(id)?.reject(
          new GantryError('Unavailable', `no answer to "${entry.do}" within ${ANSWER_MS / 1000} s`),
        );
      this.#open.set(id, { resolve, reject, timer: setTimeout(late, ANSWER_MS).unref() });
      // an open request keeps the process alive, the socket alone does not
      this.#hold ??= setInterval(() => {}, FOREVER_MS);
      if (!this.#write({ id, ...entry })) this.#settle(id)?.reject(gone(`cannot "${entry.do}"`));
    });
  }

  /** The script has nothing left to do: everything told is spooled before the process ends. */
  #flush(): void {
    // Nothing to decide on failure: the process is ending, and what was told has left it already.
    if (!this.#lost) this.ask({ do: 'flush' }).catch(() => {});
  }

  #write(entry: Tell | (Ask & { id: number })): boolean {
    const socket = this.open();
    if (!socket) return false;
    const line = `${JSON.stringify(entry)}\n`;
    const fd = descriptorOf(socket);
    if (fd === undefined) return socket.write(line) || true;
    try {
      writeAll(fd, Buffer.from(line));
      return true;
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #received(line: string): void {
    const message = parsed(line);
    if (typeof message?.abort === 'string') this.#onAbort(message as unknown as Abort);
    const open = typeof message?.re === 'number' ? this.#settle(message.re) : undefined;
    if (message?.err) open?.reject(GantryError.fromWire(message.err as WireError));
    else open?.resolve((message?.ok ?? {}) as Record<string, unknown>);
  }

  #settle(id: number): Open | undefined {
    const open = this.#open.get(id);
    clearTimeout(open?.timer);
    this.#open.delete(id);
    if (this.#open.size === 0) {
      clearInterval(this.#hold);
      this.#hold = undefined;
    }
    return open;
  }

  #lose(because: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#socket?.destroy();
    this.#socket = undefined;
    for (const id of [...this.#open.keys()]) this.#settle(id)?.reject(gone(because));
  }
}

const gone = (because: string) =>
  new GantryError(
    'Unavailable',
    `the run's supervisor is not there (${because}): logs go to the terminal from here on`,
  );

/**
 * The socket's file descriptor, where there is one (POSIX): a local socket is connected when `connect` returns, so
 * lines can be written in order and at once, as Node does it with its own pipes. On Windows the stream's own buffer serves.
 */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as Socket & { _handle?: { fd?: number } | null };
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined;
}

/** The descriptor does not block: when the supervisor is behind, we wait for it here. */
function writeAll(fd: number, bytes: Buffer): void {
  const end = performance.now() + MAX_BLOCK_MS;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_STEP_MS);
    }
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // a line of a newer supervisor that we do not understand: nothing for us
  }
}
