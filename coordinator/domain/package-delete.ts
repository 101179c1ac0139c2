/** Deleting versions and packages (J3): never what is used; the rows stay for the jobs that ran with them, the bytes go. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { thePackage } from './lookup.ts';
import { later, resolveVersion } from './package.ts';
import { describeUse } from './package-use.ts';
import type { PackageRow, VersionRow } from './rows.ts';
import { freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Versions of one package that are deleted in one transaction. */
const MAX_VERSIONS = 10_000;

export function deleteVersion(view: View, p: Params<'version.delete'>, ctx: Ctx): Result<'version.delete'> {
  const pack = thePackage(view, ctx.who.workspace, p.package);
  const row = resolveVersion(view, pack, p.version);
  refuseUsed(view, pack, row, 'version');
  remove(view, row);
  const left = versionsOf(view, pack).map((v) => v.version);
  view.put('package', { ...pack, latest: left.reduce(later, '') });
  view.emit({ kind: 'changed', topics: ['packages'] });
  return {};
}

/** The name is free again: what is published under it from then on is another package, with versions of its own. */
export function deletePackage(view: View, p: Params<'package.delete'>, ctx: Ctx): Result<'package.delete'> {
  const pack = thePackage(view, ctx.who.workspace, p.package);
  const versions = versionsOf(view, pack);
  for (const row of versions) refuseUsed(view, pack, row, 'package');
  for (const row of versions) remove(view, row);
  freeName(view, 'package', pack.workspace, pack.name);
  view.put('package', { ...pack, latest: '', deleted: 1 });
  view.emit({ kind: 'changed', topics: ['packages'] });
  return {};
}

function refuseUsed(view: View, pack: Readonly<PackageRow>, row: Readonly<VersionRow>, field: string): void {
  const use = describeUse(view, pack, row);
  if (use !== undefined)
    refuse('InUse', say`${{ package: pack.name }} ${{ version: row.version }} is in use: ${{ use }}`, { field });
}

function remove(view: View, row: Readonly<VersionRow>): void {
  view.put('version', { ...row, deleted: 1 });
  view.emit({ kind: 'blob', sha256: row.sha256 });
}

const versionsOf = (view: View, pack: Readonly<PackageRow>) =>
  view.pick('versionsOf', { package: pack.id }, MAX_VERSIONS);
