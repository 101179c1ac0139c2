/** Assets (J6): created, given values, renamed, deleted. Secret values arrive sealed; the type never changes. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Author, type Json, nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { SealedText } from '../../protocol/shapes-asset.ts';
import { assetView, deploymentsOf, MAX_VALUES, uses } from './asset-view.ts';
import { type Look, theRobot } from './lookup.ts';
import { notFound } from './not-found.ts';
import { mustHaveRole } from './principal.ts';
import type { AssetRow, AssetValueRow, UserRow } from './rows.ts';
import { dropSecret, keepSecret } from './secret.ts';
import { claimName, findByName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Assets of which one robot has a value of its own. */
const MAX_VALUES_OF_ROBOT = 10_000;

/** By name or id; a deleted one is not found. */
export function theAsset(view: Look, workspace: string, name: string, field = 'asset'): Readonly<AssetRow> {
  const row = view.get('asset', findByName(view, 'asset', workspace, name) ?? name);
  return row?.workspace === workspace && row.deleted === 0 ? row : notFound(view, 'asset', workspace, name, field);
}

export const valueId = (asset: string, robot: string): string => `${asset}:${robot}`;

/** What a secret of this asset belongs to: it opens for the same asset and robot only. */
export const secretOwner = (asset: string, robot: string): string => `asset:${valueId(asset, robot)}`;

export function createAsset(view: View, p: Params<'asset.created'>, ctx: Ctx): Result<'asset.created'> {
  const user = mustHaveRole(view, p.user, 'developer', 'creating an asset');
  const { workspace } = ctx.who;
  const { id, name, type, description } = p;
  claimName(view, 'asset', workspace, name, id);
  const row: AssetRow = {
    ...{ id, workspace, name, nameKey: nameKey(name), type, description },
    ...{ secret: p.secret ? 1 : 0, deleted: 0, author: authorFrom(user), created: ctx.now },
  };
  putValue(view, row, '', p, { by: row.author, at: ctx.now });
  return saved(view, row);
}

export function setAssetValue(view: View, p: Params<'asset.valueSet'>, ctx: Ctx): Result<'asset.valueSet'> {
  const user = mustHaveRole(view, p.user, 'developer', 'changing an asset');
  const row = theAsset(view, ctx.who.workspace, p.asset);
  if (p.robot !== '') theRobot(view, ctx.who.workspace, p.robot);
  putValue(view, row, p.robot, p, { by: authorFrom(user), at: ctx.now });
  return saved(view, row);
}

function putValue(
  view: View,
  asset: Readonly<AssetRow>,
  robot: string,
  { value, sealed }: { value: Json; sealed?: SealedText | undefined },
  { by, at }: { by: Author; at: number },
): void {
  if ((asset.secret === 1) !== (sealed !== undefined))
    refuse(
      'Internal',
      say`the value of ${{ asset: asset.name }} came ${{ value: sealed ? 'sealed although' : 'open where' }} it must not`,
    );
  const id = valueId(asset.id, robot);
  const kept = view.get('assetValue', id);
  dropSecret(view, kept?.secret ?? '');
  const secret = sealed ? keepSecret(view, sealed) : '';
  const version = (kept?.version ?? 0) + 1;
  view.put('assetValue', { id, asset: asset.id, robot, value, secret, version, editor: by, updated: at });
}

export function unsetAssetValue(view: View, p: Params<'asset.unset'>, ctx: Ctx): Result<'asset.unset'> {
  const row = theAsset(view, ctx.who.workspace, p.asset);
  const robot = theRobot(view, ctx.who.workspace, p.robot);
  const own =
    view.get('assetValue', valueId(row.id, robot.id)) ??
    refuse('IllegalState', say`${{ robot: robot.name }} has no value of its own of the asset ${{ name: row.name }}`);
  dropValue(view, own);
  return saved(view, row);
}

/** The type and whether it is secret stay for good (J6); what is bound by its id stays bound. */
export function updateAsset(view: View, p: Params<'asset.update'>, ctx: Ctx): Result<'asset.update'> {
  const kept = theAsset(view, ctx.who.workspace, p.asset);
  const { name = kept.name, description = kept.description } = p;
  const row: AssetRow = { ...kept, name, nameKey: nameKey(name), description };
  if (row.nameKey !== kept.nameKey) freeName(view, 'asset', row.workspace, kept.name);
  claimName(view, 'asset', row.workspace, name, row.id);
  return saved(view, row);
}

/** Forced, deployments keep their bindings to it: their runs fail with that reason until it is bound anew (J7). */
export function deleteAsset(view: View, p: Params<'asset.delete'>, ctx: Ctx): Result<'asset.delete'> {
  const row = theAsset(view, ctx.who.workspace, p.asset);
  const users = deploymentsOf(view, row.workspace).filter((deployment) => uses(deployment, row.id));
  if (users.length > 0 && !p.force)
    refuse(
      'InUse',
      say`the asset ${{ name: row.name }} is used by ${{ list: named(users.map((d) => d.name)) }}; take it out there, or force the deletion`,
    );
  for (const value of view.pick('assetValuesOf', { asset: row.id }, MAX_VALUES)) dropValue(view, value);
  freeName(view, 'asset', row.workspace, row.name);
  view.put('asset', { ...row, deleted: 1 });
  view.emit({ kind: 'changed', topics: ['assets'] });
  return {};
}

/** A robot is gone: so are its own values. */
export function dropValuesOfRobot(view: View, robot: string): void {
  for (const value of view.pick('assetValuesOfRobot', { robot }, MAX_VALUES_OF_ROBOT)) dropValue(view, value);
}

function dropValue(view: View, row: Readonly<AssetValueRow>): void {
  dropSecret(view, row.secret);
  view.drop('assetValue', row.id);
}

function saved(view: View, row: AssetRow): Result<'asset.created'> {
  view.put('asset', row);
  view.emit({ kind: 'changed', topics: ['assets'] });
  return assetView(view, row);
}

/** Three by name, the others by their number. */
const named = (names: string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

const authorFrom = ({ id, fullName, name }: Readonly<UserRow>): Author => ({
  kind: 'user',
  id,
  name: fullName || name,
});
