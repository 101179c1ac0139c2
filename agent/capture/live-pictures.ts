/** The live picture of the screen (E13): a JPEG about every second, from one ffmpeg that is there only while somebody looks. */
import type { ChildProcess } from 'node:child_process';
import type { NoPicture } from '../../protocol/fields.ts';
import { MAX_PICTURE_BYTES } from '../../protocol/version.ts';
import { end, hasEnded, startBound } from './bound.ts';
import { howEnded } from './display.ts';
import type { Tools } from './tools.ts';

/** Who looks: gets each picture, or why there is none. */
export interface Viewer {
  picture(jpeg: Buffer): void;
  none(why: NoPicture, says: string): void;
}

export interface LivePicturesOptions {
  ffmpeg: string;
  args: string[];
  tools: Tools;
  env: Record<string, string>;
}

/** ms before a grabber that ended by itself is started again; a screen that is gone costs next to nothing so. */
const AGAIN_MS = 5_000;
/** Characters kept of what ffmpeg says. */
const SAID_LIMIT = 1_000;
/** The two bytes that end a JPEG; inside of its data they never stand together. */
const JPEG_END = Buffer.from([0xff, 0xd9]);

export class LivePictures {
  readonly #options: LivePicturesOptions;
  #viewer: Viewer | undefined;
  /** Covered: a private span (S5). */
  #covered = false;
  #child: ChildProcess | undefined;
  #again: NodeJS.Timeout | undefined;
  /** Starting and ending wait for each other here. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: LivePicturesOptions) {
    this.#options = options;
  }

  /** The process that grabs now, if any. */
  get pid(): number | undefined {
    return this.#child && !hasEnded(this.#child) ? this.#child.pid : undefined;
  }

  /** From now on pictures go to `viewer`; `undefined`: to nobody, and nothing grabs any more when it resolves. */
  show(viewer: Viewer | undefined): Promise<void> {
    this.#viewer = viewer;
    if (this.#covered) viewer?.none('private', '');
    return this.#settle();
  }

  /** Resolves when nothing of the screen is grabbed any more. */
  cover(): Promise<void> {
    if (!this.#covered) this.#viewer?.none('private', '');
    this.#covered = true;
    return this.#settle();
  }

  uncover(): Promise<void> {
    this.#covered = false;
    return this.#settle();
  }

  #settle(): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      const wanted = this.#viewer !== undefined && !this.#covered;
      if (wanted && !this.#child) this.#begin();
      if (!wanted) await this.#end();
    });
    return this.#queue;
  }

  #begin(): void {
    clearTimeout(this.#again);
    const { ffmpeg, args, tools, env } = this.#options;
    const child = startBound(ffmpeg, args, { tools, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_LIMIT);
    });
    const current = () => child === this.#child && !this.#covered;
    eachPicture(child, (jpeg) => {
      if (!current()) return;
      if (jpeg.length <= MAX_PICTURE_BYTES) this.#viewer?.picture(jpeg);
      else this.#viewer?.none('failed', `a picture of ${jpeg.length} bytes is too large`);
    });
    const gone = () => {
      if (!current()) return;
      this.#child = undefined;
      this.#viewer?.none('failed', `${howEnded(child)}: ${said.trim().split('\n').at(-1) ?? ''}`);
      this.#again = setTimeout(() => void this.#settle(), AGAIN_MS).unref();
    };
    child.once('error', gone).once('exit', gone);
  }

  /** Killed: there is nothing that it would have to finish. */
  async #end(): Promise<void> {
    clearTimeout(this.#again);
    const child = this.#child;
    this.#child = undefined;
    if (child) await end(child, []);
  }
}

/** Cuts what ffmpeg writes into pictures; what grows beyond any picture's size without an end is thrown away. */
function eachPicture(child: ChildProcess, take: (jpeg: Buffer) => void): void {
  let kept: Buffer = Buffer.alloc(0);
  child.stdout!.on('data', (chunk: Buffer) => {
    let from = Math.max(0, kept.length - 1); // the end may lie across two chunks
    kept = Buffer.concat([kept, chunk]);
    for (let at = kept.indexOf(JPEG_END, from); at >= 0; at = kept.indexOf(JPEG_END, from)) {
      take(Buffer.from(kept.subarray(0, at + JPEG_END.length)));
      kept = kept.subarray(at + JPEG_END.length);
      from = 0;
    }
    if (kept.length > 2 * MAX_PICTURE_BYTES) kept = Buffer.alloc(0);
  });
}
