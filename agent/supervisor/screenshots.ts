/** Screenshots of a run (E6): at error lines and at failure, at most one a second; on request; all within one limit. */
import { basename } from 'node:path';
import type { Capture } from '../capture/index.ts';
import type { Artifact } from '../spool/upload.ts';

/** ms between two automatic ones. */
const AUTOMATIC_EVERY_MS = 1_000;

export interface ScreenshotOptions {
  limit: number;
  atMs: () => number;
  add: (artifact: Artifact) => Promise<void>;
  warn: (text: string) => void;
}

export class Screenshots {
  readonly #options: ScreenshotOptions;
  readonly #taking = new Set<Promise<unknown>>();
  #capture: Capture | undefined;
  /** Private spans open now; several processes of one run may each have one. */
  #private = 0;
  #taken = 0;
  #lastAutomaticMs = Number.NEGATIVE_INFINITY;

  constructor(options: ScreenshotOptions) {
    this.#options = options;
  }

  /** From now on there is a screen. */
  use(capture: Capture): void {
    this.#capture = capture;
  }

  /** While private nothing of the screen is kept (S5). */
  async setPrivate(on: boolean): Promise<void> {
    this.#private = Math.max(0, this.#private + (on ? 1 : -1));
    await this.#capture?.private(on);
  }

  /** One because something went wrong; its name at once, so that the line can carry it. */
  automatic(label: string): string | undefined {
    const now = this.#options.atMs();
    if (!this.#possible() || now - this.#lastAutomaticMs < AUTOMATIC_EVERY_MS) return undefined;
    this.#lastAutomaticMs = now;
    const name = this.#nextName();
    this.#follow(this.#take(name, label, now));
    return name;
  }

  /** One that the script asks for; undefined when there is no screen, or it is private, or the limit is reached. */
  async take(label: string): Promise<string | undefined> {
    if (!this.#possible()) return undefined;
    const name = this.#nextName();
    return (await this.#follow(this.#take(name, label, this.#options.atMs()))) ? name : undefined;
  }

  /** Resolves when none is being taken. */
  async settled(): Promise<void> {
    await Promise.all(this.#taking);
  }

  #possible(): boolean {
    if (!this.#capture?.size || this.#private > 0 || this.#taken > this.#options.limit) return false;
    if (this.#taken++ < this.#options.limit) return true;
    this.#options.warn(`no more screenshots of this run: the limit of ${this.#options.limit} is reached`);
    return false;
  }

  #nextName(): string {
    return `screenshot-${String(this.#taken).padStart(4, '0')}.png`;
  }

  #follow<T>(work: Promise<T>): Promise<T> {
    const followed = work.finally(() => this.#taking.delete(followed));
    this.#taking.add(followed);
    return followed;
  }

  async #take(name: string, label: string, atMs: number): Promise<boolean> {
    try {
      const shot = await this.#capture?.screenshot(name);
      if (!shot) return false;
      const file = basename(shot.file);
      const { mime } = shot;
      await this.#options.add({ kind: 'screenshot', name, file, mime, atMs, label: label.slice(0, 500), meta: {} });
      return true;
    } catch (error) {
      this.#options.warn(`no screenshot: ${(error as Error).message}`);
      return false;
    }
  }
}
