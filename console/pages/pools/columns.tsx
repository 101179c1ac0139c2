/** The columns of the table of pools. */
import { Group } from '@mantine/core';
import { Link } from 'wouter';
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Tags } from '../../parts/Who.tsx';
import { RobotBadge } from '../../show/Badges.tsx';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { robotStates } from '../robots/filter.ts';
import { PoolMenu } from './PoolMenu.tsx';

export const poolColumns: Column<PoolView>[] = [
  {
    key: 'pool',
    title: t('pools.pool'),
    sort: 'name',
    csv: (pool) => pool.name,
    cell: (pool) => (
      <Link href={to.pool(pool.name)} className="link clip robot-name" title={visible(pool.name)}>
        {visible(pool.name)}
      </Link>
    ),
  },
  {
    key: 'robots',
    title: t('pools.robots'),
    align: 'right',
    sort: 'robots',
    csv: (pool) => pool.robots.length,
    cell: (pool) => count(pool.robots.length),
  },
  {
    key: 'states',
    title: t('pools.byState'),
    csv: robotStates.map((state) => ({ title: t(`robot.state.${state}`), of: ({ byState }) => byState[state] })),
    cell: (pool) => <ByState pool={pool} />,
  },
  {
    key: 'deployments',
    title: t('pools.deployments'),
    csv: (pool) => pool.deployments.join(' '),
    cell: (pool) => <Tags tags={pool.deployments} />,
  },
  {
    key: 'waiting',
    title: t('pools.waiting'),
    align: 'right',
    sort: 'waiting',
    csv: (pool) => pool.waiting,
    cell: (pool) => <WaitingJobs pool={pool} />,
  },
  {
    key: 'created',
    title: t('pools.created'),
    sort: 'created',
    csv: (pool) => iso(pool.created),
    cell: (pool) => <Time at={pool.created} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (pool) => <PoolMenu pool={pool} /> },
];

/** How many robots are in each state; states without a robot are left out. */
export function ByState({ pool: { byState } }: { pool: PoolView }) {
  const there = robotStates.filter((state) => byState[state] > 0);
  if (there.length === 0) return <span className="faint">{t('pools.empty')}</span>;
  return (
    <Group gap={6} wrap="nowrap">
      {there.map((state) => (
        <span key={state} className="badge-count">
          <RobotBadge state={state} /> {count(byState[state])}
        </span>
      ))}
    </Group>
  );
}

export function WaitingJobs({ pool }: { pool: PoolView }) {
  if (pool.waiting === 0) return <span className="faint">0</span>;
  return (
    <Link href={`${to.jobsOf('pool', pool.name)}&state=queued,running`} className="link">
      {count(pool.waiting)}
    </Link>
  );
}
