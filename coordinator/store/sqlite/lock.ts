/**
 * One coordinator to a data folder: a lock held on a small database for as long as the process lives. The operating
 * system frees it however the process dies, so it is never stale.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import { codeOf } from './broken.ts';

/** ms a starting coordinator waits for another one that is just starting or stopping. */
const PATIENCE_MS = 500;

export interface FolderLock {
  release(): void;
}

/** Refuses with `InUse`, naming the folder and the process that has it. */
export function lockFolder(folder: string): FolderLock {
  const db = new Database(join(folder, 'gantry.db.lock'), { timeout: PATIENCE_MS });
  try {
    hold(db);
    return { release: () => void db.close() };
  } catch (error) {
    const holder = codeOf(error).startsWith('SQLITE_BUSY') ? holderOf(db) : undefined;
    db.close();
    if (holder === undefined) throw error;
    const says = `the data folder ${folder} is in use by another coordinator (process ${holder})`;
    throw new GantryError('InUse', `${says}; stop that one or choose another folder`, { cause: error });
  }
}

/** Writes our process id where a second one can read it, then keeps the write lock; readers are let in. */
function hold(db: Database.Database): void {
  db.exec('begin immediate');
  db.exec('create table if not exists holder (id integer primary key check (id = 1), pid integer not null)');
  db.prepare('insert into holder values (1, ?) on conflict (id) do update set pid = excluded.pid').run(process.pid);
  db.exec('commit');
  db.exec('begin immediate');
}

function holderOf(db: Database.Database): number | string {
  try {
    return (db.prepare('select pid from holder').get() as { pid: number }).pid;
  } catch {
    return 'unknown'; // it holds the lock and has not written its name yet: the refusal stands all the same
  }
}
