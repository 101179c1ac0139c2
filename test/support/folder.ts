/** A folder of its own for a test, removed when the process ends. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** Memory with the face of a disk, where there is one: for tests that ask for no durability and for many commits. */
const memoryDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function folder(name = 'test', on: 'disk' | 'memory' = 'disk'): string {
  const path = mkdtempSync(join(on === 'disk' ? tmpdir() : memoryDisk, `gantry-${name}-`));
  made.push(path);
  return path;
}

process.on('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
