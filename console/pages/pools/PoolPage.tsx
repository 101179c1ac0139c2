/** One pool at an address of its own (C11): its robots as they are now, and what runs on them. */
import { Group, Text } from '@mantine/core';
import { IconPlus, IconRobot, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { GantryError } from '../../../protocol/errors.ts';
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
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

export function PoolPage({ pool: name }: { pool: string }) {
  const { data, error, refetch } = useVerb('pool.show', { pool: name }, { topics: ['robots', 'jobs', 'deployments'] });
  if (error instanceof GantryError && error.code === 'PoolNotFound' && !data) return <NotFound />;
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  return data ? <Shown pool={data} /> : <Loading />;
}

function Shown({ pool }: { pool: PoolView }) {
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
          <PoolMenu
            pool={pool}
            onDeleted={() => goTo(to.pools())}
            onRenamed={(name) => goTo(to.pool(name), { replace: true })}
          />
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

function Facts({ pool }: { pool: PoolView }) {
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

function Robots({ pool, onNew }: { pool: PoolView; onNew: () => void }) {
  const list = useServerList(
    'robot.list',
    { pool: pool.name },
    { topics: ['robots'], initial: { by: 'name', dir: 'asc' } },
  );
  const add = <ActionButton label={t('robots.add')} icon={IconPlus} role="admin" small onClick={onNew} />;
  return (
    <Card title={t('robots.list', { n: pool.robots.length })} side={pool.robots.length > 0 && add}>
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
