/**
 * Deletes evidence (E17): what is too old, what is too much of its kind, the oldest when the disk gets full, and what nobody
 * refers to or nobody has. A portion is one command, others get their turn in between.
 */
import type { DiskState } from '../protocol/shapes-disk.ts';
import type { Core } from './core.ts';
import { evidenceBytes } from './domain/evidence.ts';
import type { ArtifactRow } from './domain/rows.ts';
import type { ArtifactFiles, ArtifactPlace } from './evidence/artifacts.ts';

const DAY_MS = 86_400_000;
/** Artifacts of one portion. */
const PORTION = 100;
/** Rows of a log that go in one portion: each may hold a report of many lines. */
const LOG_PORTION = 50;
/** Rows that one sweep asks the disk for; the next one goes on behind them. */
const MOST_SWEPT = 5_000;
/** A file that no row knows, and a row without its file, are left alone for so long: they may be on their way. */
const FRESH_MS = 60 * 60_000;
/** All files are looked at so often: there may be a million. */
const FILES_MS = DAY_MS;
/** A disk that only gets full takes nothing that is younger. */
const SPARED_MS = DAY_MS;

const KINDS = ['video', 'screenshot', 'file'] as const;
type Kind = (typeof KINDS)[number];
const LIMITS = {
  video: ['keepVideoDays', 'keepVideoBytes'],
  screenshot: ['keepScreenshotDays', 'keepScreenshotBytes'],
  file: ['keepFileDays', 'keepFileBytes'],
} as const satisfies Record<Kind, readonly [string, string]>;

/** Which evidence of a kind goes, oldest first, and why. */
interface Wish {
  kind: Kind;
  /** Only what is older. */
  before: number;
  /** Until so many bytes went; absent: all of it, also what never came whole. */
  bytes?: number;
  because: string;
}

type KeeperCore = Pick<Core, 'clock' | 'limits' | 'log' | 'store' | 'system'>;

export class EvidenceKeeper {
  readonly #core: KeeperCore;
  readonly #files: ArtifactFiles;
  /** Where the next sweep of each kind goes on. */
  readonly #swept = new Map<Kind, Readonly<ArtifactRow>>();
  readonly #removing = new Set<Promise<void>>();
  /** When all files were looked at last; never = long ago. */
  #filesSwept = Number.NEGATIVE_INFINITY;

  constructor(core: KeeperCore, files: ArtifactFiles) {
    this.#core = core;
    this.#files = files;
  }

  /** The commit that gave it up is on the disk. */
  remove(place: ArtifactPlace): void {
    const removing = this.#files
      .remove(place)
      .catch((error: unknown) => {
        this.#core.log.warn({ err: error, ...place }, 'deleted evidence could not be removed; the sweep tries again');
      })
      .finally(() => this.#removing.delete(removing));
    this.#removing.add(removing);
  }

  /** What is too old, and what is too much. */
  async expire(stopped: () => boolean): Promise<void> {
    const { limits } = this.#core;
    for (const kind of KINDS) {
      const [days, most] = [limits[LIMITS[kind][0]], limits[LIMITS[kind][1]]];
      const because = `older than ${days} days (setting ${LIMITS[kind][0]})`;
      if (days > 0) await this.#forget({ kind, before: this.#ago(days * DAY_MS), because }, stopped);
      if (most > 0) await this.#forgetTooMuch(kind, most, stopped);
    }
    await this.#forgetLogs(stopped);
  }

  /** Makes room on the disk: the oldest videos first, then screenshots, then files. */
  async thin(bytes: number, state: DiskState, stopped: () => boolean): Promise<void> {
    const before = this.#ago(state === 'tight' ? SPARED_MS : 0);
    const because = 'the disk of the coordinator was nearly full';
    let left = bytes;
    for (const kind of KINDS) {
      if (left <= 0) break;
      const gone = await this.#forget({ kind, before, bytes: left, because }, stopped);
      if (gone > 0) this.#core.log.warn({ kind, bytes: gone }, 'evidence deleted to make room on the disk');
      left -= gone;
    }
    await Promise.all(this.#removing); // the next look at the disk sees the room
  }

  /** What a crash left between a commit and its file, or somebody deleted by hand. */
  async sweep(stopped: () => boolean): Promise<void> {
    await this.#sweepFiles(stopped);
    for (const kind of KINDS) await this.#sweepRows(kind, stopped);
  }

  #ago(ms: number): number {
    return this.#core.clock.now() - ms;
  }

  #forgetTooMuch(kind: Kind, most: number, stopped: () => boolean): Promise<number> {
    const because = `${kind}s take more than ${most} bytes together (setting ${LIMITS[kind][1]})`;
    return this.#core.store
      .read((view) => evidenceBytes(view)[kind] - most)
      .then((bytes) => (bytes > 0 ? this.#forget({ kind, before: this.#ago(0), bytes, because }, stopped) : 0));
  }

  /** Bytes that went. */
  async #forget(wish: Wish, stopped: () => boolean): Promise<number> {
    const { kind, before, bytes = Number.POSITIVE_INFINITY, because } = wish;
    let gone = 0;
    for await (const rows of this.#oldest(kind)) {
      const artifacts: string[] = [];
      let sum = gone;
      for (const { id, received } of await this.#mayGo(rows, wish)) {
        if (sum >= bytes) break;
        artifacts.push(id);
        sum += received;
      }
      if (artifacts.length > 0) gone += (await this.#core.system('evidence.forget', { artifacts, because })).bytes;
      if (stopped() || gone >= bytes || rows.at(-1)!.created >= before) break;
    }
    return gone;
  }

  /** Not what belongs to a run that is on, nor what is still on its way. */
  #mayGo(rows: readonly Readonly<ArtifactRow>[], { before, bytes }: Wish): Promise<Readonly<ArtifactRow>[]> {
    return this.#core.store.read((view) =>
      rows.filter(
        ({ run, state, created }) =>
          created < before && (bytes === undefined || state === 'complete') && view.get('run', run)?.open !== 1,
      ),
    );
  }

  /** Portions of what is there. */
  async *#oldest(kind: Kind, after?: Readonly<ArtifactRow>): AsyncGenerator<Readonly<ArtifactRow>[]> {
    for (let last = after; ; ) {
      const rows = await this.#core.store.read((view) => view.pick('evidence', { kind, after: last }, PORTION));
      if (rows.length === 0) return;
      yield rows;
      if (rows.length < PORTION) return;
      last = rows.at(-1);
    }
  }

  async #forgetLogs(stopped: () => boolean): Promise<void> {
    const { keepLogDays: days, keepLogBytes: most } = this.#core.limits;
    if (days > 0) await this.#logsUntil(this.#ago(days * DAY_MS), () => true, stopped);
    if (most === 0) return;
    const tooMuch = () => this.#core.store.read((view) => evidenceBytes(view).log > most);
    await this.#logsUntil(this.#ago(0), tooMuch, stopped);
  }

  async #logsUntil(upTo: number, more: () => boolean | Promise<boolean>, stopped: () => boolean): Promise<void> {
    while (!stopped() && (await more())) {
      const [run] = await this.#core.store.read((view) => view.pick('runsWithLog', { upTo }, 1));
      if (!run) return;
      for (let left = true; left && !stopped(); )
        ({ left } = await this.#core.system('log.forget', { run: run.id, limit: LOG_PORTION }));
    }
  }

  async #sweepFiles(stopped: () => boolean): Promise<void> {
    const now = this.#core.clock.monotonic();
    if (now - this.#filesSwept < FILES_MS) return;
    this.#filesSwept = now;
    const before = this.#ago(FRESH_MS);
    for await (const { modified, ...place } of this.#files.list()) {
      if (stopped()) return;
      if (modified >= before) continue;
      const row = await this.#core.store.read((view) => view.get('artifact', place.id));
      if (!row || row.deleted > 0 || row.run !== place.run) await this.#files.remove(place);
    }
  }

  async #sweepRows(kind: Kind, stopped: () => boolean): Promise<void> {
    const before = this.#ago(FRESH_MS);
    const after = this.#swept.get(kind);
    this.#swept.delete(kind);
    let looked = 0;
    for await (const rows of this.#oldest(kind, after)) {
      if (stopped()) return;
      const missing: string[] = [];
      for (const row of rows)
        if (row.received > 0 && row.created < before && (await this.#files.size(row)) === 0) missing.push(row.id);
      const because = 'its file was missing in the data folder';
      if (missing.length > 0) {
        this.#core.log.error({ kind, artifacts: missing }, 'the files of this evidence are missing in the data folder');
        await this.#core.system('evidence.forget', { artifacts: missing, because, missing: true });
      }
      looked += rows.length;
      if (looked >= MOST_SWEPT) return void this.#swept.set(kind, rows.at(-1)!);
    }
  }
}
