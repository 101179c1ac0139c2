/** How much of the disk the coordinator's folder takes: the database at once, large folders measured now and then. */
import { opendir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Overview } from '../protocol/shapes-overview.ts';
import type { Clock } from './clock.ts';
import type { Core } from './core.ts';

/** The files of the database: its tables, and the log of what is not in them yet. */
export const DATABASE_FILES = ['gantry.db', 'gantry.db-wal', 'gantry.redo.db', 'gantry.redo.db-wal'] as const;
/** A folder is measured again when it was last measured so long ago, and somebody asks. */
const FRESH_MS = 10 * 60_000;
/** Who asks waits so long for the first measure of a folder; later it is there. */
const WAIT_MS = 200;

type Disk = Overview['disk'];
type Measured = NonNullable<Disk['evidence']>;

export class DiskUse {
  readonly #data: string;
  readonly #evidence: Folder;
  readonly #packages: Folder;

  constructor(data: string, core: Pick<Core, 'clock' | 'log'>) {
    this.#data = data;
    this.#evidence = new Folder(join(data, 'artifacts'), core);
    this.#packages = new Folder(join(data, 'blobs'), core);
  }

  async now(): Promise<Disk> {
    const [databaseBytes, freeBytes, evidence, packages] = await Promise.all([
      this.#databaseBytes(),
      freeOn(this.#data),
      this.#evidence.size(),
      this.#packages.size(),
    ]);
    return { ...{ databaseBytes, freeBytes }, ...(evidence && { evidence }), ...(packages && { packages }) };
  }

  async #databaseBytes(): Promise<number> {
    const sizes = await Promise.all(DATABASE_FILES.map((file) => bytesOf(join(this.#data, file))));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/** What a folder holds, kept for a while: a million files take their time. */
class Folder {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: Core['log'];
  #last: Measured | undefined;
  #measuring: Promise<void> | undefined;

  constructor(path: string, { clock, log }: Pick<Core, 'clock' | 'log'>) {
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  /** As it was last measured; `undefined` while the first measure takes long. */
  async size(): Promise<Measured | undefined> {
    if (!this.#last || this.#clock.now() - this.#last.at >= FRESH_MS) this.#measuring ??= this.#measure();
    if (!this.#last) await Promise.race([this.#measuring, this.#after(WAIT_MS)]);
    return this.#last;
  }

  async #measure(): Promise<void> {
    try {
      const at = this.#clock.now();
      this.#last = { bytes: await bytesIn(this.#path), at };
    } catch (error) {
      this.#log.warn({ err: error, folder: this.#path }, 'a folder could not be measured');
    } finally {
      this.#measuring = undefined;
    }
  }

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

/** File by file, so that it takes little memory and one thread at a time. What goes meanwhile is not counted. */
async function bytesIn(path: string): Promise<number> {
  let bytes = 0;
  const folder = await opendir(path).catch(absent);
  if (!folder) return 0;
  for await (const entry of folder) {
    const at = join(path, entry.name);
    bytes += entry.isDirectory() ? await bytesIn(at) : await bytesOf(at);
  }
  return bytes;
}

const bytesOf = async (path: string): Promise<number> => (await stat(path).catch(absent))?.size ?? 0;

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function freeOn(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
