/** Content of the coordinator by its hash, onto this disk: tried again while nobody answers, verified, whole or not there. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { reconnectDelay } from '../protocol/backoff.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import { dice } from './clock.ts';
import { openRequest, refusal } from './spool/request.ts';

/** A fetch is tried again while the coordinator cannot be reached, at most this often. */
const MAX_FETCHES = 20;

export interface FetchSource {
  url: string;
  token: string;
  ca?: string | undefined;
  signal?: AbortSignal;
}
export interface Content {
  sha256: string;
  bytes: number;
}
export interface Wanted extends Content {
  /** `the package`, `the file "invoice.pdf"`: for what is said when it fails. */
  what: string;
  /** Bytes that are taken at most, whatever was announced. */
  most: number;
}

/**
 * The content at `path`. Throws `Unavailable` (nobody answers, or this disk is full), or `ValidationError` when the
 * content that came is not what was ordered; nothing is left at `path` then.
 */
export async function fetchBlob(path: string, wanted: Wanted, source: FetchSource): Promise<void> {
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
      `fetch ${wanted.what} (${wanted.sha256.slice(0, 12)})`,
    );
  }
  const hash = createHash('sha256');
  const most = Math.min(wanted.bytes, wanted.most);
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
    throw error instanceof GantryError ? error : brokenOff(wanted, error as NodeJS.ErrnoException);
  }
  const got = hash.digest('hex');
  if (got === wanted.sha256) return;
  if (bytes < wanted.bytes)
    refuse('Unavailable', `the download of ${wanted.what} ended after ${bytes} of ${wanted.bytes} bytes`);
  throw wrongContent(wanted, `content with sha256 ${got}`);
}

/** A full disk does not get emptier by trying again at once: the run says so and its retries are for later. */
function brokenOff({ what, bytes }: Wanted, cause: NodeJS.ErrnoException): GantryError {
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
    return new GantryError(
      'Unavailable',
      `the robot's disk is full: ${what} has ${bytes} bytes; free some space there`,
      {
        retry: 'never',
        cause,
      },
    );
  return new GantryError('Unavailable', `the download of ${what} broke off: ${cause.message}`, { cause });
}

const wrongContent = ({ what, sha256 }: Wanted, came: string) =>
  new GantryError('ValidationError', `${what} (sha256 ${sha256}): the coordinator sent ${came}; upload it again`);
