/** `gantry queue …`: resource queues from the command line; single resources: resource.ts. */
import { Command } from 'commander';
import { addCommand } from './queue-add.ts';
import { bulkCommand } from './queue-bulk.ts';
import { createCommand, rmCommand, setCommand } from './queue-change.ts';
import { exportCommand } from './queue-export.ts';
import { importCommand } from './queue-import.ts';
import { countCommand, listCommand, showCommand } from './queue-show.ts';

export function queueCommands(): Command[] {
  const command = new Command('queue').description('Resource queues: the work that robots share.');
  const all = [listCommand(), showCommand(), countCommand(), createCommand(), setCommand(), rmCommand()];
  for (const sub of [...all, addCommand(), importCommand(), exportCommand(), bulkCommand()]) command.addCommand(sub);
  return [command];
}
