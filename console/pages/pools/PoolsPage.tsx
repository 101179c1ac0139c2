/** The pools (C11): their robots by state, what runs on them, what waits for them; create, fill, delete. */
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocalList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { CreatePool } from './CreatePool.tsx';
import { poolColumns } from './columns.tsx';
import { usePools } from './usePools.ts';

export function PoolsPage() {
  const [creating, setCreating] = useState(false);
  const create = (
    <ActionButton
      label={t('pools.create')}
      icon={IconPlus}
      role="developer"
      variant="filled"
      onClick={() => setCreating(true)}
    />
  );
  return (
    <Page title={t('pools.title')} says={t('pools.says')} actions={create}>
      <Pools create={create} />
      {creating && <CreatePool onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Pools({ create }: { create: ReactNode }) {
  const text = useSearchText()?.toLowerCase();
  const { data, error, refetch } = usePools();
  const found = data?.filter((pool) => text === undefined || pool.name.toLowerCase().includes(text));
  const list = useLocalList(
    { data: found, error, refetch },
    {
      initial: { by: 'pool', dir: 'asc' },
      by: {
        pool: (pool) => pool.name,
        robots: (pool) => pool.members.length,
        waiting: (pool) => pool.waiting,
        created: (pool) => pool.created,
      },
    },
  );
  const [columns, menu] = useColumns('pools', poolColumns);
  return (
    <Card
      title={t('pools.list', { n: found?.length ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('pools.search')} />
          {menu}
          <CsvButton name="pools" columns={poolColumns} rows={found} />
        </div>
      }
    >
      <DataTable
        label={t('pools.title')}
        columns={columns}
        list={list}
        rowKey={(pool) => pool.id}
        empty={
          <Empty icon={IconUsersGroup} title={t(text === undefined ? 'pools.none' : 'filter.nothing')}>
            {text === undefined && (
              <>
                {t('pools.noneSays')}
                <div className="empty-action">{create}</div>
              </>
            )}
          </Empty>
        }
      />
    </Card>
  );
}
