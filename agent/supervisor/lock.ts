/**
 * One process per folder: numbered files, each made whole and by one process only. The newest names the holder; when that
 * one is dead, whoever makes the next number has the lock. Nobody moves or writes a file of another, so that of any number
 * of processes at the same instant one wins.
 */
import { closeSync, fsyncSync, linkSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from '../process-identity.ts';

/** Looks at who has it, while others take it over and die. */
const TRIES = 20;

/** Takes the lock at `path`, or gives the living process that has it. */
export function takeLock(path: string): { held: true; release(): void } | { held: false; by: ProcessIdentity } {
  for (let i = 0; i < TRIES; i++) {
    const newest = numbersOf(path).at(-1) ?? 0;
    const by = newestHolder(path, newest);
    if (by && isAlive(by)) return { held: false, by };
    const mine = newest + 1;
    if (!make(`${path}.${mine}`)) continue; // another was faster
    const numbers = numbersOf(path);
    if (numbers.at(-1) === mine) {
      for (const old of numbers) if (old < mine) rmSync(`${path}.${old}`, { force: true });
      return { held: true, release: () => rmSync(`${path}.${mine}`, { force: true }) };
    }
    rmSync(`${path}.${mine}`, { force: true }); // made late, in the place of one that was cleared away
  }
  throw new Error(`could not take ${path}: several processes fight for it`);
}

function numbersOf(path: string): number[] {
  const start = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

/** With its content at once: nobody ever reads half of it. False: there is one. */
function make(file: string): boolean {
  const draft = join(dirname(file), `${basename(file)}-${process.pid}.new`);
  const fd = openSync(draft, 'w', 0o600);
  try {
    writeSync(fd, JSON.stringify(identityOf(process.pid)));
    fsyncSync(fd);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    closeSync(fd);
    rmSync(draft, { force: true });
  }
}

/** The living process that has it. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  const by = newestHolder(path, numbersOf(path).at(-1) ?? 0);
  return by && isAlive(by) ? by : undefined;
}

const newestHolder = (path: string, newest: number): ProcessIdentity | undefined =>
  newest === 0 ? undefined : holder(`${path}.${newest}`);

function holder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // released between two looks
  }
}
