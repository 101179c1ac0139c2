/** `gantry condition ls|show|set|enable|disable|rm`: queues that start jobs by themselves. */
import { Command } from 'commander';
import { MAX_CONDITION_JOBS } from '../../protocol/calls-condition.ts';
import type { ParamsIn } from '../../protocol/contract.ts';
import type { ConditionView } from '../../protocol/shapes-condition.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, note, print, printJson, printTable, state, when } from '../output.ts';

export function conditionCommands(): Command[] {
  const command = new Command('condition').description('Launch conditions: when a queue starts jobs by itself.');
  const switches = [switchCommand('enable', true), switchCommand('disable', false)];
  for (const sub of [listCommand(), showCommand(), setCommand(), ...switches, removeCommand()]) command.addCommand(sub);
  return [command];
}

const listCommand = () =>
  apiCommand('ls', 'List launch conditions, with why jobs start or do not.', ['condition ls']).action(
    async (options: Common) => {
      const items = await everyRow(api(options), 'condition.list', {});
      if (options.json) return printJson(items);
      const rows = items.map((c) => [c.queue, c.deployment, state(c.state), `${c.open} of ${c.maxJobs}`, c.says]);
      printTable(
        ['QUEUE', 'DEPLOYMENT', 'STATE', 'JOBS', 'SAYS'],
        rows,
        'no launch condition yet: "gantry condition set QUEUE --deployment NAME" makes one',
      );
    },
  );

const showCommand = () =>
  apiCommand('show', 'The launch condition of a queue: its settings, and why jobs start or do not.', [
    'condition show invoices',
  ])
    .argument('<queue>')
    .action(async (queue: string, options: Common) =>
      printCondition(await api(options).call('condition.show', { queue }), options),
    );

const LARGEST = 1_000_000_000;

const setCommand = () =>
  apiCommand('set', 'Let a queue start jobs of a deployment, or change how; what is not said stays.', [
    'condition set invoices --deployment invoices',
    'condition set invoices --min-waiting 10 --max-jobs 4 --one-per 50',
    'condition set invoices --count-abandoned',
  ])
    .argument('<queue>')
    .option('--deployment <name>', 'what to start (needed the first time)')
    .option('--min-waiting <n>', 'start the first job when so many wait (default 1)', wholeNumber(1, LARGEST))
    .option('--max-jobs <n>', 'jobs pending or running at once at most (default 1)', wholeNumber(1, MAX_CONDITION_JOBS))
    .option('--one-per <n>', 'one more job for each further n; 0 = never more than one', wholeNumber(0, LARGEST))
    .option('--count-abandoned', 'count also what a failed run left in progress and unlocked')
    .option('--no-count-abandoned', 'count only what is new (default)')
    .action(set);

interface SetOptions extends Common {
  deployment?: string;
  minWaiting?: number;
  maxJobs?: number;
  onePer?: number;
  countAbandoned?: boolean;
}

async function set(queue: string, options: SetOptions): Promise<void> {
  const { deployment, minWaiting, maxJobs, onePer, countAbandoned } = options;
  const params: ParamsIn<'condition.set'> = {
    queue,
    ...(deployment === undefined ? {} : { deployment }),
    ...(minWaiting === undefined ? {} : { minWaiting }),
    ...(maxJobs === undefined ? {} : { maxJobs }),
    ...(onePer === undefined ? {} : { onePer: onePer === 0 ? null : onePer }),
    ...(countAbandoned === undefined ? {} : { countAbandoned }),
  };
  printCondition(await api(options).call('condition.set', params), options);
}

const switchCommand = (name: 'enable' | 'disable', enabled: boolean) =>
  apiCommand(
    name,
    enabled
      ? 'Switch a condition on; one that paused itself goes on and forgets its failures.'
      : 'Switch a condition off; jobs that it started go on.',
    [`condition ${name} invoices`],
  )
    .argument('<queue>')
    .action(async (queue: string, options: Common) =>
      printCondition(await api(options).call('condition.set', { queue, enabled }), options),
    );

const removeCommand = () =>
  apiCommand('rm', 'Delete the launch condition of a queue; jobs that it started go on.', ['condition rm invoices'])
    .argument('<queue>', 'the queue’s name, or its id when the queue was deleted')
    .action(async (queue: string, options: Common) => {
      await api(options).call('condition.delete', { queue });
      if (options.json) return printJson({ deleted: queue });
      print(`deleted the launch condition of ${queue}`);
    });

function printCondition(view: ConditionView, options: Common): void {
  if (options.json) {
    printJson(view);
    return;
  }
  print(`${clean(view.queue)} starts ${clean(view.deployment)}: ${state(view.state)}`);
  print(clean(view.says));
  const more = view.onePer === undefined ? 'never more than one job' : `one more for each further ${view.onePer}`;
  print(`starts at ${view.minWaiting} waiting, ${more}, at most ${view.maxJobs} at once`);
  if (view.countAbandoned) print('counts also what failed runs left in progress and unlocked');
  if (view.failuresInRow > 0) print(`${view.failuresInRow} of its jobs in a row failed`);
  print(`changed ${when(view.updated)} by ${clean(view.editor.name)}`);
  if (view.maxJobs > 1 && view.onePer === undefined)
    note(`only one job at a time starts: say "gantry condition set ${view.queue} --one-per N" for more`);
}
