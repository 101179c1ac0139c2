/** A window that fills the screen and shows one JPEG picture after the other: ffplay, fed through its standard input. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

export interface WindowOptions {
  ffplay: string;
  env: NodeJS.ProcessEnv;
  size: { width: number; height: number };
  warn: (text: string) => void;
}

const TITLE = 'Gantry: picture of a headless browser';
const BOUNDARY = 'picture';
/** ms between two pictures; ffplay shows 25 a second at most, and more would pile up in it. */
const LEAST_GAP_MS = 80;
/** Quick repeats after a new picture: ffplay shows one only when the next has begun to come. */
const QUICK_REPEATS = 2;

export class PictureWindow {
  readonly #child: ChildProcess;
  #last: Buffer | undefined;
  #writtenAt = 0;
  /** Repeats of the picture so far; undefined = it was not written yet. */
  #repeats: number | undefined;
  #closed = false;

  /** Its program ends with this process (end of its input) and does not keep it alive. */
  constructor({ ffplay, env, size, warn }: WindowOptions) {
    const child = spawn(ffplay, ffplayArgs(size), { env: { ...env, ...SDL }, stdio: ['pipe', 'ignore', 'ignore'] });
    child.unref();
    (child.stdin as Socket).unref();
    child.stdin!.on('error', () => {}); // it ended: reported below
    const ended = (how: string) => {
      if (!this.#closed) warn(`the picture of the headless browser is gone from the screen: ${ffplay} ${how}`);
      this.#closed = true;
    };
    child.once('error', (error) => ended(`did not start (${error.message})`));
    child.once('exit', (code, signal) => ended(`ended (${signal ?? `exit code ${code}`})`));
    this.#child = child;
  }

  /** Shows it at once, or within a few repeats when pictures come too fast: then only the newest one counts. */
  show(jpeg: Buffer): void {
    this.#last = jpeg;
    this.#repeats = undefined;
    if (performance.now() - this.#writtenAt >= LEAST_GAP_MS) this.#write();
  }

  /** To be called about ten times a second: shows what had to wait, and keeps the window's picture up. */
  repeat(): void {
    const repeats = this.#repeats;
    if (repeats !== undefined && repeats > QUICK_REPEATS && repeats % 2 === 1) {
      this.#repeats = repeats + 1; // five a second are enough for a picture that rests
      return;
    }
    this.#write();
  }

  close(): void {
    this.#closed = true;
    this.#child.kill();
  }

  /** A full pipe takes nothing: pictures are dropped there and the newest one comes when it is empty again. */
  #write(): void {
    const stdin = this.#child.stdin!;
    if (this.#closed || !this.#last || stdin.writableNeedDrain) return;
    this.#repeats = this.#repeats === undefined ? 0 : this.#repeats + 1;
    this.#writtenAt = performance.now();
    stdin.write(`--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${this.#last.length}\r\n\r\n`);
    stdin.write(this.#last);
    stdin.write('\r\n');
  }
}

/** Drawn by the processor: the graphics library of a virtual screen only emulates a card, which is dearer. */
const SDL = { SDL_VIDEODRIVER: 'x11', SDL_RENDER_DRIVER: 'software' };

/**
 * Multipart JPEG says the length of each picture before it: nothing waits for the next one to find its end. The rest
 * is against ffplay's wish to look ahead, to buffer, and to be in step with a sound.
 */
function ffplayArgs({ width, height }: { width: number; height: number }): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'error', '-autoexit', '-an', '-sn'],
    ...['-window_title', TITLE, '-noborder', '-left', '0', '-top', '0', '-x', String(width), '-y', String(height)],
    ...['-fflags', 'nobuffer', '-flags', 'low_delay', '-threads', '1', '-sync', 'video'],
    ...['-probesize', '32', '-analyzeduration', '0', '-f', 'mpjpeg', '-i', 'pipe:0'],
  ];
}
