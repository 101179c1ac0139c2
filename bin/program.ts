/** Puts the commands of `gantry` together. */
import { Command } from 'commander';
import { agentCommand } from './commands/agent.ts';
import { assetCommands } from './commands/asset.ts';
import { auditCommands } from './commands/audit.ts';
import { backupCommands } from './commands/backup.ts';
import { benchCommand, benchPartCommands } from './commands/bench.ts';
import { calendarCommands } from './commands/calendar.ts';
import { conditionCommands } from './commands/condition.ts';
import { coordinatorCommand } from './commands/coordinator.ts';
import { demoCommand } from './commands/demo.ts';
import { deploymentCommands } from './commands/deployment.ts';
import { doctorCommand } from './commands/doctor-command.ts';
import { drillCommand } from './commands/drill.ts';
import { jobCommands } from './commands/job.ts';
import { loginCommand } from './commands/login.ts';
import { packageCommands } from './commands/package.ts';
import { queueCommands } from './commands/queue.ts';
import { resourceCommands } from './commands/resource.ts';
import { robotCommands } from './commands/robot.ts';
import { scheduleCommands } from './commands/schedule.ts';
import { settingsCommands } from './commands/settings.ts';
import { userCommands } from './commands/user.ts';
import { webhookCommands } from './commands/webhook.ts';
import { completionCommands } from './completion.ts';
import { VERSION } from './version.ts';

export function buildProgram(): Command {
  const program = new Command('gantry')
    .description('A robot fleet without a server farm.')
    .version(VERSION)
    .enablePositionalOptions() // `deploy NAME --version 1.0.3` is not a question for ours
    .showHelpAfterError('(add --help for how it is used)')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nStart here:\n  $ gantry demo            everything on this machine, with a real robot at work\n  $ gantry doctor          what this machine has and lacks',
    );
  const commands = [
    coordinatorCommand(),
    agentCommand(),
    loginCommand(),
    ...packageCommands(),
    ...deploymentCommands(),
    ...jobCommands(),
    ...robotCommands(),
    ...queueCommands(),
    ...resourceCommands(),
    ...conditionCommands(),
    ...auditCommands(),
    ...userCommands(),
    ...settingsCommands(),
    ...backupCommands(),
    ...webhookCommands(),
    ...scheduleCommands(),
    ...calendarCommands(),
    ...assetCommands(),
    doctorCommand(),
    demoCommand(),
    drillCommand(),
    benchCommand(),
    ...benchPartCommands(),
    ...completionCommands(program),
  ];
  for (const command of commands) program.addCommand(command, { hidden: command.name().startsWith('__') });
  return program;
}
