/** The pools (C11): their robots by state, what runs on them, what waits for them; create, fill, delete. */
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { allRows, useServerList } from '../../api/lists.ts';
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
  const text = useSearchText();
  const filter = text === undefined ? {} : { text };
  const list = useServerList('pool.list', filter, {
    topics: ['robots', 'jobs', 'deployments'],
    initial: { by: 'name', dir: 'asc' },
  });
  const [columns, menu] = useColumns('pools', poolColumns);
  return (
    <Card
      title={t('pools.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('pools.search')} />
          {menu}
          <CsvButton
            name="pools"
            columns={poolColumns}
            rows={(onProgress) => allRows('pool.list', filter, onProgress)}
          />
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
