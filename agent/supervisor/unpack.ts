/** Unpacks a verified package archive beside its place and renames it into place (J4, X8). */

import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ReadEntry } from 'tar';
import { ArchiveCheck, type ArchiveLimits } from '../../protocol/archive-limits.ts';
import { GantryError } from '../../protocol/errors.ts';

/**
 * Unpacks the `.tgz` at `archive` as folder `to`, which must not be there. Throws `ValidationError` naming the entry for
 * links, devices, traversal, absolute paths, case collisions and everything over the limits; `to` is then not made.
 */
export async function unpack(archive: string, to: string, limits?: ArchiveLimits): Promise<void> {
  const beside = `${to}.part`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true, mode: 0o700 });
  try {
    await extract(archive, beside, new ArchiveCheck((await stat(archive)).size, limits));
    await rename(beside, to);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    if (error instanceof GantryError) throw error;
    throw new GantryError('ValidationError', `the package cannot be unpacked: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function extract(archive: string, cwd: string, check: ArchiveCheck): Promise<void> {
  const { Unpack } = await import('tar');
  let problem: GantryError | undefined;
  const refuse = (because: string) => {
    problem ??= new GantryError('ValidationError', `the package is refused: ${because}`);
    return problem;
  };
  const unpacker = new Unpack({
    cwd,
    strict: true,
    preserveOwner: false,
    noMtime: true,
    // No set-user bits, nobody else may write: 0755 for programs, 0644 for the rest.
    umask: 0o022,
    filter: (path, entry) => {
      if (problem) return false;
      const e = entry as ReadEntry;
      const because = check.entry({ path, type: e.type, size: e.size ?? 0 });
      if (because) refuse(because);
      return because === undefined;
    },
  });
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      const because = check.decompressed(chunk.length);
      done(problem ?? (because ? refuse(because) : null), chunk);
    },
  });
  const finished = new Promise<void>((resolve, reject) => {
    unpacker.on('close', () => resolve());
    unpacker.on('error', reject);
  });
  const feed = pipeline(createReadStream(archive), createGunzip(), counted, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source)
      if (!unpacker.write(chunk)) await new Promise((drained) => unpacker.once('drain', () => drained(undefined)));
    unpacker.end();
  });
  await Promise.all([feed, finished]).catch((error: unknown) => {
    throw problem ?? error;
  });
  if (problem) throw problem;
}
