/** Records the screen with ffmpeg into one or more segments. Knows when it runs, pauses verifiably, ends politely. */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { end, ended, hasEnded, startBound } from './bound.ts';
import { howEnded, type Log } from './display.ts';
import { EYE } from './ffmpeg-args.ts';
import { freeze, thaw } from './freeze.ts';
import type { Health } from './health.ts';
import type { Tools } from './tools.ts';

export interface Segment {
  file: string;
  /** ms between the run's start and the segment's first frame. */
  offsetMs: number;
}

export interface RecorderOptions {
  folder: string;
  ffmpeg: string;
  /** ffmpeg's arguments for recording into `file`. */
  args: (file: string) => string[];
  tools: Tools;
  env: Record<string, string>;
  startedAt: () => number;
  log: Log;
  /** Looks at each tiny frame (EYE, rgb24) of what is being recorded, and hears when none comes (E11). */
  health: Pick<Health, 'frame' | 'pause'>;
}

/** What a supervisor that died leaves for the next one: where the segments begin on the time axis. */
export const SEGMENTS_FILE = 'video.json';
/** ms until the first frame is grabbed and the encoder is open. */
const FIRST_FRAME_LIMIT_MS = 15_000;
/** How often a recorder that ended by itself is started again in one run. */
const MAX_RESTARTS = 3;
/** ms before such a restart; times the number of the restart. */
const RESTART_PAUSE_MS = 300;
/** ms to end after `q`, then after SIGINT. */
const QUIT_WAIT_MS = 5_000;
const INTERRUPT_WAIT_MS = 3_000;
/** ms of a pause after which the recorder goes on in a next segment: an old grabber first catches up frame by frame. */
const LONG_PAUSE_MS = 30_000;
/** ms without a tiny frame after which the screen counts as frozen; one is due every EYE_SECONDS. */
const STALLED_MS = 7_000;
const LOOK_EVERY_MS = 1_000;
/** Characters kept of what ffmpeg says, for the warning when it ends by itself. */
const SAID_LIMIT = 4_000;

export class Recorder {
  readonly segments: Segment[] = [];
  private readonly options: RecorderOptions;
  private child: ChildProcess | undefined;
  private said = '';
  private restarts = 0;
  private state: 'on' | 'paused' | 'over' = 'on';
  private pausedAt = 0;
  /** One thing at a time: pause, resume, restart and stop wait for each other here. */
  private queue: Promise<unknown> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private lookedAt = 0;

  constructor(options: RecorderOptions) {
    this.options = options;
  }

  /** Resolves when the first frame is being recorded; rejects with the reason when there is none. */
  start(): Promise<void> {
    return this.inTurn(async () => {
      await this.nextSegment();
      this.watchdog = setInterval(() => this.watch(), LOOK_EVERY_MS).unref();
    });
  }

  /** Resolves when nothing of the screen is recorded any more, verified. */
  pause(): Promise<void> {
    return this.inTurn(async () => {
      if (this.state !== 'on') return;
      this.state = 'paused';
      this.options.health.pause();
      this.pausedAt = this.options.startedAt();
      clearTimeout(this.retry);
      if (!this.child || hasEnded(this.child) || (await freeze(this.child.pid!))) return;
      await quit(this.child); // not verifiable here: the segment ends instead
    });
  }

  resume(): Promise<void> {
    return this.inTurn(async () => {
      if (this.state !== 'paused') return;
      this.state = 'on';
      this.lookedAt = this.options.startedAt();
      const child = this.child;
      const long = this.options.startedAt() - this.pausedAt > LONG_PAUSE_MS;
      if (child && !hasEnded(child)) {
        if (long) this.child = undefined; // its end is meant
        thaw(child.pid!);
        if (!long) return;
        await quit(child);
      }
      await this.nextSegment().catch((error: Error) => this.restartLater(error.message));
    });
  }

  /** Ends the recording. `withdraw` is called first when it is paused: it must take the screen away, or say that it can't. */
  stop(withdraw: () => Promise<boolean>): Promise<void> {
    return this.inTurn(async () => {
      const wasPaused = this.state === 'paused';
      this.state = 'over';
      clearInterval(this.watchdog);
      clearTimeout(this.retry);
      const child = this.child;
      if (!child || hasEnded(child)) return;
      // a paused recorder would grab the private screen on waking up: no screen, or no waking up
      if (wasPaused && !(await withdraw())) child.kill('SIGKILL');
      if (wasPaused) thaw(child.pid!);
      await quit(child);
    });
  }

  /** The process that records now, if any. */
  get pid(): number | undefined {
    return this.child && !hasEnded(this.child) ? this.child.pid : undefined;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => {}); // the caller gets the error; the next in line starts all the same
    return turn;
  }

  private async nextSegment(): Promise<void> {
    const { folder, ffmpeg, args, tools, env, startedAt } = this.options;
    const n = this.segments.length + 1;
    const file = join(folder, n === 1 ? 'video.mp4' : `video-${n}.mp4`);
    const child = startBound(ffmpeg, args(file), { tools, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    this.said = '';
    child.stdin?.on('error', () => {}); // it may end before it reads `q`: its exit is what counts
    eachFrame(child.stdout!, (frame) => this.look(frame));
    const segment = await this.firstFrame(child, file, startedAt);
    this.segments.push(segment);
    this.lookedAt = startedAt();
    writeFileSync(join(folder, SEGMENTS_FILE), JSON.stringify(this.segments));
    if (hasEnded(child)) this.died(child);
    else child.once('exit', () => this.died(child));
  }

  private async firstFrame(child: ChildProcess, file: string, startedAt: () => number): Promise<Segment> {
    let offsetMs: number | undefined;
    const open = new Promise<boolean>((resolve) => {
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        this.said = (this.said + text).slice(-SAID_LIMIT);
        // ffmpeg describes its input when it has the first frame, and its output when the encoder is open
        if (/^Input #0/m.test(this.said)) offsetMs ??= Math.round(startedAt());
        if (/^Output #0/m.test(this.said)) resolve(true);
      });
      child.once('exit', () => resolve(false));
      child.once('error', () => resolve(false));
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), FIRST_FRAME_LIMIT_MS);
    const ok = await open;
    clearTimeout(timer);
    if (ok) return { file, offsetMs: offsetMs ?? Math.round(startedAt()) };
    await ended(child, INTERRUPT_WAIT_MS);
    throw new Error(`ffmpeg did not begin to record (${howEnded(child)}): ${lastLines(this.said)}`);
  }

  private look(frame: Buffer): void {
    this.lookedAt = this.options.startedAt();
    if (this.state === 'on') this.options.health.frame(frame);
  }

  /** Once per silence: the next frame ends it. A recorder that is not there is said otherwise. */
  private watch(): void {
    if (this.state !== 'on' || this.pid === undefined) return;
    if (this.options.startedAt() - this.lookedAt > STALLED_MS) this.options.health.frame(undefined);
  }

  private died(child: ChildProcess): void {
    if (this.state === 'over' || child !== this.child || this.state === 'paused') return;
    this.restartLater(`${howEnded(child)}: ${lastLines(this.said)}`);
  }

  private restartLater(why: string): void {
    if (this.restarts >= MAX_RESTARTS) {
      this.options.log(
        'warn',
        `the recorder ended by itself for the ${this.restarts + 1}th time (${why}): no more video of this run`,
      );
      return;
    }
    this.restarts++;
    this.options.log(
      'warn',
      `the recorder ended by itself (${why}); it is started again, a few seconds may be missing`,
    );
    this.retry = setTimeout(() => {
      const again = async () => {
        if (this.state === 'on') await this.nextSegment().catch((error: Error) => this.restartLater(error.message));
      };
      void this.inTurn(again);
    }, RESTART_PAUSE_MS * this.restarts);
  }
}

/** `q` is ffmpeg's own way: it finishes the file. */
function quit(child: ChildProcess): Promise<void> {
  return end(child, [
    { ask: () => child.stdin?.write('q'), waitMs: QUIT_WAIT_MS },
    { ask: () => child.kill('SIGINT'), waitMs: INTERRUPT_WAIT_MS },
  ]);
}

function eachFrame(stream: Readable, look: (frame: Buffer) => void): void {
  const bytes = EYE.width * EYE.height * 3;
  let kept: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]);
    for (; kept.length >= bytes; kept = kept.subarray(bytes)) look(kept.subarray(0, bytes));
  });
}

/** ffmpeg names the cause a line or two before it gives up. */
const lastLines = (text: string) => text.trim().split('\n').slice(-3).join(' | ').slice(-400);
