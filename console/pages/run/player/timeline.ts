/** The one time axis of a run on screen (E1): where we are in it, playing or not, driven by the video or, without one, by a clock. */
import { useSyncExternalStore } from 'react';

export interface Moment {
  /** ms since the run's start. */
  ms: number;
  playing: boolean;
  rate: number;
  /** Length of the axis in ms. */
  duration: number;
}

/** ms between two steps of the clock that plays a run without a video. */
const CLOCK_MS = 100;

export class Timeline {
  #moment: Moment = { ms: 0, playing: false, rate: 1, duration: 0 };
  #video: HTMLVideoElement | undefined;
  #offset = 0;
  /** Playing is limited to it: a clip. */
  #span: { from: number; until: number } | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #watchers = new Set<() => void>();

  get moment(): Moment {
    return this.#moment;
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** The axis got longer. While the run is `live`, whoever looks at its end stays there. */
  setDuration(duration: number, live = false): void {
    const { ms, duration: before } = this.#moment;
    if (duration === before) return;
    this.#set(live && ms >= before ? { duration, ms: duration } : { duration });
  }

  /** From now on only this part is played; undefined = the whole run. */
  limit(span: { from: number; until: number } | undefined): void {
    this.#span = span;
  }

  /** The video drives from now on; its first frame is `offsetMs` after the run's start. Returns how to let go of it. */
  drive(video: HTMLVideoElement, offsetMs: number): () => void {
    this.#stopClock();
    this.#video = video;
    this.#offset = offsetMs;
    video.currentTime = this.#videoSecond(this.#moment.ms);
    video.playbackRate = this.#moment.rate;
    const tick = () => {
      // While paused only we seek, and a place before or after the video must not be pulled into it.
      if (!video.paused && !video.seeking) this.#played(video.currentTime * 1_000 + this.#offset);
    };
    const state = () => this.#set({ playing: !video.paused && !video.ended });
    video.addEventListener('timeupdate', tick);
    for (const event of ['play', 'pause', 'ended']) video.addEventListener(event, state);
    return () => {
      video.removeEventListener('timeupdate', tick);
      for (const event of ['play', 'pause', 'ended']) video.removeEventListener(event, state);
      this.#video = undefined;
      this.#set({ playing: false });
    };
  }

  seek(ms: number): void {
    const place = Math.min(Math.max(0, ms), Math.max(this.#moment.duration, 0));
    this.#set({ ms: place });
    if (this.#video) this.#video.currentTime = this.#videoSecond(place);
  }

  toggle(): void {
    if (this.#moment.playing) this.pause();
    else this.play();
  }

  play(): void {
    if (this.#moment.ms >= this.#end) this.seek(this.#span?.from ?? 0);
    if (this.#video) {
      // A browser may refuse to play (the file is broken, say): the video's error event says why on screen.
      this.#video.play().catch(() => this.#set({ playing: false }));
      return;
    }
    this.#stopClock();
    this.#clock = setInterval(() => this.#step(), CLOCK_MS);
    this.#set({ playing: true });
  }

  pause(): void {
    this.#video?.pause();
    this.#stopClock();
    this.#set({ playing: false });
  }

  setRate(rate: number): void {
    if (this.#video) this.#video.playbackRate = rate;
    this.#set({ rate });
  }

  get #end(): number {
    return this.#span?.until ?? this.#moment.duration;
  }

  #step(): void {
    const { ms, rate } = this.#moment;
    this.#played(ms + CLOCK_MS * rate);
  }

  /** Playing came to `ms`; a clip and the run end where they end. */
  #played(ms: number): void {
    const end = this.#end;
    this.#set({ ms: Math.min(ms, end) });
    if (ms >= end) this.pause();
  }

  #stopClock(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #videoSecond(ms: number): number {
    return Math.max(0, (ms - this.#offset) / 1_000);
  }

  #set(change: Partial<Moment>): void {
    this.#moment = { ...this.#moment, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}

export function useTimeline(timeline: Timeline): Moment {
  return useSyncExternalStore(
    (watcher) => timeline.subscribe(watcher),
    () => timeline.moment,
  );
}
