/** `gantry agent enroll|start`: make this machine a robot. */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { collect, describe } from '../command.ts';
import { note, paint, print, printJson } from '../output.ts';
import { defaultDataFolder, environment } from '../settings.ts';
import { untilSignal } from '../signals.ts';

interface EnrollOptions {
  data: string;
  url: string;
  token: string;
  name: string;
  label: string[];
  ca?: string;
  json?: boolean;
}

export function agentCommand(): Command {
  const command = new Command('agent').description('The agent: makes this machine a robot.');
  const dataFolder = environment.GANTRY_AGENT_DATA ?? defaultDataFolder('agent');
  command.addCommand(
    describe(new Command('enroll'), 'Spend a one-time token and keep this machine’s key.', [
      'agent enroll --url https://robots.example --token …',
    ])
      .requiredOption('--url <url>', 'the coordinator')
      .requiredOption('--token <token>', 'one-time token: console → Robots → Add robot, or "gantry robot invite"')
      .option('--name <name>', 'the robot’s name', hostname())
      .option('--label <label>', 'a label that packages may ask for (repeat)', collect, [])
      .option('--ca <file>', 'certificate authority (PEM) of the coordinator')
      .option('--data <folder>', 'the agent’s data folder', dataFolder)
      .option('--json', 'print JSON for machines')
      .action(enrollAgent),
  );
  command.addCommand(
    describe(new Command('start'), 'Connect and take jobs until stopped. Runs go on when the agent is restarted.', [
      'agent start',
    ])
      .option('--data <folder>', 'the agent’s data folder', dataFolder)
      .option('--label <label>', 'in place of the labels of the enrolment (repeat)', collect)
      .option('--log-level <level>', 'trace, debug, info, warn, error', 'info')
      .action(startAgent),
  );
  return command;
}

async function enrollAgent(options: EnrollOptions): Promise<void> {
  const { enroll } = await import('../../agent/enroll.ts');
  const data = resolve(options.data);
  const made = await enroll({
    data,
    url: options.url,
    token: options.token,
    name: options.name,
    labels: options.label,
    ...(options.ca ? { ca: options.ca } : {}),
  });
  if (options.json) return printJson({ ...made, data });
  print(
    `${paint('bold', made.name)} is enrolled; start it with: gantry agent start${options.data === defaultDataFolder('agent') ? '' : ` --data ${data}`}`,
  );
}

async function startAgent(options: { data: string; label?: string[]; logLevel: string }): Promise<void> {
  const { createAgent } = await import('../../agent/index.ts');
  const labels = options.label === undefined ? {} : { labels: options.label };
  const agent = createAgent({ data: resolve(options.data), logLevel: options.logLevel, ...labels });
  await agent.start();
  note(`${await untilSignal()}: stopping; a run that is on goes on and is found again at the next start`);
  await agent.stop();
}
