/** `gantry doctor`: wires the machine's check-up into the CLI. */
import { Command } from 'commander';
import { describe } from '../command.ts';
import { print } from '../output.ts';

export function doctorCommand(): Command {
  return describe(
    new Command('doctor'),
    'What this machine has and lacks for robots, and what each missing thing costs.',
    ['doctor', 'doctor --json'],
  )
    .option('--json', 'print JSON for machines')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor({ json: options.json === true, print });
    });
}
