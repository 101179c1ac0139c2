/** What lies in the coordinator's folder besides the store: uploads on their way, and the note that says where it listens. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoordinatorOptions } from './config.ts';

/** Where the master key lies unless it is told: a folder of its own, so that a copy of the database need not hold it. */
export const masterKeyFile = ({ data, masterKeyFile }: Pick<CoordinatorOptions, 'data' | 'masterKeyFile'>): string =>
  masterKeyFile ?? join(data, 'keys', 'master');

/** Where backups are put unless it is told: better on another disk. */
export const backupsFolder = ({ data, backups }: Pick<CoordinatorOptions, 'data' | 'backups'>): string =>
  backups ?? join(data, 'backups');

export interface About {
  pid: number;
  url: string;
  boot: number;
}

/** Folder for uploads before they are checked; what an earlier process left there is thrown away. */
export function freshTemp(data: string): string {
  const temp = join(data, 'tmp');
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { recursive: true, mode: 0o700 });
  return temp;
}

/** Leaves `coordinator.json`, so that people and programs find this coordinator. Returns how to take it away. */
export function announce(data: string, about: About): () => void {
  const file = join(data, 'coordinator.json');
  writeFileSync(file, `${JSON.stringify(about)}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
