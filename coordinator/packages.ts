/** Takes in package archives (J2, J3): streamed to disk, hashed on the way, checked, kept by hash, made a version. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Params, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { Author } from '../protocol/fields.ts';
import type { Person } from './auth.ts';
import type { Core } from './core.ts';
import type { Behalf } from './domain/view.ts';
import type { Blobs } from './evidence/blobs.ts';
import { readPackageArchive } from './package-archive.ts';

export class Packages {
  readonly #core: Core;
  readonly #blobs: Blobs;
  readonly #temp: string;

  constructor(core: Core, blobs: Blobs, temp: string) {
    this.#core = core;
    this.#blobs = blobs;
    this.#temp = temp;
  }

  /** Bytes of a `.tgz` become a version; the same content again is a no-op, other content is `Conflict`. */
  async receive(body: Readable, person: Person, from: string): Promise<Result<'version.added'>> {
    const file = join(this.#temp, `${randomUUID()}.tgz`);
    try {
      const { sha256, bytes } = await store(body, file, this.#core.limits.packageBytes);
      const manifest = await readPackageArchive(file, bytes);
      const fresh = await this.#blobs.keep(file, sha256);
      const target = `package ${manifest.name} ${manifest.version}`;
      const by: Author = { kind: 'user', id: person.user, name: person.name };
      const behalf = { by, from, verb: 'package.publish', target };
      return await this.#add({ manifest, sha256, bytes, user: person.user }, fresh, behalf);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #add(version: Params<'version.added'>, fresh: boolean, behalf: Behalf): Promise<Result<'version.added'>> {
    try {
      const added = await this.#core.system('version.added', version, behalf);
      if (added.created) this.#core.log.info({ package: added.package, version: added.version }, 'version added');
      return added;
    } catch (error) {
      if (fresh) await this.#blobs.remove(version.sha256); // refused: nothing refers to it
      throw error;
    }
  }
}

async function store(body: Readable, file: string, limit: number): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limit) refuse('TooLarge', `a package may have at most ${limit} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(body, measured, createWriteStream(file, { mode: 0o600 }));
  const written = await open(file, 'r+');
  try {
    await written.sync();
  } finally {
    await written.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}
