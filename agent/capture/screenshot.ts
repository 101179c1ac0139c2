/** One frame of the screen as a PNG file, one at a time. */
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Log } from './display.ts';
import { type Grab, screenshotArgs } from './ffmpeg-args.ts';
import { run } from './program.ts';

export interface Shot {
  file: string;
  bytes: number;
  mime: string;
}

/** ms for one frame on a loaded machine. */
const SHOT_LIMIT_MS = 15_000;
/** Screenshots asked for while one is being taken; what comes beyond is refused. */
const MAX_WAITING = 20;

export class Camera {
  private readonly folder: string;
  private readonly ffmpeg: string;
  private readonly grab: Grab;
  private readonly env: Record<string, string>;
  private readonly log: Log;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** Covered: nothing is taken, what waits is refused (S5). */
  private covered = false;

  constructor(options: { folder: string; ffmpeg: string; grab: Grab; env: Record<string, string>; log: Log }) {
    this.folder = options.folder;
    this.ffmpeg = options.ffmpeg;
    this.grab = options.grab;
    this.env = options.env;
    this.log = options.log;
  }

  /** `name` becomes the file's name, `.png` is added when it lacks. Undefined when none was taken; a warning says why. */
  async take(name: string): Promise<Shot | undefined> {
    if (this.covered) return undefined;
    if (this.waiting >= MAX_WAITING) {
      this.log('warn', `screenshot ${name} was not taken: ${MAX_WAITING} others are waiting`);
      return undefined;
    }
    this.waiting++;
    const turn = this.queue.then(() => this.grabOne(name));
    this.queue = turn;
    return turn;
  }

  /** From now on nothing is taken; resolves when none is being taken any more. */
  async cover(): Promise<void> {
    this.covered = true;
    await this.queue;
  }

  uncover(): void {
    this.covered = false;
  }

  private async grabOne(name: string): Promise<Shot | undefined> {
    this.waiting--;
    if (this.covered) return undefined;
    const file = join(this.folder, /\.png$/i.test(name) ? basename(name) : `${basename(name)}.png`);
    const fresh = `${file}.new`;
    try {
      mkdirSync(this.folder, { recursive: true });
      const ran = await run(this.ffmpeg, screenshotArgs(this.grab, fresh), { env: this.env, limitMs: SHOT_LIMIT_MS });
      if (!ran.ok) throw new Error(ran.says);
      renameSync(fresh, file);
      return { file, bytes: statSync(file).size, mime: 'image/png' };
    } catch (error) {
      rmSync(fresh, { force: true });
      this.log('warn', `screenshot ${name} was not taken: ${(error as Error).message}`);
      return undefined;
    }
  }
}
