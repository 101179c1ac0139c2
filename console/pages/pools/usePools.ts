/** Pools with what the lists of robots and deployments know of them. */
import type { RobotState } from '../../../protocol/fields.ts';
import type { PoolView, RobotView } from '../../../protocol/shapes-fleet.ts';
import { useVerb } from '../../api/queries.ts';

export interface Pool extends PoolView {
  /** Its robots as they are now. */
  members: RobotView[];
  byState: Record<RobotState, number>;
  /** Names of the deployments that target it. */
  deployments: string[];
}

export function usePools() {
  const pools = useVerb('pool.list', {}, { topics: ['robots', 'jobs'] });
  const robots = useVerb('robot.list', {}, { topics: ['robots'] });
  const deployments = useVerb('deployment.list', {}, { topics: ['deployments'] });
  const all = robots.data?.items;
  const data =
    all && pools.data?.items.map((pool) => whole(pool, all, (deployments.data?.items ?? []).filter(targets(pool))));
  return {
    data,
    error: pools.error ?? robots.error,
    refetch: () => Promise.all([pools.refetch(), robots.refetch(), deployments.refetch()]),
  };
}

const targets = (pool: PoolView) => (deployment: { pool?: string | undefined }) => deployment.pool === pool.name;

function whole(pool: PoolView, robots: RobotView[], deployments: { name: string }[]): Pool {
  const members = robots.filter((robot) => robot.pools.includes(pool.name));
  const byState: Pool['byState'] = { idle: 0, busy: 0, paused: 0, offline: 0 };
  for (const { state } of members) byState[state]++;
  return { ...pool, members, byState, deployments: deployments.map(({ name }) => name) };
}
