/** A backup as a folder (P16): its names, its manifest, whether it is whole. Knows nothing of a running coordinator. */
import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupView } from '../protocol/calls-backup.ts';
import { refuse } from '../protocol/errors.ts';
import { Blobs } from './evidence/blobs.ts';
import { checkCopy } from './store/sqlite/copy-check.ts';
import { type CopyFacts, sha256Of } from './store/sqlite/copy-facts.ts';

export const databaseIn = (folder: string): string => join(folder, 'gantry.db');
export const manifestIn = (folder: string): string => join(folder, 'manifest.json');

/** `undefined`: this is no finished backup. */
export function manifestOf(folder: string): BackupView | undefined {
  if (!existsSync(manifestIn(folder))) return undefined;
  try {
    return BackupView.parse(JSON.parse(readFileSync(manifestIn(folder), 'utf8')));
  } catch {
    return undefined; // not written by us, or by a later Gantry
  }
}

/** Looks through all of it; throws what is wrong, with the next step. */
export async function checkBackup(folder: string): Promise<BackupView> {
  const manifest =
    manifestOf(folder) ??
    refuse('IllegalState', `${folder} is no finished backup: manifest.json is missing or cannot be read; name another`);
  const facts = await checkCopy(databaseIn(folder));
  if (facts.sha256 !== manifest.database.sha256)
    refuse('IllegalState', `${databaseIn(folder)} is not what was backed up: its sha256 differs; take another backup`);
  const blobs = new Blobs(folder);
  await blobsOf(folder, facts);
  for (const sha256 of facts.blobs)
    if ((await sha256Of(blobs.path(sha256))) !== sha256)
      refuse('IllegalState', `${blobs.path(sha256)} is damaged: its sha256 differs; take another backup`);
  return manifest;
}

/** How many bytes the files are that the rows refer to; refuses when one is missing. */
export async function blobsOf(folder: string, { blobs: wanted }: CopyFacts): Promise<BackupView['blobs']> {
  const blobs = new Blobs(folder);
  let bytes = 0;
  for (const sha256 of wanted) {
    const found = await stat(blobs.path(sha256)).catch(() => undefined); // said next
    bytes += (found ?? refuse('IllegalState', `${blobs.path(sha256)} is missing; take another backup`)).size;
  }
  return { count: wanted.length, bytes };
}
