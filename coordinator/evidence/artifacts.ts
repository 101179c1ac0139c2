/** Files of runs on the disk: written in chunks at an offset, read back in ranges (E12). Knows no verb and no row. */
import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namesIn } from './folder-names.ts';

export interface ArtifactPlace {
  run: string;
  id: string;
}

export class ArtifactFiles {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'artifacts');
  }

  path({ run, id }: ArtifactPlace): string {
    return join(this.#folder, run, id);
  }

  /** On the disk when it resolves. What lies beyond `offset` from an interrupted chunk is overwritten. */
  async write(place: ArtifactPlace, offset: number, chunk: Buffer): Promise<void> {
    const path = this.path(place);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
    try {
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, done, chunk.length - done, offset + done);
        done += bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async sha256(place: ArtifactPlace): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path(place))) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }

  /** Twice is harmless; the folder of the run goes with its last file. */
  async remove(place: ArtifactPlace): Promise<void> {
    const path = this.path(place);
    await rm(path, { force: true });
    await rmdir(dirname(path)).catch(() => {}); // others are in it
  }

  /** Every file with the ms at which it was written last; what goes meanwhile is passed over. */
  async *list(): AsyncGenerator<ArtifactPlace & { modified: number }> {
    for (const run of await namesIn(this.#folder))
      for (const id of await namesIn(join(this.#folder, run))) {
        const at = await stat(this.path({ run, id })).catch(() => undefined); // it went meanwhile
        if (at) yield { run, id, modified: at.mtimeMs };
      }
  }

  /** Bytes there, 0 when there are none. */
  async size(place: ArtifactPlace): Promise<number> {
    try {
      return (await stat(this.path(place))).size;
    } catch {
      return 0; // nothing arrived yet
    }
  }

  /** Bytes `start` to `end`, both included. */
  read(place: ArtifactPlace, start: number, end: number): ReadStream {
    return createReadStream(this.path(place), { start, end });
  }
}
