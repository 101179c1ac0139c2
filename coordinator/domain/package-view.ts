/** What readers see of packages: versions, highest first, and which deployments use each (J3). */
import type { PackageView } from '../../protocol/shapes-fleet.ts';
import type { PackageDetail } from '../../protocol/shapes-package.ts';
import type { Look } from './lookup.ts';
import { compareVersions } from './package.ts';
import { usersOf } from './package-use.ts';
import type { PackageRow, VersionRow } from './rows.ts';

/** Versions and deployments shown of one package. */
const MAX_SHOWN = 1_000;

const shown = ({ id, version, sha256, bytes, created, author, manifest }: Readonly<VersionRow>) => ({
  ...{ id, version, sha256, bytes, created, author, manifest },
});

export function packageView(view: Look, pack: Readonly<PackageRow>): PackageView {
  const deployments = view.pick('deploymentsOfPackage', { package: pack.id }, MAX_SHOWN);
  const rows = versionsOf(view, pack);
  return {
    ...headOf(pack, rows),
    versions: rows.map((row) => ({ ...shown(row), usedBy: namesOf(usersOf(deployments, pack, row)) })),
  };
}

/** With what keeps each version from being deleted (J3). */
export function packageDetail(view: Look, pack: Readonly<PackageRow>): PackageDetail {
  const deployments = view.pick('deploymentsOfPackage', { package: pack.id }, MAX_SHOWN);
  const rows = versionsOf(view, pack);
  return {
    ...headOf(pack, rows),
    versions: rows.map((row) => {
      const users = usersOf(deployments, pack, row);
      return {
        ...shown(row),
        usedBy: namesOf(users),
        deployments: users.map(({ name, version }) => ({ name, follows: version === 'latest' })),
        liveJobs: view.pick('openJobsOfVersion', { version: row.id }, MAX_SHOWN).length,
      };
    }),
  };
}

const namesOf = (users: { name: string }[]) => users.map((d) => d.name).sort();

const versionsOf = (view: Look, pack: Readonly<PackageRow>) =>
  view.pick('versionsOf', { package: pack.id }, MAX_SHOWN).toSorted((a, b) => compareVersions(b.version, a.version));

const headOf = (pack: Readonly<PackageRow>, rows: readonly Readonly<VersionRow>[]) => ({
  id: pack.id,
  name: pack.name,
  title: rows.find((row) => row.version === pack.latest)?.manifest.title ?? '',
  latest: pack.latest,
});
