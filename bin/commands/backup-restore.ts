/** `gantry backup restore`: a data folder out of a backup, without a coordinator. */
import { constants, existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { BackupView } from '../../protocol/calls-backup.ts';
import { GantryError, refuse } from '../../protocol/errors.ts';
import { describe } from '../command.ts';
import { clean, note, print, printJson } from '../output.ts';

interface RestoreOptions {
  data: string;
  masterKeyFile?: string;
  json?: boolean;
}

export const restoreCommand = () =>
  describe(new Command('restore'), 'Make a new data folder out of a backup; it is checked first.', [
    'backup restore /var/lib/gantry/backups/before-upgrade --data /var/lib/gantry-restored',
    'backup restore ./nightly --data ./restored --master-key-file ./kept-apart/master',
  ])
    .argument('<folder>', 'the backup: the folder with manifest.json')
    .requiredOption('--data <folder>', 'the data folder to make: a new or an empty one')
    .option('--master-key-file <file>', 'the master key that was kept apart; it is put into keys/master')
    .option('--json', 'print JSON for machines')
    .action(restore);

async function restore(folder: string, options: RestoreOptions): Promise<void> {
  const { checkBackup } = await import('../../coordinator/backup-folder.ts');
  const [from, to] = [resolve(folder), resolve(options.data)];
  if (existsSync(to) && readdirSync(to).length > 0)
    refuse('Conflict', `${to} is not empty; name a new folder, nothing is written over`, { field: 'data' });
  const backup = await checkBackup(from);
  await copied(from, to, options.masterKeyFile);
  if (options.json) return printJson({ data: to, backup });
  print(`restored the backup ${clean(backup.name)} into ${to}; start it with: gantry coordinator start --data ${to}`);
  sayKey(backup, options.masterKeyFile);
  note('stop the coordinator that it comes from first, so that robots do not see two of them');
}

/** All or nothing: a folder that is half there could be started. */
async function copied(from: string, to: string, key: string | undefined): Promise<void> {
  try {
    await mkdir(to, { recursive: true, mode: 0o700 });
    const how = { recursive: true, mode: constants.COPYFILE_FICLONE, errorOnExist: true, force: false };
    for (const name of ['blobs', 'gantry.db'].filter((one) => existsSync(join(from, one))))
      await cp(join(from, name), join(to, name), how);
    if (key === undefined) return;
    await mkdir(join(to, 'keys'), { mode: 0o700 });
    await copyFile(key, join(to, 'keys', 'master'));
    await chmod(join(to, 'keys', 'master'), 0o600);
  } catch (cause) {
    await rm(to, { recursive: true, force: true });
    const says = `nothing was restored: ${(cause as Error).message}; check the paths and the free space`;
    throw new GantryError('Unavailable', says, { cause });
  }
}

function sayKey({ masterKey }: BackupView, given: string | undefined): void {
  if (masterKey === undefined || given !== undefined) return;
  note(
    `its secrets need the master key ${masterKey}, which is in no backup: put it into keys/master there before the start,`,
  );
  note('or start without and set them anew after "gantry coordinator rotate-key --lost"');
}
