/** A disk that is small enough to be filled: in memory (tmpfs), mounted where a robot keeps its data. Linux, root. */
import { execFileSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';

export const SMALL_DISK_MIB = 64;

/** Mounts a small disk there; false when this account may not. */
export function mountSmallDisk(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK_MIB}m,mode=700`, 'gantry-drill', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false; // a container may forbid it, root or not
  }
}

export function unmount(folder: string): void {
  if (isSmallDisk(folder)) execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}

export function isSmallDisk(folder: string): boolean {
  const { bsize, blocks } = statfsSync(folder);
  return bsize * blocks === SMALL_DISK_MIB * 1024 * 1024;
}

/** Writes until nothing more fits. */
export function fill(file: string): void {
  for (const bytes of [1024 * 1024, 4096, 1])
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes, 1), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
}
