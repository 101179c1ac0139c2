/** Looks through an uploaded archive without unpacking it: every entry judged, the manifest read (J4, X8). */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { ArchiveCheck, cleanArchivePath, MANIFEST_NAME, MAX_MANIFEST_BYTES } from '../protocol/archive-limits.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import { type Manifest, parseManifest } from '../protocol/manifest.ts';
import { say } from '../protocol/sentence.ts';

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b5;

/**
 * The manifest of the `.tgz` in `file` and the sha256 of what it holds before compression; `ValidationError` says what is
 * wrong with it and where.
 */
export async function readPackageArchive(
  file: string,
  archiveBytes: number,
): Promise<{ manifest: Manifest; content: string }> {
  const look = new Look(archiveBytes);
  try {
    await pipeline(createReadStream(file), createGunzip(), (tar: AsyncIterable<Buffer>) => look.through(tar));
  } catch (cause) {
    if (cause instanceof GantryError) throw cause;
    const because = cause instanceof Error ? cause.message : String(cause);
    return wrong(`is not a whole .tgz archive (${because}); make it with "gantry pack"`);
  }
  return { manifest: look.manifest(), content: look.content() };
}

class Look {
  readonly #check: ArchiveCheck;
  readonly #manifest: Buffer[] = [];
  readonly #hash = createHash('sha256');
  #found = false;
  #problem: string | undefined;

  constructor(archiveBytes: number) {
    this.#check = new ArchiveCheck(archiveBytes);
  }

  async through(tar: AsyncIterable<Buffer>): Promise<void> {
    const parser = new Parser({ strict: true, onReadEntry: (entry) => this.#entry(entry) });
    parser.on('ignoredEntry', (entry: ReadEntry) => this.#entry(entry));
    let broken: unknown;
    parser.on('error', (error: unknown) => {
      broken = error;
    });
    let first = true;
    for await (const chunk of tar) {
      if (first) refuseNested(chunk);
      first = false;
      this.#problem ??= this.#check.decompressed(chunk.length);
      this.#hash.update(chunk);
      parser.write(chunk);
      if (this.#problem) wrong(this.#problem);
      if (broken) throw broken;
    }
    parser.end();
    if (this.#problem) wrong(this.#problem);
    if (broken) throw broken;
  }

  /** Once, at the end. */
  content(): string {
    return this.#hash.digest('hex');
  }

  manifest(): Manifest {
    if (!this.#found)
      return wrong(`has no ${MANIFEST_NAME} at its top: pack the content of the folder, not the folder itself`);
    let json: unknown;
    try {
      json = JSON.parse(Buffer.concat(this.#manifest).toString('utf8'));
    } catch (cause) {
      return wrong(`has a ${MANIFEST_NAME} that is not JSON: ${cause instanceof Error ? cause.message : cause}`);
    }
    return parseManifest(json);
  }

  #entry(entry: ReadEntry): void {
    const { path, type, size } = entry;
    this.#problem ??= this.#check.entry({ path, type, size });
    if (cleanArchivePath(path) === MANIFEST_NAME && !this.#problem) {
      this.#found = true;
      if (size > MAX_MANIFEST_BYTES) this.#problem = `has a ${MANIFEST_NAME} over ${MAX_MANIFEST_BYTES} bytes`;
      else entry.on('data', (chunk: Buffer) => this.#manifest.push(chunk));
    }
    entry.resume();
  }
}

/** The parser would unpack a second layer of compression by itself, past our counting. */
function refuseNested(chunk: Buffer): void {
  if (chunk.length < 2 || ![GZIP_MAGIC, ZSTD_MAGIC].includes(chunk.readUInt16BE(0))) return;
  wrong('is compressed twice; make it with "gantry pack"');
}

const wrong = (says: string): never =>
  refuse('ValidationError', say`the package archive ${{ says }}`, { field: 'archive' });
