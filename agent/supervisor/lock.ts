/** One process per folder: an exclusive file that names its holder, and is taken over when that holder is gone. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from '../process-identity.ts';

/** Attempts to take over the lock of a dead holder when others try the same. */
const TRIES = 5;

/** Takes the lock at `path`, or gives the living process that has it. */
export function takeLock(path: string): { held: true; release(): void } | { held: false; by: ProcessIdentity } {
  for (let i = 0; i < TRIES; i++) {
    if (createLock(path)) return { held: true, release: () => rmSync(path, { force: true }) };
    const by = holder(path);
    if (by && isAlive(by)) return { held: false, by };
    // Renamed to a name of our own first: of two that find a dead holder only one gets the file to delete.
    const aside = `${path}.${process.pid}.dead`;
    try {
      renameSync(path, aside);
      rmSync(aside, { force: true });
    } catch {
      // Another was faster: look again who has it now.
    }
  }
  throw new Error(`could not take ${path}: several processes fight for it`);
}

function createLock(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeSync(fd, JSON.stringify(identityOf(process.pid)));
  fsyncSync(fd);
  closeSync(fd);
  return true;
}

function holder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // gone, or torn by a crash of its maker
  }
}
