/** `gantry job ls|show`: jobs and their run instances; the others of `gantry job`: job-run.ts, job-batch.ts, job-log.ts, job-files.ts, why.ts. */
import { Command, Option } from 'commander';
import type { Result } from '../../protocol/contract.ts';
import type { JobDetail, JobView } from '../../protocol/shapes.ts';
import type { JobResources } from '../../protocol/shapes-job.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { clean, note, print, printJson, printTable, state, when } from '../output.ts';
import { batchCommands } from './job-batch.ts';
import { downloadCommand } from './job-download.ts';
import { filesCommand } from './job-files.ts';
import { logCommand } from './job-log.ts';
import { removeFileCommand } from './job-rm-file.ts';
import { jobRunCommand, runCommand } from './job-run.ts';
import { type JobWhereOptions, jobWhereOf, withJobWhere } from './job-where-options.ts';
import { printWaiting, whyCommand } from './why.ts';

export const jobCommands = (): Command[] => [runCommand(), jobCommand(), whyCommand()];

function jobCommand(): Command {
  const command = new Command('job').description('Jobs and their run instances.');
  command.addCommand(jobRunCommand());
  command.addCommand(
    withJobWhere(
      apiCommand('ls', 'List jobs, newest first.', [
        'job ls',
        'job ls --state failed --created-from 1d',
        'job ls --state queued --sort priority --limit 100',
      ]),
    )
      .addOption(new Option('--sort <by>', 'largest first').choices(['created', 'priority']))
      .option('--oldest', 'the other way round: oldest, or least priority, first')
      .option('--limit <n>', 'how many', wholeNumber(1, 500), 25)
      .action(list),
  );
  command.addCommand(
    apiCommand('show', 'One job: its runs, its result, and why it waits.', ['job show j_…'])
      .argument('<job>')
      .action(show),
  );
  command.addCommand(whyCommand('why', 'job', 'job why'));
  for (const sub of batchCommands()) command.addCommand(sub);
  for (const sub of [logCommand(), filesCommand(), downloadCommand(), removeFileCommand()]) command.addCommand(sub);
  return command;
}

interface ListOptions extends Common, JobWhereOptions {
  sort?: 'created' | 'priority';
  oldest?: boolean;
  limit: number;
}

/** A page may be short of the limit although there is more, when few jobs meet the filter: it goes on by itself. */
async function list(options: ListOptions): Promise<void> {
  const open = api(options);
  const { limit, sort, oldest } = options;
  const common = { ...jobWhereOf(options), ...(sort ? { sort } : {}), ...(oldest ? { dir: 'asc' as const } : {}) };
  const items: JobView[] = [];
  let next: string | undefined;
  do {
    const page: Result<'job.list'> = await open.call('job.list', {
      ...common,
      limit: limit - items.length,
      ...(next === undefined ? {} : { after: next }),
    });
    items.push(...page.items);
    next = page.next;
  } while (next !== undefined && items.length < limit);
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
  const open = api(options);
  const [detail, resources] = await Promise.all([open.call('job.show', { job }), open.call('job.resources', { job })]);
  if (options.json) return printJson({ ...detail, resources });
  print(`${detail.id}  ${clean(detail.deployment.name)}  ${detail.package} ${detail.version}  ${state(detail.state)}`);
  print(
    `created ${when(detail.created)} by ${clean(detail.by.name)}, priority ${detail.priority}, attempts ${detail.attempts} of ${detail.maxAttempts}`,
  );
  if (detail.message) print(clean(detail.message));
  if (detail.output !== undefined) print(`output ${JSON.stringify(detail.output)}`);
  printRuns(detail);
  printResources(resources);
  printFamily(detail);
  if (!detail.waiting) return;
  print();
  printWaiting(detail.waiting);
}

/** A job that succeeded may have failed some. */
function printResources({ processed, failed, partial, failures }: JobResources): void {
  if (processed + failed === 0) return;
  print(`resources: ${partial ? 'at least ' : ''}${processed} processed, ${failed} failed`);
  if (failures.length === 0) return;
  printTable(
    ['FAILED', 'QUEUE', 'KEY', 'AT', 'NOW', 'REASON'],
    failures.map(({ resource, queue, key = '', at, status = 'deleted', reason }) => [
      ...[resource, queue, key, when(at), status, reason.slice(0, 80)],
    ]),
    '',
  );
}

/** What it repeats, what started it, what it started. */
function printFamily({ again, parent, children = [] }: JobDetail): void {
  if (again) print(`runs ${again} again`);
  if (parent) print(`started by the job ${parent.job}, run ${parent.run}`);
  for (const child of children) print(`started ${child.id}  ${clean(child.deployment)}  ${state(child.state)}`);
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
