/** The resource queues with their counts (C2): create, parameters, delete. */
import { IconPlus, IconSettings, IconStack2, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { QueueView } from '../../../protocol/shapes.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { DeleteQueue } from './DeleteQueue.tsx';
import { CreateQueue, QueueParameters } from './QueueForm.tsx';
import { queueColumns } from './queueColumns.tsx';
import { Removals } from './Removals.tsx';

interface Asked {
  what: 'parameters' | 'delete';
  queue: QueueView;
}

export function QueuesPage() {
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const text = useSearchText();
  const list = useServerList('queue.list', { text }, { topics: ['queues'], initial: { by: 'name', dir: 'asc' } });
  const [columns, menu] = useColumns('queues', queueColumns);
  const create = (
    <ActionButton
      label={t('queues.create')}
      icon={IconPlus}
      role="operator"
      variant="filled"
      onClick={() => setCreating(true)}
    />
  );
  return (
    <Page title={t('queues.title')} says={t('queues.says')} actions={create}>
      <Removals />
      <Card
        title={t('queues.list', { n: list.pager.total ?? 0 })}
        side={
          <div className="tools">
            <Search label={t('queues.search')} />
            <CsvButton
              name="queues"
              columns={queueColumns}
              rows={(onProgress) => allRows('queue.list', { text }, onProgress)}
            />
            {menu}
          </div>
        }
      >
        <DataTable
          label={t('queues.title')}
          columns={[...columns, actionColumn(setAsked)]}
          list={list}
          rowKey={(queue) => queue.id}
          empty={<NoQueues searching={text !== undefined} create={create} />}
        />
      </Card>
      {creating && <CreateQueue onClose={() => setCreating(false)} />}
      {asked?.what === 'parameters' && <QueueParameters queue={asked.queue} onClose={() => setAsked(undefined)} />}
      {asked?.what === 'delete' && <DeleteQueue queue={asked.queue} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}

const actionColumn = (ask: (asked: Asked) => void): Column<QueueView> => ({
  key: 'actions',
  title: '',
  align: 'right',
  sticky: true,
  cell: (queue) => (
    <RowMenu
      label={visible(queue.name)}
      actions={[
        {
          label: t('queue.parameters'),
          icon: IconSettings,
          role: 'operator',
          onClick: () => ask({ what: 'parameters', queue }),
        },
        {
          label: t('form.delete'),
          icon: IconTrash,
          role: 'operator',
          dangerous: true,
          onClick: () => ask({ what: 'delete', queue }),
        },
      ]}
    />
  ),
});

function NoQueues({ searching, create }: { searching: boolean; create: ReactNode }) {
  if (searching) return <Empty icon={IconStack2} title={t('queues.noneFound')} />;
  return (
    <Empty icon={IconStack2} title={t('queues.none')}>
      {t('queues.noneSays')}
      <div className="empty-action">{create}</div>
    </Empty>
  );
}
