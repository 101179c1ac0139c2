/** `gantry run` and `gantry job run`: start jobs of a deployment, watch them or wait for them. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Json, RecordingMode } from '../../protocol/fields.ts';
import type { JobView } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import { type BindingOptions, saidOf } from '../binding-options.ts';
import { api, apiCommand, type Common, collect, duration, typedParams, wholeNumber } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { follow, untilEnd } from '../follow.ts';
import { exitCodeOfJobs } from '../job-result.ts';
import { clean, note, print, printJson } from '../output.ts';
import { leaveOnInterrupt } from '../signals.ts';

interface RunOptions extends Common, Pick<BindingOptions, 'bind'> {
  param?: string[];
  paramsFile?: string;
  priority?: number;
  retries?: number;
  recording?: RecordingMode;
  timeout?: number;
  pool?: string;
  robot?: string[];
  key?: string;
  detach?: boolean;
  watch?: boolean;
  wait?: boolean;
}

const EXIT_CODES = `
Exit codes with --watch and --wait: 0 succeeded, 1 failed, 6 cancelled; of several jobs the worst.
2 to 5: the command itself was refused (2 wrong input, 3 not allowed, 4 not there, 5 out of reach).`;

/** `gantry run`: watches unless it is told otherwise. */
export const runCommand = (): Command =>
  withOptions(
    apiCommand('run', 'Run a deployment now and watch it; the exit code is 0 only if it succeeded.', [
      'run invoices',
      'run invoices --param region=eu --priority 4000',
      'run invoices --wait > output.json',
      'run invoices --detach --key 2026-11-22',
    ]),
  )
    .option('--detach', 'print the job and come back at once')
    .action((deployment: string, options: RunOptions) =>
      run(deployment, { ...options, watch: !options.detach && !options.wait }),
    );

/** `gantry job run`: prints the job and comes back. */
export const jobRunCommand = (): Command =>
  withOptions(
    apiCommand('run', 'Run a deployment now; prints the job and comes back, unless it shall watch or wait.', [
      'job run invoices --params-file params.json --key 2026-11-22',
      'job run invoices --param region=eu --watch',
      'job run invoices --wait | jq .entered',
    ]),
  )
    .option('--watch', 'its log and steps live, until it ends')
    .action(run);

function withOptions(command: Command): Command {
  return command
    .argument('<deployment>')
    .option('--param <name=value>', 'a parameter for this run only (repeat)', collect)
    .option('--bind <param=asset>', 'a parameter takes the value of an asset, for this run only (repeat)', collect)
    .option('--params-file <file>', 'a JSON object of parameters for this run only; - is standard input')
    .option('--priority <n>', 'for this run only', wholeNumber(0, 5_000))
    .option('--retries <n>', 'for this run only', wholeNumber(0, 10))
    .addOption(new Option('--recording <mode>', 'for this run only').choices(RecordingMode.options))
    .option('--timeout <duration>', 'for this run only', duration)
    .option('--pool <pool>', 'target for this run only')
    .option('--robot <robot>', 'target for this run only (repeat)', collect)
    .option('--key <key>', 'the same key gives the same job again instead of a second one')
    .option('--wait', 'say nothing until it ends, then print its output as JSON')
    .addHelpText('after', EXIT_CODES);
}

async function run(deployment: string, options: RunOptions): Promise<void> {
  const open = api(options);
  const { jobs, existing } = await open.call('job.run', await wishOf(open, deployment, options));
  if (existing) note(`the key ${clean(options.key ?? '')} was used before: this is the job that it made`);
  if (options.wait) await wait(open, jobs, options);
  else if (options.watch) await watch(open, jobs, options);
  else if (options.json) printJson(jobs);
  else print(jobs.map((job) => job.id).join('\n'));
}

async function wishOf(open: Api, deployment: string, options: RunOptions): Promise<ParamsIn<'job.run'>> {
  const params = await paramsOf(open, deployment, options);
  const { priority, retries, recording, timeout, pool, robot, key } = options;
  return {
    deployment,
    ...saidOf(undefined, params, options),
    ...(priority === undefined ? {} : { priority }),
    ...(retries === undefined ? {} : { retries }),
    ...(recording ? { recording } : {}),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(pool ? { pool } : {}),
    ...(robot ? { robots: robot } : {}),
    ...(key ? { key } : {}),
  };
}

/** The file's, and over them those that were named one by one; the deployment's own fill what is left. */
async function paramsOf(open: Api, deployment: string, options: RunOptions): Promise<Record<string, Json> | undefined> {
  const { param, paramsFile } = options;
  if (!param && paramsFile === undefined) return undefined;
  const fromFile = paramsFile === undefined ? {} : readParams(paramsFile);
  if (!param) return fromFile;
  const items = await everyRow(open, 'deployment.list', {});
  const known = items.find((d) => d.name.toLowerCase() === deployment.trim().toLowerCase());
  // An unknown deployment is refused by the coordinator, in its own words.
  return known ? { ...fromFile, ...(await typedParams(open, known.package, known.version, param)) } : fromFile;
}

function readParams(file: string): Record<string, Json> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    return refuse('ValidationError', `--params-file ${file}: ${(error as Error).message}`, {
      field: 'params-file',
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Json>;
  return refuse('ValidationError', `--params-file ${file}: must be a JSON object, {"name": value, …}`, {
    field: 'params-file',
  });
}

/** Log and steps as they come. Leaving it leaves the jobs running. */
async function watch(open: Api, jobs: readonly JobView[], options: RunOptions): Promise<void> {
  const ids = jobs.map((job) => job.id);
  const forget = leaveOnInterrupt(() => `${stillOn(ids)}; to stop: gantry job cancel ${ids.join(' ')}`);
  const ended = await Promise.all(ids.map((id) => follow(open, id, options.json === true)));
  forget();
  if (options.json) printJson(ended);
  for (const job of ended) if (!options.json) note(`${open.url}/#/jobs/${job.id}`);
  process.exitCode = exitCodeOfJobs(ended.map((job) => job.state));
}

/** Nothing on standard output but the output: of one job itself, of several a list. */
async function wait(open: Api, jobs: readonly JobView[], options: RunOptions): Promise<void> {
  const ids = jobs.map((job) => job.id);
  const forget = leaveOnInterrupt(() => `${stillOn(ids)}; to stop: gantry job cancel ${ids.join(' ')}`);
  const ended = await Promise.all(ids.map((id) => untilEnd(open, id)));
  forget();
  for (const { id, state, message } of ended) if (state !== 'succeeded') note(`${id} ${state}: ${clean(message)}`);
  const outputs = ended.map(({ output = null }) => output);
  printJson(options.json ? ended : outputs.length === 1 ? outputs[0] : outputs);
  process.exitCode = exitCodeOfJobs(ended.map((job) => job.state));
}

const stillOn = (ids: readonly string[]): string => (ids.length === 1 ? 'the job goes on' : 'the jobs go on');
