/**
 * Live view at the coordinator (E13): who watches which run, and its newest picture, in memory only and only meanwhile.
 * Supervisors take pictures while they are told that somebody watches; a picture that nobody fetched in time is gone.
 */
import { refuse } from '../protocol/errors.ts';
import type { NoPicture } from '../protocol/fields.ts';
import type { Notices } from '../protocol/notices.ts';
import type { RunPrincipal } from './auth.ts';
import type { Core } from './core.ts';
import { runningRun } from './domain/principal-run.ts';
import type { Services } from './router.ts';
import type { RunSession, Sessions } from './sessions.ts';

/** Runs that are watched at once, of up to 1 MiB each; who wants to see one more is told so. */
const MAX_WATCHED = 200;
/** ms that a single request waits for a run's first picture. */
const FIRST_PICTURE_MS = 10_000;
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

export type Told = Notices['picture'];
export interface Picture {
  /** Grows with each picture of this run. */
  n: number;
  jpeg: Buffer;
}
type None = { why: NoPicture; says: string };
type Tell = (told: Told) => void;

interface Watched {
  readonly viewers: Set<Tell>;
  /** The newest picture, or why there is none. */
  now: Picture | None;
}

export class Pictures {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #watched = new Map<string, Watched>();
  /** Also over the times in which nobody watched: who comes back never takes an old number for a new one. */
  #n = 0;

  constructor(core: Core, sessions: Sessions) {
    this.#core = core;
    this.#sessions = sessions;
  }

  /** From now on `tell` hears of each new picture, and at once of what there is. Returns how to leave; twice is fine. */
  watch(run: string, tell: Tell): () => void {
    const watched = this.#watched.get(run) ?? this.#begin(run);
    if (!watched) {
      tell({ run, why: 'crowded', says: `${MAX_WATCHED} runs are watched already` });
      return () => {};
    }
    watched.viewers.add(tell);
    tell(told(run, watched.now));
    return () => {
      if (watched.viewers.delete(tell) && watched.viewers.size === 0) this.#forget(run, watched);
    };
  }

  /** The newest picture; the first one is waited for. Refuses with the reason when there is none. */
  async newest(run: string): Promise<Picture> {
    const first = Promise.withResolvers<void>();
    const leave = this.watch(run, (now) => {
      if ('n' in now || now.why !== 'starting') first.resolve();
    });
    const timer = setTimeout(first.resolve, FIRST_PICTURE_MS);
    await first.promise;
    clearTimeout(timer);
    const now = this.#watched.get(run)?.now ?? { why: 'crowded', says: '' };
    leave();
    if ('jpeg' in now) return now;
    return refuse('Unavailable', `there is no picture of this run now (${now.why}) ${now.says}`.trim(), {
      retryInMs: FIRST_PICTURE_MS,
    });
  }

  /** A supervisor's picture. False: nobody watches, it need not send any more. */
  async take(who: RunPrincipal, jpeg: Buffer): Promise<boolean> {
    if (!jpeg.subarray(0, JPEG_START.length).equals(JPEG_START))
      refuse('ValidationError', 'the picture must be a JPEG', { field: 'body' });
    await this.#mustRun(who);
    return this.#change(who.run, { n: ++this.#n, jpeg });
  }

  /** A supervisor's word why there is no picture. */
  async none(who: RunPrincipal, none: None): Promise<void> {
    await this.#mustRun(who);
    this.#change(who.run, none);
  }

  /** A supervisor said hello: it may have missed that its run is watched. */
  came({ run, epoch, connection }: RunSession): void {
    if (!this.#watched.has(run)) return;
    this.#change(run, STARTING);
    connection.notice('run.watched', { run, epoch, on: true });
  }

  /** A connection of a run is gone. */
  left({ run, as }: RunSession): void {
    if (as === 'supervisor' && !this.#sessions.supervisor(run)) this.#change(run, AWAY);
  }

  /** The run is over: nothing of its screen stays here. */
  ended(run: string): void {
    this.#change(run, { why: 'ending', says: '' });
  }

  #begin(run: string): Watched | undefined {
    if (this.#watched.size >= MAX_WATCHED) return undefined;
    const watched: Watched = { viewers: new Set(), now: this.#sessions.supervisor(run) ? STARTING : AWAY };
    this.#watched.set(run, watched);
    this.#tellSupervisor(run, true);
    return watched;
  }

  #forget(run: string, watched: Watched): void {
    if (this.#watched.get(run) !== watched) return;
    this.#watched.delete(run);
    this.#tellSupervisor(run, false);
  }

  #change(run: string, now: Watched['now']): boolean {
    const watched = this.#watched.get(run);
    if (!watched) return false;
    watched.now = now;
    for (const tell of watched.viewers) tell(told(run, now));
    return true;
  }

  #tellSupervisor(run: string, on: boolean): void {
    for (const { as, epoch, connection } of this.#sessions.runSessions(run))
      if (as === 'supervisor') connection.notice('run.watched', { run, epoch, on });
  }

  /** A stale supervisor shows nothing (P3). */
  async #mustRun(who: RunPrincipal): Promise<void> {
    await this.#core.store.read((view) => runningRun(view, { who }));
  }
}

const STARTING: None = { why: 'starting', says: '' };
const AWAY: None = { why: 'away', says: '' };

const told = (run: string, now: Watched['now']): Told => ('jpeg' in now ? { run, n: now.n } : { run, ...now });

export function pictureServices(pictures: Pictures): Pick<Services, 'run.noPicture'> {
  return {
    'run.noPicture': async ({ why, says }, { who }) => {
      if (who.kind === 'supervisor') await pictures.none(who, { why, says });
      return {};
    },
  };
}
