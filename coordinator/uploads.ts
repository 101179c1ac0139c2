/** Evidence arrives in chunks (E12): right run, right offset, right checksum; acknowledged when it is on the disk. */
import { createHash } from 'node:crypto';
import { GantryError, refuse } from '../protocol/errors.ts';
import type { RunPrincipal } from './auth.ts';
import type { Core } from './core.ts';
import type { ArtifactRow } from './domain/rows.ts';
import type { ArtifactFiles } from './evidence/artifacts.ts';

export interface Chunk {
  artifact: string;
  offset: number;
  sha256: string;
  bytes: Buffer;
}
export interface Received {
  received: number;
  complete: boolean;
}

/** The chunk does not start where the file ends: the sender goes on from `received`. */
export class WrongOffset extends GantryError {
  readonly received: number;
  constructor(received: number, offset: number) {
    super('Conflict', `the chunk starts at ${offset}, but ${received} bytes are here; go on from there`);
    this.received = received;
  }
}

export class Uploads {
  readonly #core: Core;
  readonly #files: ArtifactFiles;
  /** One chunk of an artifact at a time: a repeated chunk waits for the first one. */
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(core: Core, files: ArtifactFiles) {
    this.#core = core;
    this.#files = files;
  }

  async receive(chunk: Chunk, who: RunPrincipal): Promise<Received> {
    this.#core.disk.admit('artifact.create');
    const before = this.#busy.get(chunk.artifact) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => this.#take(chunk, who)); // its own sender saw that failure
    this.#busy.set(chunk.artifact, mine);
    try {
      return await mine;
    } finally {
      if (this.#busy.get(chunk.artifact) === mine) this.#busy.delete(chunk.artifact);
    }
  }

  async #take(chunk: Chunk, who: RunPrincipal): Promise<Received> {
    const row = await this.#core.store.read((view) => view.get('artifact', chunk.artifact));
    if (!row || row.run !== who.run) return refuse('ArtifactNotFound', 'this run announced no such artifact');
    if (row.state !== 'uploading') return { received: row.bytes, complete: true };
    this.#check(chunk, row);
    await this.#write(row, chunk);
    const received = chunk.offset + chunk.bytes.length;
    const complete = received === row.bytes;
    if (complete && (await this.#files.sha256(row)) !== row.sha256) return this.#startOver(row);
    await this.#core.system('artifact.received', { artifact: row.id, received, complete });
    if (complete && row.kind === 'video') await this.#video(row);
    return { received, complete };
  }

  async #write(row: Readonly<ArtifactRow>, { offset, bytes }: Chunk): Promise<void> {
    try {
      await this.#files.write(row, offset, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
      this.#core.disk.didNotFit();
      this.#core.disk.admit('artifact.create');
      throw error;
    }
  }

  #check(chunk: Chunk, row: Readonly<ArtifactRow>): void {
    if (chunk.offset !== row.received) throw new WrongOffset(row.received, chunk.offset);
    const received = chunk.offset + chunk.bytes.length;
    if (received > row.bytes) refuse('TooLarge', `the artifact was announced with ${row.bytes} bytes, not ${received}`);
    const sha256 = createHash('sha256').update(chunk.bytes).digest('hex');
    if (sha256 !== chunk.sha256)
      refuse('ValidationError', 'x-sha256: the chunk arrived with another checksum; send it again', {
        field: 'x-sha256',
      });
  }

  async #startOver(row: Readonly<ArtifactRow>): Promise<never> {
    await this.#core.system('artifact.received', { artifact: row.id, received: 0, complete: false });
    throw new WrongOffset(0, row.bytes);
  }

  /** The agent probed it before the upload: what it found travels in the artifact's meta. */
  async #video(row: Readonly<ArtifactRow>): Promise<void> {
    const number = (key: string) => (typeof row.meta[key] === 'number' ? row.meta[key] : 0);
    const video = {
      artifact: row.id,
      bytes: row.bytes,
      seconds: number('seconds'),
      width: number('width'),
      height: number('height'),
      fps: number('fps'),
      offsetMs: Math.round(number('offsetMs')),
    };
    await this.#core.system('run.video', { run: row.run, video });
  }
}
