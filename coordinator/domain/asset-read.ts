/** What a run gets of assets: the values of its bound parameters at its start (J7), and what its script asks for (S6). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { type Parameter, valueProblem } from '../../protocol/manifest.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import type { SealedText } from '../../protocol/shapes-asset.ts';
import { theAsset, valueId } from './asset.ts';
import { type Look, versionOf } from './lookup.ts';
import { runningRun } from './principal-run.ts';
import type { AssetRow, JobRow } from './rows.ts';
import { jobOf } from './run-state.ts';
import { sealedOf } from './secret.ts';
import type { Ctx, View } from './view.ts';

/** A value as it is kept: open, or sealed for whoever has the key. */
interface Kept {
  value: Json;
  sealed?: SealedText;
}

/** The robot's own value, else that of all others. */
function valueFor(view: Look, asset: Readonly<AssetRow>, robot: string): Kept {
  const row =
    view.get('assetValue', valueId(asset.id, robot)) ??
    view.get('assetValue', valueId(asset.id, '')) ??
    refuse('Internal', `the asset ${asset.name} has no value`);
  const sealed = sealedOf(view, row.secret);
  if (row.secret !== '' && !sealed) refuse('Internal', `the secret of the asset ${asset.name} is gone`);
  return { value: row.value as Json, ...(sealed ? { sealed } : {}) };
}

export interface BoundValues {
  params: Record<string, Json>;
  sealed: Record<string, SealedText>;
  /** Parameters whose values are secret. */
  secret: string[];
  /** Why the run cannot have them. */
  refusal: Sentence | undefined;
}

/** The values of a job's bound parameters as they are now, for a run instance on this robot (J7). */
export function boundValues(view: Look, job: Readonly<JobRow>, robot: string): BoundValues {
  const bound: BoundValues = { params: {}, sealed: {}, secret: [], refusal: undefined };
  const { parameters } = versionOf(view, job.version).manifest;
  for (const [param, id] of Object.entries(job.bindings)) {
    const asset = view.get('asset', id);
    if (!asset || asset.deleted) bound.refusal ??= gone(param, asset?.name ?? id, job);
    else {
      const { value, sealed } = valueFor(view, asset, robot);
      if (asset.secret) bound.secret.push(param);
      if (sealed) bound.sealed[param] = sealed;
      else bound.params[param] = value;
      const known = parameters.find((p) => p.name === param);
      if (!sealed && known) bound.refusal ??= unfit(known, value, asset.name);
    }
  }
  return bound;
}

const gone = (param: string, name: string, job: Readonly<JobRow>) =>
  say`the asset ${{ asset: name }}, which the parameter ${{ param }} is bound to, was deleted; bind another one: gantry deploy ${{ deployment: JSON.stringify(job.deploymentName) }} --bind ${{ param }}=ASSET`;

/** Types were compared when it was bound; only the choices can have another opinion of the value. */
function unfit(parameter: Parameter, value: Json, name: string): Sentence | undefined {
  const problem = valueProblem(parameter, value);
  if (problem === undefined) return undefined;
  return say`the value of the asset ${{ asset: name }} does not fit the parameter ${{ param: parameter.name }}: ${{ problem }}`;
}

/** A run reads what its deployment binds or allows now: taking the permission away counts at once. */
export function takeAsset(view: View, p: Params<'asset.taken'>, ctx: Ctx): Result<'asset.taken'> {
  const { workspace } = ctx.who;
  const run = runningRun(view, { who: { kind: 'script', run: p.run, epoch: p.epoch, workspace } });
  const asset = theAsset(view, workspace, p.asset);
  const job = jobOf(view, run);
  mayRead(view, job, asset);
  const { name, type, secret } = asset;
  return { name, type, secret: secret === 1, ...valueFor(view, asset, run.robot) };
}

function mayRead(view: Look, job: Readonly<JobRow>, asset: Readonly<AssetRow>): void {
  const allowed = view.get('deployment', job.deployment)?.allowAssets ?? [];
  if (allowed.includes(asset.id) || Object.values(job.bindings).includes(asset.id)) return;
  const deployment = JSON.stringify(job.deploymentName);
  refuse(
    'Forbidden',
    `runs of ${job.deploymentName} may not read the asset ${asset.name}; ` +
      `allow it: gantry deploy ${deployment} --allow-asset ${JSON.stringify(asset.name)}`,
    { field: 'asset' },
  );
}
