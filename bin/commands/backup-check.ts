/** `gantry backup check FOLDER`: looks through a backup without any coordinator, as one does before trusting it. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { describe } from '../command.ts';
import { clean, print, printJson } from '../output.ts';

export const checkCommand = (): Command =>
  describe(new Command('check'), 'Open a backup on this machine and compare all of it with its checksums.', [
    'backup check /var/lib/gantry/backups/before-upgrade',
  ])
    .argument('<folder>', 'the folder of the backup')
    .option('--json', 'print JSON for machines')
    .action(async (folder: string, options: { json?: boolean }) => {
      const { checkBackup } = await import('../../coordinator/backup-folder.ts');
      const backup = await checkBackup(resolve(folder));
      if (options.json) return printJson(backup);
      print(
        `the backup ${clean(backup.name)} is whole: database and ${backup.blobs.count} files are as they were written`,
      );
    });
