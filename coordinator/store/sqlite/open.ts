/** Opens the database of a data folder, or says in words why not: the start checks of P15. */
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import { codeOf } from './broken.ts';
import { lockFolder } from './lock.ts';
import { migrations, refuseForeign } from './schema.ts';

/** Memory for pages, KiB; negative by SQLite's convention. What is not in it the operating system mostly has. */
const CACHE_KIB = -32_768;
/** Pages of the log after which a commit also moves them into the database: 16 MiB. */
const CHECKPOINT_PAGES = 4_000;
const OLDEST_SQLITE = [3, 51, 3] as const;
/** Has a defect that can lose committed pages. */
const BAD_SQLITE = '3.52.0';
const FULL = 2;

export interface Opened {
  db: Database.Database;
  file: string;
  /** After the last use: frees the folder. Unless `clean`, the next opening checks the database first. */
  close(clean: boolean): void;
}

/** Opens `folder` (made if missing) for this process alone. Throws GantryError with the next step. */
export function openDatabase(folder: string): Opened {
  prepareFolder(folder);
  checkVersion(sqliteVersion());
  const undo: (() => void)[] = [];
  try {
    const lock = lockFolder(folder);
    undo.push(lock.release);
    const file = join(folder, 'gantry.db');
    const flag = join(folder, 'gantry.db.running');
    const unclean = existsSync(flag);
    const db = new Database(file);
    undo.push(() => db.close());
    refuseForeign(db, file, migrations.at(-1)!.number);
    makeDurable(db, file);
    if (unclean) quickCheck(db, file);
    writeFileSync(flag, `${process.pid}\n`);
    const close = (clean: boolean) => {
      db.close();
      if (clean) rmSync(flag, { force: true });
      lock.release();
    };
    return { db, file, close };
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw inWords(error, folder);
  }
}

/** Makes the folder and proves that it can be written; both errors name it. */
function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const says = `the data folder ${folder} cannot be written (${codeOf(error)})`;
    throw new GantryError('IllegalState', `${says}; give this account the right to it or choose another folder`, {
      cause: error,
    });
  }
}

/** With its parents. Not `recursive`: where making a folder fails with ENOENT, as in /proc, Node would try for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another process was quicker: the folder is there
  }
}

const sqliteVersion = (): string => {
  const db = new Database(':memory:');
  const { version } = db.prepare('select sqlite_version() as version').get() as { version: string };
  db.close();
  return version;
};

/** Refuses versions of SQLite with known defects in what we rely on (P15). */
export function checkVersion(version: string): void {
  const parts = version.split('.').map(Number);
  const differs = OLDEST_SQLITE.findIndex((part, i) => parts[i] !== part);
  const older = differs >= 0 && parts[differs]! < OLDEST_SQLITE[differs]!;
  if (older || version === BAD_SQLITE)
    throw new GantryError(
      'IllegalState',
      `SQLite ${version} cannot be trusted with the data; install better-sqlite3 with SQLite ${OLDEST_SQLITE.join('.')} or newer, not ${BAD_SQLITE}`,
    );
}

/** Write-ahead log and full sync, read back: better-sqlite3 sets `normal` by itself in this mode. */
function makeDurable(db: Database.Database, file: string): void {
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  db.pragma(`cache_size = ${CACHE_KIB}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.pragma('temp_store = memory');
  const mode = db.pragma('journal_mode', { simple: true });
  const sync = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || sync !== FULL)
    throw new GantryError(
      'IllegalState',
      `${file}: journal mode is ${mode} and synchronous ${sync} instead of wal and ${FULL}; put the data folder on a local disk`,
    );
}

function quickCheck(db: Database.Database, file: string): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok')
    throw new GantryError(
      'IllegalState',
      `${file} is damaged (${found}); restore the last backup into a new data folder`,
    );
}

function inWords(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (!code.startsWith('SQLITE_')) return error;
  const says =
    code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')
      ? `the database in ${folder} is damaged or not a database; restore the last backup into a new data folder`
      : `the database in ${folder} cannot be opened (${code}); check the disk, its free space and the rights of the folder`;
  return new GantryError('IllegalState', says, { cause: error });
}
