/** `gantry agent enroll|start|drain|service`: make this machine a robot. */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { collect, describe } from '../command.ts';
import { note, paint, print, printJson } from '../output.ts';
import { defaultDataFolder, environment } from '../settings.ts';
import { untilSignal } from '../signals.ts';
import { serviceCommand } from './service.ts';

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
  command.addCommand(
    describe(
      new Command('drain'),
      'Ask the agent of this machine to finish and report its run, take no other, and end; waits for it.',
      ['agent drain && shutdown now'],
    )
      .option('--data <folder>', 'the agent’s data folder', dataFolder)
      .option('--no-wait', 'ask, and do not wait')
      .action(drainAgent),
  );
  command.addCommand(serviceCommand('agent', dataFolder));
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
  const why = await Promise.race([untilSignal(), agent.drained]);
  note(why ? `${why}: stopping; a run that is on goes on and is found again at the next start` : 'drained: stopping');
  await agent.stop();
}

/** ms between two looks whether the agent has ended. */
const LOOK_MS = 200;

async function drainAgent(options: { data: string; wait: boolean }): Promise<void> {
  const { agentWorksIn, askToDrain } = await import('../../agent/drain-request.ts');
  const data = resolve(options.data);
  if (!agentWorksIn(data))
    refuse('IllegalState', `no agent works in ${data}; --data names the folder that "gantry agent start" was given`);
  askToDrain(data);
  if (!options.wait) return note('asked: it finishes its run, takes no other, and ends');
  note('asked: waiting until its run is over and reported; Ctrl+C leaves it to that');
  while (agentWorksIn(data)) await pause(LOOK_MS);
  print('drained: the agent has ended');
}
