/** Bytes that people upload, streamed into a temporary file: hashed on the way, bounded, on the disk, or not there at all. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GantryError, refuse } from '../protocol/errors.ts';

export interface Upload {
  body: Readable;
  /** Bytes as the sender announced them; undefined = it did not. */
  announced: number | undefined;
  /** `a package`, `a file`: for what is said when it is refused. */
  what: string;
  limit: number;
}
export interface Taken {
  file: string;
  sha256: string;
  bytes: number;
}

/** Kept free on the disk when an upload is announced, of a small one a part: the store needs room for its own work. */
const SPARE_BYTES = 64 * 1024 * 1024;
const SPARE_SHARE = 0.05;
const MIB = 1024 * 1024;

/** Hands the whole upload to `use` as a synced file in `folder`; afterwards that file is gone unless `use` moved it. */
export async function takeIn<R>(folder: string, upload: Upload, use: (taken: Taken) => Promise<R>): Promise<R> {
  const file = join(folder, `${randomUUID()}.part`);
  try {
    await refuseTooLarge(folder, upload);
    return await use({ file, ...(await store(upload, file)) });
  } catch (error) {
    throw translated(error, upload);
  } finally {
    await rm(file, { force: true });
  }
}

/** Before the first byte is taken, if the size was announced. */
async function refuseTooLarge(folder: string, { announced, what, limit }: Upload): Promise<void> {
  if (announced === undefined) return;
  if (announced > limit) tooLarge(what, limit);
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = bavail * bsize - Math.min(SPARE_BYTES, blocks * bsize * SPARE_SHARE);
  if (announced > free)
    diskFull(`${what} of ${inMib(announced)} does not fit: ${inMib(Math.max(0, free))} may be used`);
}

async function store({ body, what, limit }: Upload, file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limit) tooLarge(what, limit);
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

function translated(error: unknown, { what }: Upload): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFullError(`it filled up while ${what} came in`, error);
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new GantryError('Unavailable', `the upload of ${what} broke off; nothing of it was kept, send it again`, {
      cause: error,
    });
  return error;
}

const tooLarge = (what: string, limit: number): never => refuse('TooLarge', `${what} may have at most ${inMib(limit)}`);

const diskFullError = (says: string, cause?: unknown) =>
  new GantryError(
    'Unavailable',
    `the coordinator's disk is full: ${says}. Nothing was kept; free some space there and send it again`,
    { retry: 'later', cause },
  );
function diskFull(says: string): never {
  throw diskFullError(says);
}

const inMib = (bytes: number) => (bytes < MIB ? `${bytes} bytes` : `${Math.ceil(bytes / MIB)} MiB`);
