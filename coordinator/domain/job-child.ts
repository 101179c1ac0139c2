/** What runs do with jobs (J30): start a child, wait for its end, cancel it. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { DEFAULT_TIMEOUT_MS } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { endOf, isOver } from './job.ts';
import { ancestorsOf, childJob, MAX_DEPTH } from './job-family.ts';
import { jobsOfKey, keepKey, makeJobs, mustBeEnabled, type Place } from './job-run.ts';
import { MAX_CHILDREN, stopJob } from './job-stop.ts';
import { theDeployment, theJob, theRobot } from './lookup.ts';
import { runningRun } from './principal-run.ts';
import type { DeploymentRow, JobRow } from './rows.ts';
import { jobOf } from './run-state.ts';
import { saidValues } from './typed-value.ts';
import { type Ctx, type View, Wait } from './view.ts';

/** One job of the deployment, with this run as its author. A known key gives the job that has it, whoever made it. */
export function startChild(view: View, p: Params<'job.start'>, ctx: Ctx): Result<'job.start'> {
  const run = runningRun(view, ctx);
  const parent = jobOf(view, run);
  const deployment = theDeployment(view, ctx.who.workspace, p.deployment);
  const known = p.key === undefined ? undefined : knownJob(view, deployment, p.key, parent);
  if (known) return { job: childJob(known), existing: true };
  mustBeEnabled(deployment);
  mustHaveRoom(view, parent);
  const { cancelWithParent, deployment: _, robot: __, ...said } = p;
  const wish = {
    ...said,
    ...{
      params: saidValues(ctx, said.params),
      source: 'run' as const,
      author: authorOf(view, ctx),
      condition: '',
      places: [placeOf(view, p, deployment, ctx)],
    },
    ...{ parent: parent.id, parentRun: run.id, withParent: cancelWithParent ? (1 as const) : (0 as const) },
  };
  const jobs = makeJobs(view, deployment, wish, ctx);
  if (p.key !== undefined) keepKey(view, deployment, p.key, jobs);
  return { job: childJob(jobs[0]!), existing: false };
}

/** The job that this key made before. It may be of another parent: this one may wait for it from now on. */
function knownJob(
  view: View,
  deployment: Readonly<DeploymentRow>,
  key: string,
  parent: Readonly<JobRow>,
): Readonly<JobRow> | undefined {
  const jobs = jobsOfKey(view, deployment, key);
  if (!jobs) return undefined;
  const [job] = jobs as [Readonly<JobRow>];
  if (jobs.length > 1)
    refuse(
      'Conflict',
      say`key: "${{ key }}" stands for ${{ count: jobs.length }} jobs, one for each robot; choose another`,
      {
        field: 'key',
      },
    );
  if ([parent, ...ancestorsOf(view, parent)].some(({ id }) => id === job.id))
    refuse('Conflict', say`key: "${{ key }}" stands for the job that asks, or for one above it; choose another`, {
      field: 'key',
    });
  if (job.parent !== parent.id) view.put('name', { id: adopted(parent.id, job.id), owner: parent.id });
  return job;
}

const adopted = (parent: string, job: string) => `child:${parent}:${job}`;

function mustHaveRoom(view: View, parent: Readonly<JobRow>): void {
  if (ancestorsOf(view, parent).length >= MAX_DEPTH - 1)
    refuse('TooMany', say`jobs that start jobs may be ${{ max: MAX_DEPTH }} deep; does this one start itself?`, {
      retry: 'never',
    });
  if (view.pick('openChildrenOf', { parent: parent.id }, MAX_CHILDREN).length >= MAX_CHILDREN)
    refuse(
      'TooMany',
      say`the job ${{ parent: parent.id }} has ${{ max: MAX_CHILDREN }} open children; wait for some of them first`,
    );
}

/** A child is one job: the pool's, or that of one robot. */
function placeOf(view: View, p: Params<'job.start'>, deployment: Readonly<DeploymentRow>, ctx: Ctx): Place {
  if (p.robot !== undefined) return { robot: theRobot(view, ctx.who.workspace, p.robot).id, pool: '' };
  if (deployment.pool !== '') return { robot: '', pool: deployment.pool };
  const [robot = '', ...others] = deployment.robots;
  if (others.length === 0) return { robot, pool: '' };
  return refuse(
    'ValidationError',
    say`robot: ${{ deployment: deployment.name }} names ${{ count: deployment.robots.length }} robots, and a child is one job; name one of them`,
    { field: 'robot' },
  );
}

/** Answers at the end of the job, whatever that is; a person may wait for any job. */
export function waitForJob(view: View, p: Params<'job.wait'>, ctx: Ctx): Result<'job.wait'> {
  const job = theJob(view, ctx.who.workspace, p.job);
  if (ctx.who.kind === 'script') mustBeIts(view, job, ctx);
  if (isOver(job)) return childJob(job);
  const { timeout = DEFAULT_TIMEOUT_MS } = p;
  const says = `the job ${job.id} of ${job.deploymentName} is still ${job.state}; "gantry why ${job.id}" says what it waits for`;
  if (timeout === 0) refuse('JobTimeout', says);
  throw new Wait({ queue: endOf(job.id), resource: job.id, timeoutMs: timeout, says, code: 'JobTimeout' });
}

/** Cancels it softly; one that has ended stays as it is. */
export function stopChild(view: View, p: Params<'job.stop'>, ctx: Ctx): Result<'job.stop'> {
  const job = theJob(view, ctx.who.workspace, p.job);
  const { robotName } = mustBeIts(view, job, ctx, 'own');
  return childJob(
    isOver(job) ? job : stopJob(view, job, ctx, say`its parent ${{ job: job.parent }} on ${{ robot: robotName }}`),
  );
}

/** The run of the script that asks, which started this job; `own`: jobs that its key found do not count. */
function mustBeIts(view: View, job: Readonly<JobRow>, ctx: Ctx, which: 'own' | 'any' = 'any') {
  const run = runningRun(view, ctx);
  if (job.parent === run.job) return run;
  if (which === 'any' && view.get('name', adopted(run.job, job.id))) return run;
  return refuse('Forbidden', say`the job ${{ job: job.id }} was not started by this one (${{ parent: run.job }})`, {
    field: 'job',
  });
}
