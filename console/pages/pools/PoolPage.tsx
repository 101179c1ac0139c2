/** One pool at an address of its own (C11): its robots as they are now, and what runs on them. */
import { Group, Text } from '@mantine/core';
import { IconPlus, IconRobot, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useLocalList } from '../../api/lists.ts';
import { goTo, to } from '../../app/address.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { AddRobot } from '../robots/AddRobot.tsx';
import { robotColumns } from '../robots/columns.tsx';
import { ByState, WaitingJobs } from './columns.tsx';
import { PoolMenu } from './PoolMenu.tsx';
import { PoolRobots } from './PoolRobots.tsx';
import { type Pool, usePools } from './usePools.ts';

export function PoolPage({ pool: name }: { pool: string }) {
  const { data, error, refetch } = usePools();
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const pool = data.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return pool ? <Shown pool={pool} /> : <NotFound />;
}

function Shown({ pool }: { pool: Pool }) {
  const [open, setOpen] = useState<'robots' | 'add'>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title={visible(pool.name)}
      above={
        <Link href={to.pools()} className="link above">
          {t('pools.title')}
        </Link>
      }
      actions={
        <>
          <ActionButton
            label={t('pool.editRobots')}
            icon={IconUserPlus}
            role="operator"
            onClick={() => setOpen('robots')}
          />
          <PoolMenu pool={pool} onDeleted={() => goTo(to.pools())} />
        </>
      }
    >
      <Card>
        <Facts pool={pool} />
      </Card>
      <Robots pool={pool} onNew={() => setOpen('add')} />
      {open === 'robots' && <PoolRobots pool={pool} onClose={close} />}
      {open === 'add' && <AddRobot pool={pool.name} onClose={close} />}
    </Page>
  );
}

function Facts({ pool }: { pool: Pool }) {
  return (
    <Group p="md" gap={48} align="flex-start">
      <Fact name={t('pools.byState')}>
        <ByState pool={pool} />
      </Fact>
      <Fact name={t('pools.waiting')}>
        <WaitingJobs pool={pool} />
      </Fact>
      <Fact name={t('pools.created')}>
        <Time at={pool.created} />
      </Fact>
      <Fact name={t('pools.deployments')}>
        {pool.deployments.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('pool.noDeployments')}
          </Text>
        ) : (
          <Group gap={6}>
            {pool.deployments.map((name) => (
              <Link key={name} href={to.deployment(name)} className="tag link">
                {visible(name)}
              </Link>
            ))}
          </Group>
        )}
      </Fact>
    </Group>
  );
}

const columns = robotColumns.filter((column) => !column.extra && column.key !== 'pools');
const by: Record<string, (robot: RobotView) => string | number> = {
  robot: (robot) => robot.name,
  state: (robot) => robot.state,
  machine: (robot) => robot.machine,
  seen: (robot) => robot.seen ?? 0,
};

function Robots({ pool, onNew }: { pool: Pool; onNew: () => void }) {
  const list = useLocalList(
    { data: pool.members, error: null, refetch: () => undefined },
    { initial: { by: 'robot', dir: 'asc' }, by },
  );
  const add = <ActionButton label={t('robots.add')} icon={IconPlus} role="admin" small onClick={onNew} />;
  return (
    <Card title={t('robots.list', { n: pool.members.length })} side={pool.members.length > 0 && add}>
      <DataTable
        label={t('robots.title')}
        columns={columns}
        list={list}
        rowKey={(robot) => robot.id}
        empty={
          <Empty icon={IconRobot} title={t('pools.empty')}>
            {t('pool.emptySays')}
            <div className="empty-action">{add}</div>
          </Empty>
        }
      />
    </Card>
  );
}
