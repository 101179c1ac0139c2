/** Packages and their immutable versions (J3). The archive is in the blob store already when the version is added. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { Author } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { Look } from './lookup.ts';
import { mustHaveRole } from './principal.ts';
import type { PackageRow, UserRow, VersionRow } from './rows.ts';
import { claimName, findByName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

const versionKey = (packageId: string, version: string) => `version:${packageId}:${version}`;

/**
 * The same version with the same content is a no-op, with other content it is refused; also when it was deleted, as its
 * jobs still name it. Needs a developer (X12).
 */
export function addVersion(view: View, p: Params<'version.added'>, ctx: Ctx): Result<'version.added'> {
  const user = mustHaveRole(view, p.user, 'developer', 'publishing a package');
  const { name, version } = p.manifest;
  const pack = packageOf(view, name, ctx);
  const known = view.get('version', view.get('name', versionKey(pack.id, version))?.owner ?? '');
  if (known && known.content !== p.content) {
    const there = known.deleted ? 'was deleted, and it had other content' : 'is there with other content';
    const says = say`${{ name }} ${{ version }} ${{ there }}; a version never changes: raise the version`;
    return refuse('Conflict', says, { field: 'version' });
  }
  if (known && !known.deleted) return { package: name, version, id: known.id, created: false };
  const { manifest, sha256, content, bytes } = p;
  const id = known?.id ?? `v_${ctx.newId()}`;
  view.put('version', {
    ...{ id, package: pack.id, version, sha256, content, bytes, manifest, deleted: 0 },
    author: authorFrom(user),
    created: ctx.now,
  });
  view.put('name', { id: versionKey(pack.id, version), owner: id });
  view.put('package', { ...pack, latest: later(pack.latest, version) });
  view.emit({ kind: 'changed', topics: ['packages'] });
  return { package: name, version, id, created: true };
}

const authorFrom = (user: Readonly<UserRow>): Author => ({
  kind: 'user',
  id: user.id,
  name: user.fullName || user.name,
});

function packageOf(view: View, name: string, ctx: Ctx): Readonly<PackageRow> {
  const { workspace } = ctx.who;
  const known = findByName(view, 'package', workspace, name);
  const row = known === undefined ? undefined : view.get('package', known);
  if (row) return row;
  const id = `k_${ctx.newId()}`;
  claimName(view, 'package', workspace, name, id);
  return { id, workspace, name, latest: '', deleted: 0, created: ctx.now };
}

/** The row of `version`, which may be `latest`: the one that is highest now. */
export function resolveVersion(view: Look, pack: Readonly<PackageRow>, version: string): Readonly<VersionRow> {
  const wanted = version === 'latest' ? pack.latest : version;
  const id = view.get('name', versionKey(pack.id, wanted))?.owner;
  const row = id === undefined ? undefined : view.get('version', id);
  if (row && !row.deleted) return row;
  const has = pack.latest === '' ? 'it has none any more: publish one' : `its highest is ${pack.latest}`;
  return refuse(
    'PackageNotFound',
    say`the package ${{ package: pack.name }} has no version ${{ wanted }}; ${{ has }}`,
    { field: 'version' },
  );
}

/** The higher of two versions; a release stands above every pre-release, so that `latest` is stable when it can be. */
export function later(a: string, b: string): string {
  if (a === '' || b === '') return a || b;
  const stable = Number(isRelease(b)) - Number(isRelease(a));
  return (stable || compareVersions(b, a)) > 0 ? b : a;
}

const isRelease = (version: string) => !version.split('+', 1)[0]!.includes('-');

/** Semantic versioning's order: numbers by value, pre-releases below their release, part by part. */
export function compareVersions(a: string, b: string): number {
  const [coreA, preA] = parts(a);
  const [coreB, preB] = parts(b);
  const core = compareParts(coreA, coreB);
  if (core !== 0) return core;
  if (preA.length === 0 || preB.length === 0) return preB.length - preA.length;
  return compareParts(preA, preB);
}

function parts(version: string): [string[], string[]] {
  const bare = version.split('+', 1)[0]!;
  const dash = bare.indexOf('-');
  const core = dash < 0 ? bare : bare.slice(0, dash);
  return [core.split('.'), dash < 0 ? [] : bare.slice(dash + 1).split('.')];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const numeric = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    if (numeric[0]) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return 0;
}
