/** `job.again` (J31): a new job like one that is there, of the deployment's version now. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { makeJobs, mustBeEnabled } from './job-run.ts';
import { jobView } from './job-view.ts';
import { type Look, theJob, thePackage } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { DeploymentRow, JobRow } from './rows.ts';
import { typedValues } from './typed-value.ts';
import type { Ctx, View } from './view.ts';

export function jobAgain(view: View, p: Params<'job.again'>, ctx: Ctx): Result<'job.again'> {
  return jobView(view, repeatJob(view, theJob(view, ctx.who.workspace, p.job), p.key, ctx));
}

/** With a key: the same key and job give the same new job. Refuses before it has made any. */
export function repeatJob(view: View, job: Readonly<JobRow>, key: string | undefined, ctx: Ctx): Readonly<JobRow> {
  const name = nameOf(job.id, key);
  const known = key === undefined ? undefined : view.get('name', name);
  const before = known && view.get('job', known.owner);
  if (before) return before;
  const deployment = deploymentOf(view, job);
  const { robot, pool, priority, retries, recording, timeoutMs } = job;
  const wish = {
    ...{ priority, retries, recording, timeoutMs, ...knownValues(view, deployment, job) },
    ...{ source: 'manual' as const, author: authorOf(view, ctx), condition: '', places: [{ robot, pool }] },
    again: job.id,
  };
  const [made] = makeJobs(view, deployment, wish, ctx) as [JobRow];
  if (key !== undefined) view.put('name', { id: name, owner: made.id });
  return made;
}

const nameOf = (job: string, key: string | undefined) => `job-again:${job}:${key}`;

/** Was it made by this key? Then a batch that is asked again must not repeat it in turn. */
export const madeBy = (view: Pick<Look, 'get'>, job: Readonly<JobRow>, key: string | undefined): boolean =>
  key !== undefined && job.again !== '' && view.get('name', nameOf(job.again, key))?.owner === job.id;

/** Why a job cannot be run again, in words for many jobs. */
export function notAgain(view: Look, job: Readonly<Pick<JobRow, 'deployment'>>): Sentence | undefined {
  const deployment = view.get('deployment', job.deployment);
  if (!deployment || deployment.deleted) return say`its deployment was deleted`;
  return deployment.enabled ? undefined : say`its deployment is disabled`;
}

function deploymentOf(view: Look, job: Readonly<JobRow>): Readonly<DeploymentRow> {
  const deployment = view.get('deployment', job.deployment);
  if (!deployment || deployment.deleted)
    return refuse(
      'DeploymentNotFound',
      say`${{ deploymentName: job.deploymentName }}, the deployment of ${{ job: job.id }}, was deleted; run another`,
    );
  mustBeEnabled(deployment);
  return deployment;
}

/** Its credentials are kept for a while after its end; from then on the deployment's own stand in for them. */
function typedThen(
  view: Look,
  deployment: Readonly<DeploymentRow>,
  { id, params, secrets }: Readonly<JobRow>,
): Record<string, Json> {
  const there = Object.entries(secrets).filter(([, secret]) => view.get('secret', secret));
  const gone = Object.keys(secrets).filter((name) => !there.some(([known]) => known === name));
  const lost = gone.find((name) => !(name in deployment.secrets || name in deployment.bindings));
  if (lost !== undefined)
    refuse(
      'ValidationError',
      say`params.${{ lost }}: the credential that was typed for ${{ id }} was removed some time after its end; run the deployment and type it anew`,
      { field: `params.${lost}` },
    );
  return typedValues({ params, secrets: Object.fromEntries(there) });
}

/** The values and bindings it had, but for parameters that the version of now does not know any more. */
function knownValues(
  view: Look,
  deployment: Readonly<DeploymentRow>,
  job: Readonly<JobRow>,
): { params: Record<string, Json>; bindings: Record<string, string> } {
  const { manifest } = resolveVersion(view, thePackage(view, job.workspace, deployment.package), deployment.version);
  const known = new Set(manifest.parameters.map(({ name }) => name));
  const kept = <T>(values: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
  return { params: kept(typedThen(view, deployment, job)), bindings: kept(job.bindings) };
}
