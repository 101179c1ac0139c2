/** The backups of a running coordinator (P16): made beside, opened and checked, renamed when whole; listed and deleted. */
import { constants, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupView } from '../protocol/calls-backup.ts';
import type { Result } from '../protocol/contract.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import { blobsOf, databaseIn, manifestIn, manifestOf } from './backup-folder.ts';
import { behalfOf } from './behalf.ts';
import type { Core } from './core.ts';
import type { Behalf } from './domain/view.ts';
import { Blobs } from './evidence/blobs.ts';
import type { Services } from './router.ts';
import { checkCopy } from './store/sqlite/copy-check.ts';

const PART = '.part';

export interface BackupsOptions {
  data: string;
  folder: string;
  version: string;
}

export class Backups {
  readonly #core: Core;
  readonly #options: BackupsOptions;
  #underWay = false;

  constructor(core: Core, options: BackupsOptions) {
    this.#core = core;
    this.#options = options;
  }

  /** What a kill left half written is no backup. */
  clearUnfinished(): void {
    for (const name of this.#names().filter((name) => name.endsWith(PART)))
      rmSync(join(this.#options.folder, name), { recursive: true, force: true });
  }

  list(): Result<'backup.list'> {
    const { folder } = this.#options;
    const items = this.#names().flatMap((name) => (name.endsWith(PART) ? [] : (manifestOf(join(folder, name)) ?? [])));
    items.sort((a, b) => b.created - a.created || (a.name < b.name ? 1 : -1));
    return { folder, items, underWay: this.#underWay };
  }

  async create(name: string | undefined, keep: number | undefined, behalf: (name: string) => Behalf) {
    if (this.#underWay) refuse('InUse', 'a backup is already being made; wait until it is done');
    this.#underWay = true;
    try {
      const created = this.#core.clock.now();
      const called = name ?? new Date(created).toISOString().replaceAll(':', '-');
      const backup = await this.#make(called, created);
      await this.#core.system('backup.made', { backup: called }, behalf(called));
      const deleted = keep === undefined ? [] : this.list().items.slice(keep);
      for (const old of deleted) await this.#remove(old.name);
      return { backup, deleted: deleted.map((old) => old.name) };
    } finally {
      this.#underWay = false;
    }
  }

  async delete(name: string, behalf: Behalf): Promise<Record<string, never>> {
    if (!manifestOf(join(this.#options.folder, name)))
      refuse('BackupNotFound', `there is no backup "${name}"; "gantry backup ls" lists them`, { field: 'backup' });
    await this.#remove(name);
    return this.#core.system('backup.removed', { backup: name }, behalf);
  }

  /** Out of the list at once, then its bytes: a kill in between leaves what the next start clears. */
  async #remove(name: string): Promise<void> {
    const path = join(this.#options.folder, name);
    await rename(path, `${path}${PART}`);
    await rm(`${path}${PART}`, { recursive: true, force: true });
  }

  async #make(name: string, created: number): Promise<BackupView> {
    const path = join(this.#options.folder, name);
    if (existsSync(path)) refuse('Conflict', `${path} exists already; choose another name`, { field: 'name' });
    this.#mustHaveRoom();
    const part = `${path}${PART}`;
    try {
      await mkdir(part, { recursive: true, mode: 0o700 });
      const backup = await this.#fill(part, name, created);
      await rename(part, path);
      await syncFolder(this.#options.folder);
      return backup;
    } catch (cause) {
      await rm(part, { recursive: true, force: true });
      if (cause instanceof GantryError) throw cause;
      const says = `the backup to ${path} failed (${(cause as Error).message}); check the folder and its free space`;
      throw new GantryError('Unavailable', says, { cause });
    }
  }

  /** Files first and once more after the database: whatever its rows refer to is there, also what came meanwhile. */
  async #fill(part: string, name: string, created: number): Promise<BackupView> {
    await this.#takeBlobs(part);
    await this.#core.store.backup(databaseIn(part));
    await this.#takeBlobs(part);
    const facts = await checkCopy(databaseIn(part));
    const { bytes, sha256, schema, counts, masterKey } = facts;
    const manifest: BackupView = {
      ...{ format: 1, name, created, gantry: this.#options.version, schema, database: { bytes, sha256 } },
      ...{ blobs: await blobsOf(part, facts), counts },
      ...(masterKey === undefined ? {} : { masterKey }),
    };
    await writeFile(manifestIn(part), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true, mode: 0o600 });
    await syncFolder(part);
    return manifest;
  }

  async #takeBlobs(part: string): Promise<void> {
    const [from, to] = [new Blobs(this.#options.data), new Blobs(part)];
    for await (const { sha256 } of from.list())
      if ((await to.size(sha256)) === undefined) await take(from.path(sha256), to.path(sha256));
  }

  #mustHaveRoom(): void {
    const { disk } = this.#core;
    disk.admit('backup.made');
    const file = databaseIn(this.#options.data);
    const needs = existsSync(file) ? statSync(file).size : 0;
    if (disk.view.freeBytes < needs + disk.view.lowBytes)
      refuse(
        'Unavailable',
        `a backup needs ${needs} bytes more than the disk can spare; delete old backups or make room`,
      );
  }

  #names(): string[] {
    const { folder } = this.#options;
    return existsSync(folder) ? readdirSync(folder) : [];
  }
}

/** The same file where the disk is the same, for a blob never changes; a synced copy elsewhere. One that went meanwhile is passed over. */
async function take(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await link(from, to).catch(() => copySynced(from, to)); // another disk, or one without hard links
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

export async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const file = await open(to, 'r+');
  await file.sync().finally(() => file.close());
}

/** Makes a rename last over a power cut; Windows cannot open folders and needs none of it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

export function backupServices(backups: Backups): Pick<Services, 'backup.list' | 'backup.create' | 'backup.delete'> {
  return {
    'backup.list': async () => backups.list(),
    'backup.create': ({ name, keep }, asker) =>
      backups.create(name, keep, (called) => behalfOf(asker, 'backup.create', `backup ${called}`)),
    'backup.delete': ({ backup }, asker) =>
      backups.delete(backup, behalfOf(asker, 'backup.delete', `backup ${backup}`)),
  };
}
