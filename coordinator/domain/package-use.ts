/** What uses a package version (J3): deployments that name it or follow `latest` to it, and jobs that are not over. */
import type { Look } from './lookup.ts';
import type { DeploymentRow, PackageRow, VersionRow } from './rows.ts';

/** Deployments of one package that are looked through. */
const MAX_DEPLOYMENTS = 10_000;

/** Of the deployments of a package those that would run this version now. */
export const usersOf = <D extends Pick<DeploymentRow, 'version'>>(
  deployments: readonly Readonly<D>[],
  pack: Readonly<PackageRow>,
  { version }: Pick<VersionRow, 'version'>,
): Readonly<D>[] =>
  deployments.filter((d) => d.version === version || (d.version === 'latest' && version === pack.latest));

/** Who uses this version, in words; `undefined` = nobody. */
export function describeUse(view: Look, pack: Readonly<PackageRow>, row: Readonly<VersionRow>): string | undefined {
  const [user] = usersOf(view.pick('deploymentsOfPackage', { package: pack.id }, MAX_DEPLOYMENTS), pack, row);
  if (user) {
    const how = user.version === 'latest' ? 'follows the latest version, which is this one' : 'names it';
    return `the deployment ${user.name} ${how}; change or delete the deployment first`;
  }
  const [job] = view.pick('openJobsOfVersion', { version: row.id }, 1);
  return (
    job && `the job ${job.id} of ${job.deploymentName} is ${job.state} with it; wait for its end or cancel it first`
  );
}
