/** Deployments (J12–J16): create, update, clone, delete. Jobs that exist keep what they were created with. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { theAsset } from './asset.ts';
import { boundAssets, checkBindings, typedOrBound, unbound } from './asset-binding.ts';
import { authorOf } from './author.ts';
import { deploymentChanged } from './condition.ts';
import { deploymentGone } from './condition-evaluate.ts';
import { targetOf } from './deployment-target.ts';
import { deploymentView } from './deployment-view.ts';
import { mustHaveFiles } from './file.ts';
import { endJob } from './job-cancel.ts';
import { checkSaved, mergeParams } from './job-params.ts';
import { theDeployment, thePackage } from './lookup.ts';
import { notFound } from './not-found.ts';
import { resolveVersion } from './package.ts';
import { findQueue } from './queue.ts';
import type { DeploymentRow } from './rows.ts';
import { stopSchedulesOf } from './schedule.ts';
import { holdValues, saidValues, takenApart, typedValues } from './typed-value.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** What a deployment is when nothing else is said (J12, P5). */
const defaults = {
  version: 'latest',
  retries: 3,
  priority: 2_000,
  recording: 'always',
  timeoutMs: 0,
  lostAfterMs: 300_000,
  backoff: { kind: 'none', ms: 0 },
  whenNoRobot: 'wait',
} as const;
/** Live jobs that a forced deletion ends in one transaction. */
const MAX_FORCED = 1_000;

export function createDeployment(view: View, p: Params<'deployment.create'>, ctx: Ctx): Result<'deployment.create'> {
  const { workspace } = ctx.who;
  const {
    pool,
    robots,
    package: packageName,
    params = {},
    bindings = {},
    allowAssets = [],
    allowQueues = [],
    ...said
  } = p;
  const pack = thePackage(view, workspace, packageName);
  const { manifest } = resolveVersion(view, pack, p.version ?? defaults.version);
  typedOrBound({ params, bindings }, p);
  const row: DeploymentRow = {
    ...defaults,
    ...present(said),
    id: `d_${ctx.newId()}`,
    workspace,
    name: p.name,
    nameKey: nameKey(p.name),
    package: pack.id,
    bindings: checkBindings(view, manifest, boundAssets(view, workspace, bindings)),
    ...takenApart(view, ctx, manifest, checkSaved(unbound(manifest, bindings), saidValues(ctx, params))),
    allowAssets: allowed(view, workspace, allowAssets),
    allowQueues: queueIds(view, ctx, allowQueues),
    ...targetOf(view, workspace, { pool, robots }),
    enabled: 1,
    deleted: 0,
    author: authorOf(view, ctx),
    created: ctx.now,
  };
  return saveDeployment(view, row, ctx);
}

/** What is absent stays. Another package without a version means its latest; parameters are checked in any case. */
export function updateDeployment(view: View, p: Params<'deployment.update'>, ctx: Ctx): Result<'deployment.update'> {
  const { workspace } = ctx.who;
  const kept = theDeployment(view, workspace, p.deployment);
  const { deployment: _, pool, robots, package: packageName, params, enabled, name = kept.name, ...more } = p;
  const { bindings, allowAssets, allowQueues, ...said } = more;
  const pack = thePackage(view, workspace, packageName ?? kept.package);
  const version = p.version ?? (pack.id === kept.package ? kept.version : defaults.version);
  const { manifest } = resolveVersion(view, pack, version);
  const values = typedValues(kept);
  const given = mergeParams(
    manifest,
    params === undefined ? values : onlyNamed(values, params),
    saidValues(ctx, params),
  );
  const bound = bindings === undefined ? kept.bindings : boundAssets(view, workspace, bindings);
  const now = typedOrBound({ params: given, bindings: bound }, p);
  const row: DeploymentRow = {
    ...kept,
    ...present(said),
    name,
    nameKey: nameKey(name),
    package: pack.id,
    version,
    bindings: checkBindings(view, manifest, now.bindings),
    ...takenApart(view, ctx, manifest, checkSaved(unbound(manifest, now.bindings), now.params)),
    allowAssets: allowAssets === undefined ? kept.allowAssets : allowed(view, workspace, allowAssets),
    allowQueues: allowQueues === undefined ? kept.allowQueues : queueIds(view, ctx, allowQueues),
    ...targetOf(view, workspace, { pool, robots }, kept),
    enabled: enabled === undefined ? kept.enabled : enabled ? 1 : 0,
  };
  if (row.nameKey !== kept.nameKey) freeName(view, 'deployment', workspace, kept.name);
  const saved = saveDeployment(view, row, ctx, kept);
  deploymentChanged(view, row.id, row.enabled ? undefined : deploymentGone(row));
  return saved;
}

/** Given parameters replace the whole set; of the kept ones only those matter that may stand behind a mask. */
const onlyNamed = (kept: unknown, params: object) =>
  Object.fromEntries(Object.entries(kept as object).filter(([name]) => name in params));

/** Ids of the assets that its runs may read by name. */
const allowed = (view: View, workspace: string, names: readonly string[]): string[] => [
  ...new Set(names.map((name) => theAsset(view, workspace, name, 'allowAssets').id)),
];

/** Ids of the queues that its runs may use; none = every one. */
const queueIds = (view: View, ctx: Ctx, names: readonly string[]): string[] => [
  ...new Set(
    names.map(
      (name) => (findQueue(view, ctx, name) ?? notFound(view, 'queue', ctx.who.workspace, name, 'allowQueues')).id,
    ),
  ),
];

/** Absent fields keep what stands before them. */
function present<T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** A copy under another name, with the same parameters (credentials too) and target; a disabled one stays disabled. */
export function cloneDeployment(view: View, p: Params<'deployment.clone'>, ctx: Ctx): Result<'deployment.clone'> {
  const from = theDeployment(view, ctx.who.workspace, p.deployment);
  const { name } = p;
  const author = authorOf(view, ctx);
  const own = { id: `d_${ctx.newId()}`, name, nameKey: nameKey(name), author, created: ctx.now };
  return saveDeployment(view, { ...from, ...own }, ctx);
}

function saveDeployment(view: View, row: DeploymentRow, ctx: Ctx, kept?: Readonly<DeploymentRow>) {
  const pack = thePackage(view, row.workspace, row.package);
  mustHaveFiles(view, row.workspace, resolveVersion(view, pack, row.version).manifest, row.params);
  holdValues(view, ctx, row.id, { before: kept, after: row });
  claimName(view, 'deployment', row.workspace, row.name, row.id);
  view.put('deployment', row);
  view.emit({ kind: 'changed', topics: ['deployments'] });
  return deploymentView(view, row);
}

/** The row stays, so that its jobs can still be read; its name is free again. Forced, live jobs end at once. */
export function deleteDeployment(view: View, p: Params<'deployment.delete'>, ctx: Ctx): Result<'deployment.delete'> {
  const row = theDeployment(view, ctx.who.workspace, p.deployment);
  const live = view.pick('openJobsOf', { deployment: row.id }, MAX_FORCED + 1);
  if (live.length > 0 && !p.force)
    refuse(
      'InUse',
      say`${{ name: row.name }} has live jobs, such as ${{ id: live[0]!.id }}; wait, cancel them, or force the deletion`,
    );
  if (live.length > MAX_FORCED)
    refuse('InUse', say`${{ name: row.name }} has more than ${{ max: MAX_FORCED }} live jobs; cancel some first`);
  for (const job of live) endJob(view, job, ctx, say`the deployment ${{ deployment: row.name }} was deleted`);
  freeName(view, 'deployment', row.workspace, row.name);
  holdValues(view, ctx, row.id, { before: row, forGood: true });
  const deleted: DeploymentRow = { ...row, secrets: {}, deleted: 1, enabled: 0 };
  view.put('deployment', deleted);
  deploymentChanged(view, row.id, deploymentGone(deleted));
  stopSchedulesOf(view, row.id, row.name);
  view.emit({ kind: 'changed', topics: ['deployments'] });
  return {};
}
