/** The coordinator's folder: made, proven writable, held by one coordinator at a time. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { refuse } from '../protocol/errors.ts';

export interface DataFolder {
  path: string;
  /** Files on their way: uploads before they are checked. Emptied at every start. */
  temp: string;
  /** Leaves `coordinator.json`, so that people and programs find this coordinator. */
  announce(about: { pid: number; url: string }): void;
  release(): void;
}

/** Opens the folder, or refuses: not writable, or another coordinator works on it. */
export function openDataFolder(path: string): DataFolder {
  const temp = join(path, 'tmp');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    writeFileSync(join(path, '.writable'), '');
    rmSync(join(path, '.writable'));
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause);
    return refuse('Unavailable', `the data folder ${path} is not writable (${because}); name another with --data`, {
      cause,
    });
  }
  const release = lock(path);
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { mode: 0o700 });
  return {
    path,
    temp,
    announce: (about) => writeFileSync(join(path, 'coordinator.json'), `${JSON.stringify(about)}\n`, { mode: 0o600 }),
    release: () => {
      rmSync(join(path, 'coordinator.json'), { force: true });
      release();
    },
  };
}

/**
 * An exclusive lock that the system drops when the process dies, however it dies. Node has no flock: an exclusive
 * transaction on an empty SQLite file is one, on every platform.
 */
function lock(path: string): () => void {
  const db = new Database(join(path, 'coordinator.lock'), { timeout: 0 });
  try {
    db.pragma('journal_mode = delete');
    db.exec('begin exclusive');
  } catch (cause) {
    db.close();
    return refuse(
      'Conflict',
      `${holder(path)} works on the data folder ${path}; stop it, or name another folder with --data`,
      { cause },
    );
  }
  return () => db.close();
}

function holder(path: string): string {
  try {
    const { pid, url } = JSON.parse(readFileSync(join(path, 'coordinator.json'), 'utf8')) as {
      pid: number;
      url: string;
    };
    return `another coordinator (process ${pid}, ${url})`;
  } catch {
    return 'another coordinator'; // it is just starting: it has not said where it listens
  }
}
