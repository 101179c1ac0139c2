/** One run's live picture in this browser (E13): told of a newer one, it fetches the newest, one at a time. Knows no React. */
import type { NoPicture } from '../../../../protocol/fields.ts';
import type { Notices } from '../../../../protocol/notices.ts';
import { pictureOf } from '../../../api/call.ts';
import { now } from '../../../environment.ts';

export interface View {
  /** An object URL of the newest picture that arrived; it stays when the next one is late. */
  src?: string;
  /** Why there is no picture now. */
  none?: { why: NoPicture; says: string };
  /** The instant of the last news. */
  heard: number;
}

/** Where news come from: api/live.ts. */
type Subscribe = (run: string, handler: (told: Notices['picture']) => void) => () => void;

export class LivePicture {
  readonly #run: string;
  readonly #subscribe: Subscribe;
  readonly #watchers = new Set<() => void>();
  #view: View = { heard: now(), none: { why: 'starting', says: '' } };
  #leave: (() => void) | undefined;
  #abort: AbortController | undefined;
  /** Numbers of the newest picture that was told of, and of the one that is here. */
  #told = 0;
  #here = 0;

  constructor(run: string, subscribe: Subscribe) {
    this.#run = run;
    this.#subscribe = subscribe;
  }

  get view(): View {
    return this.#view;
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** From now on the robot is asked for pictures. */
  start(): void {
    if (this.#leave) return;
    this.#set({ heard: now() });
    this.#leave = this.#subscribe(this.#run, (told) => this.#news(told));
  }

  /** Nobody looks: nothing is asked for or fetched any more. What is here stays, until `forget`. */
  stop(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.#abort?.abort();
    this.#abort = undefined;
  }

  forget(): void {
    this.stop();
    if (this.#view.src) URL.revokeObjectURL(this.#view.src);
    this.#view = { heard: this.#view.heard, none: { why: 'starting', says: '' } };
  }

  #news(told: Notices['picture']): void {
    if ('why' in told) {
      this.#none(told);
      return;
    }
    this.#told = told.n;
    this.#set({ heard: now() });
    void this.#fetch();
  }

  /** A picture of before is not shown as if it were now; while the next one is awaited it may stay. */
  #none({ why, says }: { why: NoPicture; says: string }): void {
    this.#abort?.abort();
    this.#abort = undefined;
    const { src } = this.#view;
    const stays = why === 'starting' && src !== undefined;
    if (src && !stays) URL.revokeObjectURL(src);
    this.#view = { none: { why, says }, heard: now(), ...(stays ? { src } : {}) };
    this.#changed();
  }

  /** What becomes newer meanwhile is fetched afterwards: a slow connection sees fewer pictures, never old ones. */
  async #fetch(): Promise<void> {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    while (this.#here < this.#told && !abort.signal.aborted) {
      const told = this.#told;
      const came = await this.#one(abort.signal);
      if (!came && this.#told === told) break; // gone already: the next news says what is
    }
    if (this.#abort === abort) this.#abort = undefined;
  }

  async #one(signal: AbortSignal): Promise<boolean> {
    try {
      const response = await fetch(pictureOf(this.#run), { credentials: 'same-origin', signal });
      if (!response.ok) return false;
      const picture = await response.blob();
      if (signal.aborted) return false;
      this.#here = Number(response.headers.get('x-picture'));
      this.#show(URL.createObjectURL(picture));
      return true;
    } catch {
      return false; // left, or the connection broke: the line at the top of the page says so
    }
  }

  #show(src: string): void {
    const before = this.#view.src;
    this.#view = { src, heard: this.#view.heard };
    this.#changed();
    if (before) URL.revokeObjectURL(before);
  }

  #set(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
