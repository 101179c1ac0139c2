/** What readers see of a deployment: names for ids, credentials masked. */
import type { DeploymentDetail } from '../../protocol/shapes-deployment.ts';
import type { DeploymentView } from '../../protocol/shapes-fleet.ts';
import { bindingNames } from './asset-binding.ts';
import type { Look } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { DeploymentRow } from './rows.ts';
import { shownValues } from './typed-value.ts';

export function deploymentView(view: Look, row: Readonly<DeploymentRow>): DeploymentView {
  const pack = view.get('package', row.package);
  const manifest = pack ? resolveVersion(view, pack, row.version).manifest : undefined;
  const { id, name, version, retries, priority, recording, lostAfterMs, backoff, whenNoRobot, created, author } = row;
  return {
    ...{ id, name, version, retries, priority, recording, lostAfterMs, backoff, whenNoRobot, created, author },
    package: pack?.name ?? row.package,
    params: shownValues(manifest, row),
    bindings: bindingNames(view, row.bindings),
    allowAssets: row.allowAssets.flatMap((id) => nameOf(view, id)),
    allowQueues: row.allowQueues.map((id) => queueName(view, id)),
    ...(row.pool ? { pool: view.get('pool', row.pool)?.name ?? row.pool } : {}),
    robots: row.robots.map((robot) => view.get('robot', robot)?.name ?? robot),
    ...(row.timeoutMs ? { timeoutMs: row.timeoutMs } : {}),
    enabled: row.enabled === 1,
  };
}

/** Live jobs and launch conditions of one deployment are counted or named so far. */
const MAX_SHOWN = 1_000;

export function deploymentDetail(view: Look, row: Readonly<DeploymentRow>): DeploymentDetail {
  const pack = view.get('package', row.package);
  const version = pack && resolveVersion(view, pack, row.version);
  const conditions = view.pick('conditionsOf', { deployment: row.id }, MAX_SHOWN);
  return {
    ...deploymentView(view, row),
    runs: version?.version ?? '',
    parameters: version?.manifest.parameters ?? [],
    liveJobs: view.pick('openJobsOf', { deployment: row.id }, MAX_SHOWN).length,
    queues: conditions.map(({ id, queueName }) => view.get('queue', id)?.name ?? queueName).sort(),
  };
}

/** One that was deleted stays in the list: without it a list of one would allow every queue. */
const queueName = (view: Look, queue: string): string => view.get('queue', queue)?.name ?? queue;

/** One that was deleted allows nothing any more. */
function nameOf(view: Look, asset: string): string[] {
  const row = view.get('asset', asset);
  return row && !row.deleted ? [row.name] : [];
}
