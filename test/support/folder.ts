/** A folder of its own for a test, removed when the process ends. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** Bytes; with less it is no place for packages and databases (a container's may have 64 MiB). */
const ENOUGH = 2 * 1024 ** 3;
/** Memory with the face of a disk, where there is one: for tests that ask for no durability and for many commits. */
const memoryDisk = existsSync('/dev/shm') && hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

function hasRoom(path: string): boolean {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= ENOUGH;
}

export function folder(name = 'test', on: 'disk' | 'memory' = 'disk'): string {
  const path = mkdtempSync(join(on === 'disk' ? tmpdir() : memoryDisk, `gantry-${name}-`));
  made.push(path);
  return path;
}

process.on('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
