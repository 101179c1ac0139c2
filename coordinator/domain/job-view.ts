/** What readers see of a job: names for ids, credentials masked (J29), its run instances and why it waits (J32). */
import type { JobDetail, JobView } from '../../protocol/shapes.ts';
import type { WhyJob } from '../../protocol/shapes-job.ts';
import { bindingNames } from './asset-binding.ts';
import { waitingOf } from './job-waiting.ts';
import type { Look } from './lookup.ts';
import type { JobRow } from './rows.ts';
import { runView } from './run-view.ts';
import { saidIn, shown } from './said.ts';
import { shownValues } from './typed-value.ts';

/** Run instances of one job: retries are at most 10 (J12). */
const MAX_RUNS = 100;
/** Open children that the answer to "why" names. */
const MAX_OPEN_CHILDREN = 20;

export function jobView(view: Look, job: Readonly<JobRow>): JobView {
  const version = view.get('version', job.version);
  const { id, source, created, state, priority, attempts } = job;
  return {
    ...{ id, source, created, state, priority, attempts, ...shown('message', saidIn(job, 'message')) },
    deployment: { id: job.deployment, name: job.deploymentName },
    package: version?.manifest.name ?? job.package,
    version: version?.version ?? '',
    by: job.author,
    maxAttempts: job.retries + 1,
    ...placeOf(view, job),
    ...(job.started ? { started: job.started } : {}),
    ...(job.ended ? { ended: job.ended } : {}),
    ...(job.run ? { run: job.run } : {}),
    params: shownValues(version?.manifest, job),
    bindings: bindingNames(view, job.bindings),
    cancelling: job.cancelling === 1,
    ...(job.output === null || job.output === undefined ? {} : { output: job.output as JobView['output'] }),
    ...(job.parent ? { parent: { job: job.parent, run: job.parentRun } } : {}),
    ...(job.again ? { again: job.again } : {}),
  };
}

/** `robot`: the pinned one, or the one that runs it or ran it last. */
function placeOf(view: Look, job: Readonly<JobRow>): Pick<JobView, 'pool' | 'robot'> {
  const run = job.run === '' ? undefined : view.get('run', job.run);
  const robot = run?.robotName ?? (job.robot === '' ? undefined : (view.get('robot', job.robot)?.name ?? job.robot));
  const pool = job.pool === '' ? undefined : (view.get('pool', job.pool)?.name ?? job.pool);
  return { ...(pool === undefined ? {} : { pool }), ...(robot === undefined ? {} : { robot }) };
}

interface More {
  /** As in aged.ts. */
  starveAfterMs?: number;
  /** Jobs that its runs started: engines find them by a list. */
  children?: readonly Readonly<Pick<JobRow, 'id' | 'deploymentName' | 'state' | 'parentRun'>>[];
}

export const runsOf = (view: Look, job: Readonly<JobRow>) => view.pick('runsOf', { job: job.id }, MAX_RUNS);

/** `now`: ms, the coordinator's clock. */
export function jobDetail(view: Look, job: Readonly<JobRow>, now: number, more: More = {}): JobDetail {
  const runs = runsOf(view, job).map((run) => runView(view, run, job));
  const waiting = waitingOf(view, job, now, more.starveAfterMs);
  const children = more.children?.map(({ id, deploymentName, state, parentRun }) => ({
    ...{ id, deployment: deploymentName, state, run: parentRun },
  }));
  return {
    ...jobView(view, job),
    runs,
    ...(waiting ? { waiting } : {}),
    ...(job.key ? { key: job.key } : {}),
    ...(children && children.length > 0 ? { children } : {}),
  };
}

export function whyJob(view: Look, job: Readonly<JobRow>, now: number, starveAfterMs?: number): WhyJob {
  const { id, deploymentName: deployment, state, message } = job;
  const waiting = waitingOf(view, job, now, starveAfterMs);
  const open = view.pick('openChildrenOf', { parent: id }, MAX_OPEN_CHILDREN);
  const children = open.map((child) => ({ id: child.id, deployment: child.deploymentName, state: child.state }));
  return { ...{ job: id, deployment, state, message, children }, ...(waiting ? { waiting } : {}) };
}
