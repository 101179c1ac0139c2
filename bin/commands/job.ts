/** `gantry run` and `job ls|show|cancel|log`: start work, follow it, steer it. */
import { Command, Option } from 'commander';
import type { Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { JobState, LogLevel, RecordingMode } from '../../protocol/fields.ts';
import type { JobDetail } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, collect, duration, typedParams, wholeNumber } from '../command.ts';
import { follow, printLine } from '../follow.ts';
import { clean, note, print, printJson, printTable, state, when } from '../output.ts';

export const jobCommands = (): Command[] => [runCommand(), jobCommand()];

interface RunOptions extends Common {
  param?: string[];
  priority?: number;
  retries?: number;
  recording?: RecordingMode;
  timeout?: number;
  pool?: string;
  robot?: string[];
  key?: string;
  detach?: boolean;
}

function runCommand(): Command {
  return apiCommand('run', 'Run a deployment now and follow it; the exit code is 0 only if it succeeded.', [
    'run invoices',
    'run invoices --param region=eu --priority 4000',
    'run invoices --detach --key 2026-11-22',
  ])
    .argument('<deployment>')
    .option('--param <name=value>', 'a parameter for this run only (repeat)', collect)
    .option('--priority <n>', 'for this run only', wholeNumber(0, 5_000))
    .option('--retries <n>', 'for this run only', wholeNumber(0, 10))
    .addOption(new Option('--recording <mode>', 'for this run only').choices(RecordingMode.options))
    .option('--timeout <duration>', 'for this run only', duration)
    .option('--pool <pool>', 'target for this run only')
    .option('--robot <robot>', 'target for this run only (repeat)', collect)
    .option('--key <key>', 'the same key gives the same job again instead of a second one')
    .option('--detach', 'print the job and come back at once')
    .action(run);
}

async function run(deployment: string, options: RunOptions): Promise<void> {
  const open = api(options);
  const { items } = options.param ? await open.call('deployment.list', {}) : { items: [] };
  const known = items.find((d) => d.name.toLowerCase() === deployment.trim().toLowerCase());
  const params =
    options.param && known
      ? { ...known.params, ...(await typedParams(open, known.package, known.version, options.param)) }
      : undefined;
  const { jobs } = await open.call('job.run', {
    deployment,
    ...(params ? { params } : {}),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options.recording ? { recording: options.recording } : {}),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    ...(options.pool ? { pool: options.pool } : {}),
    ...(options.robot ? { robots: options.robot } : {}),
    ...(options.key ? { key: options.key } : {}),
  });
  if (options.detach) return options.json ? printJson(jobs) : print(jobs.map((job) => job.id).join('\n'));
  const ended = await Promise.all(jobs.map((job) => follow(open, job.id, options.json === true)));
  if (options.json) printJson(ended);
  for (const job of ended) if (!options.json) note(`${open.url}/#/jobs/${job.id}`);
  if (ended.some((job) => job.state !== 'succeeded')) process.exitCode = 1;
}

function jobCommand(): Command {
  const command = new Command('job').description('Jobs and their run instances.');
  command.addCommand(
    apiCommand('ls', 'List jobs, newest first.', ['job ls', 'job ls --state failed --limit 100'])
      .addOption(new Option('--state <state>').choices(JobState.options))
      .option('--deployment <name>', 'only of this deployment')
      .option('--limit <n>', 'how many', wholeNumber(1, 500), 25)
      .action(list),
  );
  command.addCommand(
    apiCommand('show', 'One job: its runs, its result, and why it waits.', ['job show j_…'])
      .argument('<job>')
      .action(show),
  );
  command.addCommand(
    apiCommand('cancel', 'Cancel a job.', ['job cancel j_…', 'job cancel j_… --force'])
      .argument('<job>')
      .option('--force', 'end it at once, also when its robot is gone')
      .action(async (job: string, options: Common & { force?: boolean }) => {
        const after = await api(options).call('job.cancel', { job, ...(options.force ? { force: true } : {}) });
        if (options.json) return printJson(after);
        print(
          after.cancelling
            ? `${job}: asked to stop; the script has its grace, then it is killed`
            : `${job}: ${state(after.state)}`,
        );
      }),
  );
  command.addCommand(
    apiCommand('log', 'The log of a job’s last run.', [
      'job log j_…',
      'job log j_… --follow',
      'job log j_… --run 1 --level warn',
    ])
      .argument('<job>')
      .option('--run <number>', 'which run instance (default: the last)', wholeNumber(1, 11))
      .addOption(new Option('--level <level>', 'only lines of this level').choices(LogLevel.options))
      .option('--follow', 'go on until the job ends')
      .action(log),
  );
  return command;
}

async function list(options: Common & { state?: JobState; deployment?: string; limit: number }): Promise<void> {
  const { items, next } = await api(options).call('job.list', {
    limit: options.limit,
    ...(options.state ? { state: options.state } : {}),
    ...(options.deployment ? { deployment: options.deployment } : {}),
  });
  if (options.json) return printJson(items);
  const rows = items.map((j) => [
    j.id,
    j.deployment.name,
    `${j.package} ${j.version}`,
    state(j.state),
    `${j.attempts} of ${j.maxAttempts}`,
    j.robot ?? '',
    when(j.created),
    when(j.ended),
    j.message.slice(0, 60),
  ]);
  printTable(
    ['JOB', 'DEPLOYMENT', 'PACKAGE', 'STATE', 'ATTEMPTS', 'ROBOT', 'CREATED', 'ENDED', 'MESSAGE'],
    rows,
    'no job yet: "gantry run DEPLOYMENT" makes one',
  );
  if (next) note('there are more: raise --limit');
}

async function show(job: string, options: Common): Promise<void> {
  const detail = await api(options).call('job.show', { job });
  if (options.json) return printJson(detail);
  print(`${detail.id}  ${clean(detail.deployment.name)}  ${detail.package} ${detail.version}  ${state(detail.state)}`);
  print(
    `created ${when(detail.created)} by ${clean(detail.by.name)}, priority ${detail.priority}, attempts ${detail.attempts} of ${detail.maxAttempts}`,
  );
  if (detail.message) print(clean(detail.message));
  if (detail.output !== undefined) print(`output ${JSON.stringify(detail.output)}`);
  printRuns(detail);
  if (detail.waiting) {
    print(`\nWaiting: ${clean(detail.waiting.says)}`);
    for (const robot of detail.waiting.robots) print(`  ${clean(robot.robot)}: ${clean(robot.because)}`);
  }
}

function printRuns(detail: JobDetail): void {
  const rows = detail.runs.map((r) => [
    String(r.number),
    r.id,
    state(r.state),
    r.robot.name,
    when(r.started),
    when(r.ended),
    String(r.lines),
    String(r.screenshots),
    r.video ? `${r.video.seconds.toFixed(0)} s` : r.recording,
    r.error?.split('\n')[0]?.slice(0, 80) ?? r.reason ?? '',
  ]);
  printTable(
    ['RUN', 'ID', 'STATE', 'ROBOT', 'STARTED', 'ENDED', 'LINES', 'SHOTS', 'VIDEO', 'RESULT'],
    rows,
    'no run instance yet',
  );
}

async function log(job: string, options: Common & { run?: number; level?: LogLevel; follow?: boolean }): Promise<void> {
  const open = api(options);
  if (options.follow) {
    await follow(open, job, options.json === true);
    if (!options.json) return;
  }
  const { runs } = await open.call('job.show', { job });
  const run =
    (options.run ? runs.find((r) => r.number === options.run) : runs.at(-1)) ??
    refuse(
      'RunNotFound',
      `the job ${job} has no run ${options.run ?? ''} yet; "gantry job show ${job}" says why it waits`,
    );
  await printLog(open, run.id, options);
}

async function printLog(open: Api, run: string, options: { level?: LogLevel; json?: boolean }): Promise<void> {
  const all = [];
  for (let from: number | undefined = 1; from !== undefined; ) {
    const { lines, next }: Result<'run.log'> = await open.call('run.log', {
      run,
      from,
      limit: 2_000,
      ...(options.level ? { level: options.level } : {}),
    });
    if (options.json) all.push(...lines);
    else lines.forEach(printLine);
    from = next;
  }
  if (options.json) printJson(all);
}
