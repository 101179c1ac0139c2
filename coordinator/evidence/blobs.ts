/** Files by their sha256: package archives, and files for parameters. Written beside, synced, renamed into place; never changed afterwards (J3). */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namesIn } from './folder-names.ts';

export class Blobs {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'blobs');
  }

  path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Bytes of a blob, or undefined when it is not there. */
  async size(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.path(sha256))).size;
    } catch {
      return undefined; // not there
    }
  }

  /** Moves a synced file of the same disk into place. True when it was not there before. */
  async keep(temp: string, sha256: string): Promise<boolean> {
    if ((await this.size(sha256)) !== undefined) {
      await rm(temp, { force: true });
      return false;
    }
    const path = this.path(sha256);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temp, path);
    await syncFolder(dirname(path));
    return true;
  }

  /** Every blob with the ms at which it was written; what goes meanwhile is passed over. */
  async *list(): AsyncGenerator<{ sha256: string; modified: number }> {
    for (const part of await namesIn(this.#folder))
      for (const sha256 of await namesIn(join(this.#folder, part))) {
        const at = await stat(this.path(sha256)).catch(() => undefined); // it went meanwhile
        if (at) yield { sha256, modified: at.mtimeMs };
      }
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.path(sha256), { force: true });
  }
}

/** Makes a rename last over a power cut; Windows cannot open folders and needs none of it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
