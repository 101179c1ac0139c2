/** The agent's cache of package archives (J4): fetched once, verified before every use, least recently used dropped first. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ARCHIVE_LIMITS } from '../protocol/archive-limits.ts';
import { reconnectDelay } from '../protocol/backoff.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import { dice } from './clock.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { readJson } from './run-folder.ts';
import { openRequest, refusal } from './spool/request.ts';

/** A fetch is tried again while the coordinator cannot be reached, at most this often. */
const MAX_FETCHES = 20;

export interface FetchSource {
  url: string;
  token: string;
  ca?: string | undefined;
  signal?: AbortSignal;
}
export interface Wanted {
  sha256: string;
  bytes: number;
}

export class PackageCache {
  readonly #folder: string;
  readonly #limitBytes: number;

  constructor(folder: string, limitBytes: number) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  pathOf(sha256: string): string {
    return join(this.#folder, `${sha256}.tgz`);
  }

  /**
   * The verified archive's path; fetched when it is not there or no longer what its name says. `holder` is the process
   * that uses it: while it lives the archive is not dropped. Throws `Unavailable`, or `ValidationError` when the content
   * that came is not the content that was ordered.
   */
  async get(wanted: Wanted, source: FetchSource, holder: ProcessIdentity): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#hold(wanted.sha256, holder);
    const path = this.pathOf(wanted.sha256);
    if ((await digest(path)) !== wanted.sha256) {
      await rm(path, { force: true });
      await this.#fetch(path, wanted, source);
    }
    const now = new Date();
    await utimes(path, now, now);
    await this.#makeRoom();
    return path;
  }

  /** The process `pid` no longer uses the archive. */
  async release(sha256: string, pid: number): Promise<void> {
    await rm(this.#holdPath(sha256, pid), { force: true });
  }

  async #hold(sha256: string, holder: ProcessIdentity): Promise<void> {
    const { writeDurably } = await import('./spool/durable-file.ts');
    await writeDurably(this.#holdPath(sha256, holder.pid), JSON.stringify(holder));
  }

  #holdPath(sha256: string, pid: number): string {
    return join(this.#folder, `${sha256}.used-by-${pid}`);
  }

  async #fetch(path: string, wanted: Wanted, source: FetchSource): Promise<void> {
    for (let n = 0; ; n++) {
      const temporary = `${path}.${process.pid}.part`;
      try {
        await download(temporary, wanted, source);
        await rename(temporary, path);
        return;
      } catch (error) {
        await rm(temporary, { force: true });
        source.signal?.throwIfAborted();
        const again = error instanceof GantryError && error.retry === 'later' && n + 1 < MAX_FETCHES;
        if (!again) throw error;
        await pause(reconnectDelay(n, dice()), undefined, source.signal ? { signal: source.signal } : {});
      }
    }
  }

  /** Drops the least recently used archives over the limit; those that a living process holds stay. */
  async #makeRoom(): Promise<void> {
    const names = await readdir(this.#folder);
    const held = new Set<string>();
    for (const name of names) {
      const [sha256, pid] = name.split('.used-by-');
      if (pid === undefined) continue;
      const holder = readJson<ProcessIdentity>(join(this.#folder, name));
      if (holder && isAlive(holder)) held.add(sha256!);
      else await rm(join(this.#folder, name), { force: true });
    }
    const archives = await Promise.all(
      names
        .filter((n) => n.endsWith('.tgz'))
        .map(async (name) => ({ name, ...(await sizeAndUse(join(this.#folder, name))) })),
    );
    let total = archives.reduce((sum, a) => sum + a.bytes, 0);
    for (const a of archives.sort((x, y) => x.usedMs - y.usedMs)) {
      if (total <= this.#limitBytes) return;
      if (held.has(a.name.slice(0, 64))) continue;
      await rm(join(this.#folder, a.name), { force: true });
      total -= a.bytes;
    }
  }
}

async function sizeAndUse(path: string): Promise<{ bytes: number; usedMs: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, usedMs: mtimeMs };
  } catch {
    return { bytes: 0, usedMs: 0 }; // another process dropped it meanwhile
  }
}

/** sha256 of a file in hexadecimal; undefined when it is not there. */
export async function digest(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

async function download(to: string, wanted: Wanted, source: FetchSource): Promise<void> {
  const url = `${source.url}/api/v1/blobs/${wanted.sha256}`;
  const headers = { authorization: `Bearer ${source.token}` };
  const response = await openRequest({ method: 'GET', url, headers, ca: source.ca });
  if (response.statusCode !== 200) {
    response.resume();
    throw refusal(
      { status: response.statusCode ?? 0, text: '' },
      `fetch package archive ${wanted.sha256.slice(0, 12)}`,
    );
  }
  const hash = createHash('sha256');
  const most = Math.min(wanted.bytes, ARCHIVE_LIMITS.archiveBytes);
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > most ? wrongContent(wanted, `more than the ${wanted.bytes} bytes announced`) : null, chunk);
    },
  });
  try {
    await pipeline(response, check, createWriteStream(to, { mode: 0o600, flush: true }), { signal: source.signal });
  } catch (error) {
    if (error instanceof GantryError) throw error;
    throw new GantryError('Unavailable', `the download of the package broke off: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const got = hash.digest('hex');
  if (got === wanted.sha256) return;
  if (bytes < wanted.bytes)
    refuse('Unavailable', `the download of the package ended after ${bytes} of ${wanted.bytes} bytes`);
  throw wrongContent(wanted, `content with sha256 ${got}`);
}

const wrongContent = (wanted: Wanted, came: string) =>
  new GantryError(
    'ValidationError',
    `package archive ${wanted.sha256}: the coordinator sent ${came}; publish it again`,
  );
