/** `gantry backup create|ls|rm|check|restore`: whole copies of a running coordinator's data. */
import { Command } from 'commander';
import type { BackupView } from '../../protocol/calls-backup.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { bytes, clean, note, print, printJson, printTable, when } from '../output.ts';
import { checkCommand } from './backup-check.ts';
import { restoreCommand } from './backup-restore.ts';

export function backupCommands(): Command[] {
  const command = new Command('backup').description('Backups: whole copies, made while everything goes on.');
  for (const sub of [createCommand(), listCommand(), removeCommand(), checkCommand(), restoreCommand()])
    command.addCommand(sub);
  return [command];
}

const createCommand = () =>
  apiCommand('create', 'Make a backup of database, packages and parameter files; it is opened and checked.', [
    'backup create',
    'backup create before-upgrade',
    'backup create --keep 7',
  ])
    .argument('[name]', 'default: the time')
    .option('--keep <n>', 'then delete all but so many newest ones, this one counted', wholeNumber(1, 10_000))
    .action(create);

async function create(name: string | undefined, options: Common & { keep?: number }): Promise<void> {
  const { keep } = options;
  const { call } = api(options);
  const params = { ...(name === undefined ? {} : { name }), ...(keep === undefined ? {} : { keep }) };
  const made = await call('backup.create', params);
  if (options.json) return printJson(made);
  const { folder } = await call('backup.list', {});
  const { backup, deleted } = made;
  print(
    `backup ${clean(backup.name)}: ${bytes(sizeOf(backup))}, opened and checked; on the coordinator's machine in ${clean(folder)}`,
  );
  for (const old of deleted) print(`deleted the older backup ${clean(old)}`);
  note('recordings, screenshots and logs are not in it');
  if (backup.masterKey !== undefined)
    note(`the master key ${backup.masterKey} is not in it: keep a copy apart; without it the secrets can't be read`);
}

const sizeOf = ({ database, blobs }: BackupView): number => database.bytes + blobs.bytes;

const listCommand = () =>
  apiCommand('ls', 'List backups, newest first; all of them were checked when they were made.', ['backup ls']).action(
    async (options: Common) => {
      const { items, underWay } = await api(options).call('backup.list', {});
      if (options.json) return printJson(items);
      const rows = items.map((b) => [
        b.name,
        when(b.created),
        bytes(sizeOf(b)),
        b.gantry,
        b.masterKey ?? 'none needed',
      ]);
      printTable(
        ['BACKUP', 'MADE', 'SIZE', 'GANTRY', 'MASTER KEY'],
        rows,
        'no backup yet: "gantry backup create" makes one',
      );
      if (underWay) note('another one is being made');
    },
  );

const removeCommand = () =>
  apiCommand('rm', 'Delete a backup for good.', ['backup rm before-upgrade', 'backup rm before-upgrade --yes'])
    .argument('<backup>', 'its name')
    .option('--yes', 'do not ask')
    .action(async (backup: string, options: Common & { yes?: boolean }) => {
      await confirm(`Delete the backup ${backup} for good?`, options.yes === true);
      await api(options).call('backup.delete', { backup });
      if (options.json) return printJson({ deleted: backup });
      print(`deleted the backup ${backup}`);
    });
