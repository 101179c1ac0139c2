/** Files of runs on the disk: written in chunks at an offset, read back in ranges (E12). Knows no verb and no row. */
import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
