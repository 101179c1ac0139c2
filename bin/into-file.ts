/** Writes what streams in to a file of the user's choice: whole under that name, or not there. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { refuse } from '../protocol/errors.ts';

/** Written beside, then renamed: a file of that name is always a whole one. */
export async function intoFile(file: string, chunks: () => AsyncGenerator<Uint8Array>): Promise<void> {
  const part = `${file}.${randomUUID().slice(0, 8)}.part`; // "x.part" may be a file of the user's
  try {
    await pipeline(chunks, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && /^E[A-Z]+$/.test(code))
      refuse('ValidationError', `--out ${file} can't be written (${code})`, { field: 'out', cause: error });
    throw error;
  }
}
