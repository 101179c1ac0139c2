/** `gantry coordinator rotate-key`: another master key for the secrets of a running coordinator. */
import type { Command } from 'commander';
import { api, apiCommand, type Common } from '../command.ts';
import { confirm } from '../confirm.ts';
import { note, print, printJson } from '../output.ts';

interface RotateOptions extends Common {
  lost?: boolean;
  yes?: boolean;
}

export const rotateKeyCommand = (): Command =>
  apiCommand('rotate-key', 'Make a new master key and put all secrets under it; runs go on meanwhile.', [
    'coordinator rotate-key',
  ])
    .option('--lost', 'the old key is lost for good: begin with a new one; all secrets must be set anew')
    .option('--yes', 'do not ask before --lost')
    .action(rotateKey);

async function rotateKey(options: RotateOptions): Promise<void> {
  if (options.lost)
    await confirm(
      'What is sealed under the lost key stays unreadable until it is set anew. Go on?',
      options.yes === true,
    );
  const done = await api(options).call('key.rotate', options.lost ? { lost: true } : {});
  if (options.json) return printJson(done);
  print(`${done.rewrapped} secrets are under the new master key ${done.key}`);
  note('copies of the database made before need the key of their time: keep the key file that belongs to them');
}
