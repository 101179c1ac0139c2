/** One immediate transaction: all of `work` or nothing. */
import type { Database, Statement } from 'better-sqlite3';
import { translate } from './broken.ts';

/** Of each database, as they are needed for every commit. */
const prepared = new WeakMap<Database, { begin: Statement<[]>; commit: Statement<[]> }>();

export function inTransaction<R>(db: Database, work: () => R): R {
  let both = prepared.get(db);
  if (!both) {
    both = { begin: db.prepare('begin immediate'), commit: db.prepare('commit') };
    prepared.set(db, both);
  }
  both.begin.run();
  try {
    const result = work();
    both.commit.run();
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
