/** `job.run` (J15, J17, J19, J20): one trigger makes one job for a pool, or one per named robot; none starts by it. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { resolveParams } from '../../protocol/manifest.ts';
import { say } from '../../protocol/sentence.ts';
import { boundAssets, checkBindings, typedOrBound, unbound } from './asset-binding.ts';
import { authorOf } from './author.ts';
import { targetOf } from './deployment-target.ts';
import { mustHaveFiles } from './file.ts';
import { callRobots, moveJob, saveJob } from './job.ts';
import { mergeParams } from './job-params.ts';
import { jobView } from './job-view.ts';
import { candidates } from './job-waiting.ts';
import { theDeployment, thePackage } from './lookup.ts';
import { suitsNow } from './match.ts';
import { resolveVersion } from './package.ts';
import { jobRests } from './rest.ts';
import type { DeploymentRow, JobRow, VersionRow } from './rows.ts';
import { kept } from './said.ts';
import { holdValues, saidValues, takenApart, typedValues } from './typed-value.ts';
import type { Ctx, View } from './view.ts';

/** What is said here counts for these jobs only, never for the deployment (J17). */
export function runJob(view: View, p: Params<'job.run'>, ctx: Ctx): Result<'job.run'> {
  const deployment = theDeployment(view, ctx.who.workspace, p.deployment);
  const before = p.key === undefined ? undefined : jobsOfKey(view, deployment, p.key);
  if (before) return { jobs: before.map((job) => jobView(view, job)), existing: true };
  mustBeEnabled(deployment);
  const target = targetOf(view, ctx.who.workspace, p, deployment);
  const places = target.pool ? [{ robot: '', pool: target.pool }] : target.robots.map((robot) => ({ robot, pool: '' }));
  const wish = {
    ...{ ...p, params: saidValues(ctx, p.params), source: p.source ?? 'manual' },
    ...{ author: authorOf(view, ctx), condition: '', places },
  } as const;
  const jobs = makeJobs(view, deployment, wish, ctx);
  if (p.key !== undefined) keepKey(view, deployment, p.key, jobs);
  return { jobs: jobs.map((job) => jobView(view, job)), existing: false };
}

/** Where one job may run: a pool, or a robot that it is pinned to; the other is ''. Ids. */
export type Place = Pick<JobRow, 'robot' | 'pool'>;

/** What is said of these jobs only (J17), and where each of them may run: one job per place. */
export interface Wish
  extends Partial<
      Pick<Params<'job.run'>, 'priority' | 'params' | 'bindings' | 'retries' | 'recording' | 'timeoutMs' | 'key'>
    >,
    Pick<JobRow, 'source' | 'author' | 'condition'>,
    Partial<Pick<JobRow, 'parent' | 'parentRun' | 'withParent' | 'again'>> {
  places: readonly Place[];
}

export function mustBeEnabled(deployment: Readonly<DeploymentRow>): void {
  if (!deployment.enabled)
    refuse('IllegalState', say`the deployment ${{ deployment: deployment.name }} is disabled; enable it first`);
}

/** Makes the jobs of one trigger, whoever pulled it. Refuses before it has made any. */
export function makeJobs(view: View, deployment: Readonly<DeploymentRow>, wish: Wish, ctx: Ctx): JobRow[] {
  mustLive(view, wish.places, deployment);
  const pack = thePackage(view, deployment.workspace, deployment.package);
  const version = resolveVersion(view, pack, deployment.version);
  const common = commonRow(view, { deployment, version, wish }, ctx);
  mustHaveFiles(view, deployment.workspace, version.manifest, common.params);
  return wish.places.map((place) => {
    const row = { ...common, ...place, id: `j_${ctx.newId()}` };
    return create(view, row, deployment, version);
  });
}

const keyId = (deployment: Readonly<Pick<DeploymentRow, 'id'>>, key: string) => `job-key:${deployment.id}:${key}`;

/** From now on this key of this deployment leads to these jobs (J20). */
export function keepKey(view: View, deployment: Readonly<DeploymentRow>, key: string, jobs: readonly JobRow[]): void {
  view.put('name', { id: keyId(deployment, key), owner: jobs.map((job) => job.id).join(' ') });
}

/** A job that is deleted: its key leads to it no more. */
export function dropKey(view: View, { id, deployment, key }: Readonly<JobRow>): void {
  const row = key === '' ? undefined : view.get('name', keyId({ id: deployment }, key));
  const before = row?.owner.split(' ') ?? [];
  const others = before.filter((job) => job !== id);
  if (!row || others.length === before.length) return;
  if (others.length > 0) view.put('name', { ...row, owner: others.join(' ') });
  else view.drop('name', row.id);
}

/** The jobs that were made with this key of this deployment, as they are now. */
export function jobsOfKey(
  view: View,
  deployment: Readonly<DeploymentRow>,
  key: string,
): Readonly<JobRow>[] | undefined {
  const jobs = view
    .get('name', keyId(deployment, key))
    ?.owner.split(' ')
    .flatMap((id) => view.get('job', id) ?? []);
  return jobs?.length ? jobs : undefined;
}

/** Robots and pools may have been deleted since the deployment was saved. */
function mustLive(view: View, places: readonly Place[], deployment: Readonly<DeploymentRow>): void {
  const gone = places.find(({ robot }) => robot !== '' && !view.get('robot', robot))?.robot;
  if (gone !== undefined)
    refuse(
      'RobotNotFound',
      say`a robot of ${{ deployment: deployment.name }} was deleted (${{ gone }}); edit its target`,
      {
        field: 'robots',
      },
    );
  if (places.some(({ pool }) => pool !== '' && !view.get('pool', pool)))
    refuse('PoolNotFound', say`the pool of ${{ deployment: deployment.name }} was deleted; edit its target`, {
      field: 'pool',
    });
}

interface Wanted {
  deployment: Readonly<DeploymentRow>;
  version: Readonly<VersionRow>;
  wish: Wish;
}

function commonRow(
  view: View,
  { deployment, version, wish: p }: Wanted,
  ctx: Ctx,
): Omit<JobRow, 'id' | 'robot' | 'pool'> {
  return {
    workspace: deployment.workspace,
    ...{ deployment: deployment.id, deploymentName: deployment.name, package: version.package, version: version.id },
    ...{ source: p.source, author: p.author, condition: p.condition, state: 'queued' },
    priority: p.priority ?? deployment.priority,
    ...valuesOf(view, { deployment, version, wish: p }, ctx),
    retries: p.retries ?? deployment.retries,
    recording: p.recording ?? deployment.recording,
    timeoutMs: p.timeoutMs ?? deployment.timeoutMs,
    ...{ lostAfterMs: deployment.lostAfterMs, backoff: deployment.backoff },
    ...{ ...jobRests(0, 0), run: '', attempts: 0, cancelling: 0 },
    ...{ created: ctx.now, started: 0, ended: 0, message: '', messageAs: null, output: null, key: p.key ?? '' },
    ...{ parent: p.parent ?? '', parentRun: p.parentRun ?? '', withParent: p.withParent ?? 0, again: p.again ?? '' },
  };
}

/** Typed values and bindings of a job: the deployment's, with what is said of this job (J13, J17). */
function valuesOf(
  view: View,
  { deployment, version, wish }: Wanted,
  ctx: Ctx,
): Pick<JobRow, 'params' | 'secrets' | 'bindings'> {
  const { manifest } = version;
  const merged = mergeParams(manifest, typedValues(deployment), wish.params);
  const bindings = { ...deployment.bindings, ...boundAssets(view, deployment.workspace, wish.bindings ?? {}) };
  const now = typedOrBound({ params: merged, bindings }, wish);
  checkBindings(view, manifest, now.bindings);
  const values = resolveParams(unbound(manifest, now.bindings), now.params);
  const { params, secrets } = takenApart(view, ctx, manifest, values);
  return { params: params as JobRow['params'], secrets, bindings: now.bindings };
}

function create(view: View, row: JobRow, deployment: Readonly<DeploymentRow>, version: Readonly<VersionRow>): JobRow {
  const { needs } = version.manifest;
  const free = () => candidates(view, row).some((robot) => suitsNow(view, row, { needs, robot, now: row.created }));
  if (deployment.whenNoRobot === 'cancel' && !free())
    return moveJob(view, row, 'cancel', {
      ended: row.created,
      ...kept('message', say`no robot was available when it was started`),
    });
  const job = saveJob(view, row);
  holdValues(view, { now: row.created }, row.id, { after: row });
  callRobots(view, job);
  return job;
}
