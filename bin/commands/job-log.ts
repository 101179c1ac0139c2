/** `gantry job log`: the log of a run, whole or filtered by the coordinator, live when it is followed; and which run of a job is meant. */
import { type Command, Option } from 'commander';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { LogLevel, LogSource } from '../../protocol/fields.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { follow, type LogWhere, printLine } from '../follow.ts';
import { note, printJson } from '../output.ts';
import { patiently } from '../patience.ts';
import { leaveOnInterrupt } from '../signals.ts';

/** Lines of one request: the most that the coordinator gives. */
const WINDOW = 2_000;
const MAX_RUNS = 11;

interface LogOptions extends Common, LogWhere {
  run?: number;
  follow?: boolean;
}

export const logCommand = (): Command =>
  withRun(
    apiCommand('log', 'The log of a job’s last run, or of a run.', [
      'job log j_…',
      'job log r_…',
      'job log j_… --follow',
      'job log j_… --run 1 --level warn',
      'job log j_… --source stderr --text "could not"',
    ]),
  )
    .addOption(new Option('--level <level>', 'lines of this level and graver ones').choices(LogLevel.options))
    .addOption(new Option('--source <source>', 'only lines from there').choices(LogSource.options))
    .option('--text <text>', 'only lines with this text, in capitals or not')
    .option('--follow', 'go on until the job ends')
    .action(log);

/** The argument and the option that say which run instance a command is about. */
export const withRun = (command: Command): Command =>
  command
    .argument('<job>', 'a job or one of its runs')
    .option('--run <number>', 'which run instance (default: the last)', wholeNumber(1, MAX_RUNS));

/** The run instance that `id` and `--run` mean, and its job. */
export async function meantRun(open: Api, id: string, number?: number): Promise<{ run: string; job: string }> {
  if (id.startsWith('r_')) {
    if (number !== undefined) refuse('ValidationError', `${id} is a run already: leave --run out`, { field: 'run' });
    return { run: id, job: (await open.call('run.show', { run: id })).run.job };
  }
  const { runs } = await open.call('job.show', { job: id });
  const run = number === undefined ? runs.at(-1) : runs.find((one) => one.number === number);
  const says =
    number === undefined
      ? `the job ${id} has no run yet; "gantry job show ${id}" says why it waits`
      : `the job ${id} has no run ${number}; "gantry job show ${id}" lists them`;
  return { run: run?.id ?? refuse('RunNotFound', says), job: id };
}

/** All lines that match, window by window; `total` is how many the log has. */
export async function* linesOf(
  open: Api,
  run: string,
  where: LogWhere = {},
): AsyncGenerator<{ lines: LogLine[]; total: number; deleted?: number | undefined }> {
  for (let from: number | undefined = 1; from !== undefined; ) {
    const params: ParamsIn<'run.log'> = { run, from, limit: WINDOW, ...where };
    const { next, ...window }: Result<'run.log'> = await patiently(() => open.call('run.log', params));
    yield window;
    from = next;
  }
}

async function log(id: string, options: LogOptions): Promise<void> {
  const open = api(options);
  const { level, source, text } = options;
  const where: LogWhere = { ...(level ? { level } : {}), ...(source ? { source } : {}), ...(text ? { text } : {}) };
  if (options.follow) {
    const job = id.startsWith('r_') ? (await meantRun(open, id)).job : id;
    const forget = leaveOnInterrupt(() => `the job goes on; to stop it: gantry job cancel ${job}`);
    await follow(open, job, options.json === true, where);
    forget();
    if (!options.json) return;
  }
  await printLog(open, (await meantRun(open, id, options.run)).run, { where, json: options.json === true });
}

async function printLog(open: Api, run: string, { where, json }: { where: LogWhere; json: boolean }): Promise<void> {
  const all: LogLine[] = [];
  for await (const { lines, deleted } of linesOf(open, run, where)) {
    if (deleted) note(`the log was deleted on ${new Date(deleted).toISOString()}`);
    if (json) all.push(...lines);
    else lines.forEach(printLine);
  }
  if (json) printJson(all);
}
