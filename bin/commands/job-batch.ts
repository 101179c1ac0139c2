/** `gantry job cancel|priority|again|rm`: for jobs named by id, or for all that a filter finds, after a preview. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type JobChange, MAX_BATCH } from '../../protocol/shapes-job.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { clean, note, print, printJson, progress, state } from '../output.ts';
import { patiently } from '../patience.ts';
import { leaveOnInterrupt } from '../signals.ts';
import { type JobWhereOptions, jobWhereOf, withJobWhere } from './job-where-options.ts';

interface BatchOptions extends Common, JobWhereOptions {
  force?: boolean;
  everything?: boolean;
  yes?: boolean;
}

/** What it came to, summed up over all portions. */
type Sum = Pick<Result<'job.batch'>, 'done' | 'skipped'> & { jobs?: Result<'job.batch'>['jobs'] };

export const batchCommands = (): Command[] => [cancelCommand(), priorityCommand(), againCommand(), removeCommand()];

const cancelCommand = () =>
  withBatch(
    apiCommand('cancel', 'Cancel jobs: a running one is asked to stop and killed after its grace.', [
      'job cancel j_…',
      'job cancel j_… j_… --force',
      'job cancel --deployment invoices --state queued',
    ]),
  )
    .argument('[jobs...]', 'as "gantry job ls" prints them; none: those that the filter finds')
    .option('--force', 'end them at once, also when their robots are gone')
    .action((jobs: string[], options: BatchOptions) =>
      batch(jobs, options, { cancel: true, ...(options.force ? { force: true as const } : {}) }),
    );

const priorityCommand = () =>
  withBatch(
    apiCommand('priority', 'Change the priority of queued jobs; larger goes first.', [
      'job priority 4000 j_…',
      'job priority 100 --deployment nightly --yes',
    ]),
  )
    .argument('<priority>', 'from 0 to 5000', wholeNumber(0, 5_000))
    .argument('[jobs...]', 'none: those that the filter finds')
    .action((priority: number, jobs: string[], options: BatchOptions) => batch(jobs, options, { priority }));

const againCommand = () =>
  withBatch(
    apiCommand('again', 'Run jobs again: the same parameters, the deployment’s version of now.', [
      'job again j_…',
      'job again --state failed --created-from 1d --text "shop was closed"',
    ]),
  )
    .argument('[jobs...]', 'none: those that the filter finds')
    .action((jobs: string[], options: BatchOptions) => batch(jobs, options, { again: true }));

const removeCommand = () =>
  withBatch(
    apiCommand('rm', 'Delete jobs that have ended, with their runs, recordings, screenshots, files and logs.', [
      'job rm j_…',
      'job rm j_… j_… --yes',
      'job rm --deployment trial --created-to 30d',
    ]),
  )
    .argument('[jobs...]', 'as "gantry job ls" prints them; none: those that the filter finds')
    .action((jobs: string[], options: BatchOptions) => batch(jobs, options, { delete: true }));

const withBatch = (command: Command): Command =>
  withJobWhere(command).option('--everything', 'without any filter: all jobs').option('--yes', 'do not ask');

async function batch(ids: string[], options: BatchOptions, change: JobChange): Promise<void> {
  const open = api(options);
  const where = jobWhereOf(options);
  const filtered = Object.keys(where).length > 0;
  if (ids.length > 0 && filtered) refuse('ValidationError', 'name jobs or give a filter, not both', { field: 'jobs' });
  if (ids.length === 0 && !filtered && !options.everything)
    refuse('ValidationError', 'this would be every job: name some, or a filter (--help), or --everything', {
      field: 'everything',
    });
  if (change.delete && ids.length > 0) await confirm(goes(new Set(ids).size), options.yes === true);
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return one(open, id, change, options);
  const sum = ids.length > 0 ? await byIds(open, ids, change) : await byFilter(open, where, change, options);
  tell(sum, change, options);
  if (ids.length > 0 && sum.done < new Set(ids).size) process.exitCode = 1;
}

/** One job is answered, or refused, in its own words. */
async function one(open: Api, job: string, change: JobChange, options: Common): Promise<void> {
  const { cancel, force, priority, again } = change;
  if (change.delete) {
    const { runs } = await open.call('job.delete', { job });
    if (options.json) return printJson({ deleted: { job, runs } });
    return print(`deleted ${job} with ${runs} ${runs === 1 ? 'run' : 'runs'} and all evidence of it`);
  }
  const after = again
    ? await open.call('job.again', { job })
    : priority !== undefined
      ? await open.call('job.setPriority', { job, priority })
      : await open.call('job.cancel', { job, ...(force ? { force } : {}) });
  if (options.json) return printJson(after);
  if (again) return print(after.id);
  if (priority !== undefined) return print(`${job}: priority ${after.priority}`);
  print(
    cancel && after.cancelling
      ? `${job}: asked to stop; the script has its grace, then it is killed`
      : `${job}: ${state(after.state)}`,
  );
}

async function byIds(open: Api, ids: string[], change: JobChange): Promise<Sum> {
  const sum: Required<Sum> = { done: 0, skipped: {}, jobs: [] };
  const key = randomUUID();
  for (let i = 0; i < ids.length; i += MAX_BATCH) {
    const params = { ids: ids.slice(i, i + MAX_BATCH), change, key };
    const part = await patiently(() => open.call('job.batch', params));
    add(sum, part);
    sum.jobs.push(...part.jobs);
  }
  return sum;
}

/** Portion by portion: whoever stops it in between has done a part and says the same again for the rest. */
async function byFilter(
  open: Api,
  where: ReturnType<typeof jobWhereOf>,
  change: JobChange,
  options: BatchOptions,
): Promise<Sum> {
  const preview = await open.call('job.batchPreview', { where, change });
  if (!options.yes) await ask(preview, change);
  const sum: Sum = { done: 0, skipped: {} };
  const bar = progress(words(change));
  const forget = leaveOnInterrupt(() => `stopped after ${sum.done} jobs; say the same again to go on`);
  const key = randomUUID();
  let after: string | undefined;
  do {
    const params = { where, change, key, ...(after === undefined ? {} : { after }) };
    const part = await patiently(() => open.call('job.batchWhere', params));
    add(sum, part);
    after = part.next;
    const looked = sum.done + total(sum.skipped);
    bar(looked, after === undefined ? looked : Math.max(preview.count, looked + 1));
  } while (after !== undefined);
  forget();
  return sum;
}

function add(sum: Sum, part: Pick<Sum, 'done' | 'skipped'>): void {
  sum.done += part.done;
  for (const [why, count] of Object.entries(part.skipped)) sum.skipped[why] = (sum.skipped[why] ?? 0) + count;
}

const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
/** The question before jobs that are named go. */
const goes = (count: number): string =>
  `Delete ${countText(count)} with all runs, recordings, screenshots, files and logs for good?`;
const words = (change: JobChange): string => (change.delete ? 'delete' : wordsOf(change));
const wordsOf = ({ again, priority, force }: JobChange): string =>
  again ? 'run again' : priority !== undefined ? `set the priority to ${priority}` : force ? 'force-close' : 'cancel';
const countText = (count: number, atLeast = false) =>
  `${atLeast ? 'at least ' : ''}${count} ${count === 1 ? 'job' : 'jobs'}`;

/** How many and which, and what would be left alone (J31). */
async function ask(found: Result<'job.batchPreview'>, change: JobChange): Promise<void> {
  note(`${countText(found.count, found.atLeast)}, such as:`);
  for (const job of found.samples.slice(0, 5))
    note(`  ${job.id}  ${clean(job.deployment.name)}  ${job.state}  ${clean(job.message).slice(0, 60)}`);
  for (const [why, count] of Object.entries(found.skipped)) note(`  ${count} left alone: ${clean(why)}`);
  const what = words(change);
  if (change.delete) return confirm(goes(found.count - total(found.skipped)), false);
  await confirm(`${what[0]!.toUpperCase()}${what.slice(1)} ${found.count === 1 ? 'it' : 'them'}?`, false);
}

function tell(sum: Sum, change: JobChange, options: Common): void {
  if (options.json) {
    printJson(sum);
    return;
  }
  for (const { job, because, made } of sum.jobs ?? [])
    if (made) print(made);
    else if (because !== undefined) note(`${job}: left alone: ${clean(because)}`);
  if (!sum.jobs) for (const [why, count] of Object.entries(sum.skipped)) note(`${count} left alone: ${clean(why)}`);
  const asked = change.cancel && !change.force ? '; running ones have their grace to stop' : '';
  note(`${words(change)}: ${countText(sum.done)}${sum.done > 0 ? asked : ''}`);
}
