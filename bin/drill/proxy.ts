/** A network of our own between robots and the coordinator: a TCP proxy whose link can be cut, frozen, made one-way or slow. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `pass`: as if it were not there. `cut`: connections are reset, new ones too. `frozen`: connections stand and take bytes,
 * none come through, ends neither. `up-only`, `down-only`: the same in one direction. `slow`: few bytes a second, late.
 */
export type LinkMode = 'pass' | 'cut' | 'frozen' | 'up-only' | 'down-only' | 'slow';
export type Direction = 'up' | 'down';

export interface ProxyOptions {
  /** Port of the coordinator on this machine. */
  target: number;
  /** Bytes a second and direction in mode `slow`; default 64 KiB. */
  slowBytes?: number;
  /** ms that each piece is late in mode `slow`; default 50. */
  slowMs?: number;
  /** Looks at what comes from the coordinator; `true` = keep it back, and all that follows on that connection. */
  keepBack?: (bytes: Buffer) => boolean;
}

type Settings = Required<Omit<ProxyOptions, 'keepBack'>> & Pick<ProxyOptions, 'keepBack'>;

/** Bytes that a direction takes in while nothing comes through; beyond it its sender has to wait, as on a real line. */
const MOST_HELD_BYTES = 1024 * 1024;
/** ms between two looks at a link that is not open. */
const LOOK_MS = 20;
const HOST = '127.0.0.1';

export class LinkProxy {
  readonly #options: Settings;
  readonly #lines = new Set<Line>();
  #server: Server | undefined;
  #mode: LinkMode = 'pass';

  constructor(options: ProxyOptions) {
    this.#options = { slowBytes: 64 * 1024, slowMs: 50, ...options };
  }

  get mode(): LinkMode {
    return this.#mode;
  }

  /** Where robots find the coordinator. */
  get url(): string {
    const address = this.#server?.address();
    if (!address || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://${HOST}:${address.port}`;
  }

  async start(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (near) => this.#accepted(near));
    this.#server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, HOST, resolve));
  }

  /** From now on; what was held comes through when the new mode lets it. */
  set(mode: LinkMode): void {
    this.#mode = mode;
    if (mode === 'cut') this.#reset();
  }

  /** Every connection is reset, once; those who come back find the link as it is. */
  #reset(): void {
    for (const line of this.#lines) line.reset();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#reset();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #accepted(near: Socket): void {
    if (this.#mode === 'cut') return void near.on('error', () => {}).resetAndDestroy();
    const line = new Line(near, this.#options, () => this.#mode);
    this.#lines.add(line);
    void line.done.then(() => this.#lines.delete(line));
  }
}

type Piece = Buffer | 'end' | 'reset';

/** One connection: two sockets, two directions. */
class Line {
  readonly done: Promise<unknown>;
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #options: Settings;
  readonly #mode: () => LinkMode;
  #over = false;

  constructor(near: Socket, options: Settings, mode: () => LinkMode) {
    this.#options = options;
    this.#mode = mode;
    this.#near = near;
    this.#far = connect({ port: options.target, host: HOST, allowHalfOpen: true });
    this.done = Promise.all([this.#carry('up', near, this.#far), this.#carry('down', this.#far, near)]).then(() =>
      this.reset(),
    );
  }

  reset(): void {
    this.#over = true;
    for (const socket of [this.#near, this.#far]) {
      if (socket.writableEnded)
        socket.destroy(); // a reset after the end is an error that Node never comes back from
      else if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  /** Resolves when this direction has ended. */
  async #carry(direction: Direction, from: Socket, to: Socket): Promise<void> {
    const { keepBack } = this.#options;
    let kept = false;
    for await (const piece of arriving(from)) {
      if (direction === 'down' && piece instanceof Buffer) kept ||= keepBack?.(piece) === true;
      while (!this.#over && (kept || !this.#open(direction))) {
        if (kept && from.destroyed) this.reset(); // what was kept back never comes through: nothing to wait for
        await pause(LOOK_MS);
      }
      if (this.#over) return;
      if (piece === 'reset') return this.reset();
      if (piece === 'end') return void to.end();
      await this.#send(piece, to);
    }
  }

  #open(direction: Direction): boolean {
    const mode = this.#mode();
    return mode === 'pass' || mode === 'slow' || mode === `${direction}-only`;
  }

  async #send(bytes: Buffer, to: Socket): Promise<void> {
    if (this.#mode() === 'slow') await pause(this.#options.slowMs);
    for (let at = 0; at < bytes.length && !this.#over; ) {
      const slow = this.#mode() === 'slow';
      const portion = bytes.subarray(
        at,
        slow ? at + Math.ceil((this.#options.slowBytes * LOOK_MS) / 1_000) : undefined,
      );
      at += portion.length;
      if (!to.write(portion)) await drained(to);
      if (slow) await pause(LOOK_MS);
    }
  }
}

/** What a socket brings, as pieces that wait here; reading rests while too much waits. */
async function* arriving(socket: Socket): AsyncGenerator<Piece> {
  const waiting: Piece[] = [];
  let held = 0;
  let wake = () => {};
  const add = (piece: Piece) => {
    waiting.push(piece);
    wake();
  };
  socket.on('data', (bytes: Buffer) => {
    held += bytes.length;
    if (held > MOST_HELD_BYTES) socket.pause();
    add(bytes);
  });
  socket.once('end', () => add('end'));
  socket.once('error', () => add('reset'));
  socket.once('close', () => add('reset'));
  for (;;) {
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      yield piece;
      if (!(piece instanceof Buffer)) return;
      held -= piece.length;
      if (held <= MOST_HELD_BYTES && socket.isPaused()) socket.resume();
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
