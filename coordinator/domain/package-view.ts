/** What readers see of packages: versions, highest first, and which deployments use each (J3). */
import type { PackageView } from '../../protocol/shapes-fleet.ts';
import type { Look } from './lookup.ts';
import { compareVersions } from './package.ts';
import type { PackageRow } from './rows.ts';

/** Versions and deployments shown of one package. */
const MAX_SHOWN = 1_000;

export function packageView(view: Look, pack: Readonly<PackageRow>): PackageView {
  const deployments = view.pick('deploymentsOfPackage', { package: pack.id }, MAX_SHOWN);
  const rows = view
    .pick('versionsOf', { package: pack.id }, MAX_SHOWN)
    .toSorted((a, b) => compareVersions(b.version, a.version));
  const usedBy = (version: string) =>
    deployments
      .filter((d) => d.version === version || (d.version === 'latest' && version === pack.latest))
      .map((d) => d.name)
      .sort();
  return {
    id: pack.id,
    name: pack.name,
    title: rows.find((row) => row.version === pack.latest)?.manifest.title ?? '',
    latest: pack.latest,
    versions: rows.map(({ package: _, ...row }) => ({ ...row, usedBy: usedBy(row.version) })),
  };
}
