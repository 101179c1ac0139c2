/** Opens the database of a data folder, or says in words why not: the start checks of P15. */
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import { codeOf } from './broken.ts';
import { openDurable } from './durable.ts';
import { lockFolder } from './lock.ts';
import { openRedo, type RedoLog } from './redo.ts';
import { migrations, refuseForeign } from './schema.ts';

/** Of the tables. A checkpoint of 16 MiB; the thread that writes them has pages of its own. */
const SIZES = { cacheKib: 16_384, checkpointPages: 4_000 };
const OLDEST_SQLITE = [3, 51, 3] as const;
/** Has a defect that can lose committed pages. */
const BAD_SQLITE = '3.52.0';
export interface Opened {
  folder: string;
  /** The tables. */
  db: Database.Database;
  file: string;
  /** What was committed and is not in the tables yet. */
  redo: RedoLog;
  /** The last use did not end by closing. */
  unclean: boolean;
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
    const looked = new Database(file);
    undo.push(() => looked.close());
    refuseForeign(looked, file, migrations.at(-1)!.number); // before anything is changed in it
    undo.pop()!();
    const db = openDurable(file, SIZES);
    undo.push(() => db.close());
    const redo = openRedo(folder);
    undo.push(() => redo.close());
    if (unclean) quickCheck(db, file);
    if (unclean) quickCheck(redo.db, redo.file);
    writeFileSync(flag, `${process.pid}\n`);
    const close = (clean: boolean) => {
      redo.close();
      db.close();
      if (clean) rmSync(flag, { force: true });
      lock.release();
    };
    return { folder, db, file, redo, unclean, close };
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

function quickCheck(db: Database.Database, file: string): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok')
    throw new GantryError(
      'IllegalState',
      `${file} is damaged (${found}); restore the last backup into a new data folder`,
    );
}

/** What SQLite says of a database that is being opened, as the next step. */
export function inWords(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC')
    return new GantryError('Unavailable', `the disk of ${folder} is full; free some space there and start again`, {
      cause: error,
    });
  if (!code.startsWith('SQLITE_')) return error;
  const says =
    code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')
      ? `the database in ${folder} is damaged or not a database; restore the last backup into a new data folder`
      : `the database in ${folder} cannot be opened (${code}); check the disk, its free space and the rights of the folder`;
  return new GantryError('IllegalState', says, { cause: error });
}
