/** The agent's cache of package archives (J4): fetched once, verified before every use, least recently used dropped first. */
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE_LIMITS } from '../protocol/archive-limits.ts';
import { type Content, digest, type FetchSource, fetchBlob } from './blob-download.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { readJson } from './run-folder.ts';

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
  async get(wanted: Content, source: FetchSource, holder: ProcessIdentity): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#hold(wanted.sha256, holder);
    const path = this.pathOf(wanted.sha256);
    if ((await digest(path)) !== wanted.sha256) {
      await rm(path, { force: true });
      await fetchBlob(path, { ...wanted, what: 'the package', most: ARCHIVE_LIMITS.archiveBytes }, source);
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

  /** Drops the least recently used archives over the limit; those that a living process holds stay. */
  async #makeRoom(): Promise<void> {
    const names = await readdir(this.#folder);
    const held = new Set<string>();
    const holders = new Set<string>();
    for (const name of names) {
      const [sha256, pid] = name.split('.used-by-');
      if (pid === undefined) continue;
      const holder = readJson<ProcessIdentity>(join(this.#folder, name));
      if (holder && isAlive(holder)) {
        held.add(sha256!);
        holders.add(pid);
      } else await rm(join(this.#folder, name), { force: true });
    }
    for (const name of names) {
      const fetcher = /\.tgz\.(\d+)\.part$/.exec(name)?.[1]; // a download that a killed process left
      if (fetcher !== undefined && !holders.has(fetcher)) await rm(join(this.#folder, name), { force: true });
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
