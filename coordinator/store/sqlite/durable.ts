/** Opens one file of a data folder the durable way (P2, P15): write-ahead log, full sync, read back. */
import Database from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';

const FULL = 2;

/** Nobody else writes: somebody who holds the file for longer is a stranger, and is told of. */
const PATIENCE_MS = 1_000;

export interface Sizes {
  /** Memory for pages, KiB. What is not in it the operating system mostly has. */
  cacheKib: number;
  /** Pages of the file's write-ahead log after which a commit also moves them into the file. */
  checkpointPages: number;
}

/** better-sqlite3 sets `normal` by itself in this mode. */
export function openDurable(file: string, sizes: Sizes): Database.Database {
  const db = new Database(file, { timeout: PATIENCE_MS });
  try {
    makeDurable(db, file, sizes);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function makeDurable(db: Database.Database, file: string, { cacheKib, checkpointPages }: Sizes): void {
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  db.pragma(`cache_size = ${-cacheKib}`); // negative: KiB
  db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  db.pragma('temp_store = memory');
  const mode = db.pragma('journal_mode', { simple: true });
  const sync = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || sync !== FULL)
    throw new GantryError(
      'IllegalState',
      `${file}: journal mode is ${mode} and synchronous ${sync} instead of wal and ${FULL}; put the data folder on a local disk`,
    );
}
