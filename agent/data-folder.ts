/** Makes the agent's data folder, or says why it cannot be one and what to do. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { GantryError } from '../protocol/errors.ts';

/** Throws `IllegalState` naming the folder when it cannot be made or written. */
export function makeDataFolder(folder: string): void {
  try {
    makeWithParents(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const next = 'give this account the right to it or choose another folder with --data';
    throw new GantryError('IllegalState', `the data folder ${folder} cannot be written (${code}); ${next}`, { cause });
  }
}

/** Not `recursive`: where making a folder fails with ENOENT, as in /proc, Node would try for ever. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  makeWithParents(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
