/** `gantry why`: why a job does not run or a resource is not taken, and what would change that (J32). */
import type { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { Waiting } from '../../protocol/shapes.ts';
import type { WhyJob, WhyResource } from '../../protocol/shapes-job.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { clean, print, printJson, printTable, state, when } from '../output.ts';

/** `name`: `why` by itself, or the same as a part of `gantry job`. */
export const whyCommand = (name = 'why', what = 'job-or-resource', path = 'why'): Command =>
  apiCommand(name, 'Why a job does not run, or a resource is not taken, and what would change that.', [
    `${path} j_…`,
    ...(what === 'job' ? [] : [`${path} i_…`]),
  ])
    .argument(`<${what}>`, 'its id')
    .action(why);

async function why(id: string, options: Common): Promise<void> {
  if (id.startsWith('i_')) {
    const found = await api(options).call('resource.why', { id });
    return options.json ? printJson(found) : printResource(found);
  }
  if (!id.startsWith('j_'))
    refuse('ValidationError', `"${id}" is neither a job (j_…) nor a resource (i_…)`, { field: 'id' });
  const found = await api(options).call('job.why', { job: id });
  return options.json ? printJson(found) : printJob(found);
}

function printJob({ job, deployment, state: at, message, waiting, children }: WhyJob): void {
  print(`${job}  ${clean(deployment)}  ${state(at)}${message ? `  ${clean(message)}` : ''}`);
  if (waiting) printWaiting(waiting);
  else print(at === 'running' ? 'a robot is on it' : 'it has ended');
  for (const child of children)
    print(`its child ${child.id} (${clean(child.deployment)}) is ${state(child.state)}: gantry why ${child.id}`);
}

export function printWaiting({ says, startsWhen, before, robots }: Waiting): void {
  print(`Waiting: ${clean(says)}`);
  if (startsWhen) print(`Starts when ${clean(startsWhen)}`);
  if (before && before.count > 0) print(`Before it: ${beforeText(before)} of a larger priority, or older`);
  const rows = robots.map(({ robot, because }) => [`  ${robot}`, because]);
  if (rows.length > 0) printTable(['  ROBOT', 'WHY NOT'], rows, '');
}

function printResource(r: WhyResource): void {
  print(`${r.resource}  ${clean(r.queue)}  ${r.status.replace('_', ' ')}`);
  for (const because of r.because) print(clean(because));
  if (r.holder) {
    const { machine, account } = r.holder.owner;
    const where = machine ? ` (${clean(machine)}, ${clean(account ?? '')})` : '';
    print(`Held by ${clean(r.holder.owner.name)}${where}${r.holder.until ? ` until ${when(r.holder.until)}` : ''}`);
  }
  if (r.before && r.before.count > 0) print(`Before it: ${beforeText(r.before)} of a larger priority, or older`);
  if (r.condition) print(`Launch condition: ${clean(r.condition.deployment)}, ${clean(r.condition.says)}`);
  for (const { job, says } of r.jobs) print(`  ${job}: ${clean(says)}`);
  if (r.startsWhen) print(`Taken when ${clean(r.startsWhen)}`);
}

const beforeText = ({ count, atLeast }: { count: number; atLeast: boolean }) => `${atLeast ? 'at least ' : ''}${count}`;
