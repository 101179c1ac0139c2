/** Writing a small file so that after any crash there is the old one or the new one, whole. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** ms until a disk that was full is tried again. */
const AGAIN_MS = 1_000;

/** Does `work`, and again as long as the disk is full: what must be written down waits for room, it is not given up (P7). */
export async function whenRoom<R>(work: () => Promise<R>): Promise<R> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!isFull(error)) throw error;
      await pause(AGAIN_MS);
    }
}

const isFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Temporary name, fsync, rename, fsync of the folder. `mode` is of the file: 0600 where it holds secrets. */
export async function writeDurably(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** The same, made before anything else can happen in this process. */
export function writeDurablySync(path: string, text: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const fd = openSync(temporary, 'w', mode);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}

/** Makes renames and new names in a folder last; systems that cannot sync a folder (Windows) need none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
