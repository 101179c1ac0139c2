/** One immediate transaction: all of `work` or nothing. */
import type { Database } from 'better-sqlite3';
import { translate } from './broken.ts';

export function inTransaction<R>(db: Database, work: () => R): R {
  db.exec('begin immediate');
  try {
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    rollback(db);
    throw error;
  }
}

/** Undoes what is open. SQLite has often done so itself after a serious error; then there is nothing left to do. */
export function rollback(db: Database): void {
  if (!db.inTransaction) return;
  try {
    db.exec('rollback');
  } catch (error) {
    throw translate(error, 'undo a batch');
  }
}
