/** A whole copy of a running database, in steps small enough that commits go on in between (P16). */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';

/** Pages copied at a time: some 15 ms on a slow disk, during which nothing else runs. */
const PAGES_PER_STEP = 200;

/** Copies to a name of its own, syncs, renames: the file `to` is there only when it is whole. */
export async function backupTo(db: Database, to: string): Promise<void> {
  if (existsSync(to)) throw new GantryError('Conflict', `${to} exists already; choose another name for the backup`);
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    await db.backup(part, { progress: () => PAGES_PER_STEP });
    const file = openSync(part, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw new GantryError('Unavailable', `the backup to ${to} failed; check the folder and its free space`, {
      cause: error,
    });
  }
}
