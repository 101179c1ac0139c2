/** The resource queues with their counts (C2, read-only for now). */
import { IconStack2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { QueueView } from '../../../protocol/shapes.ts';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Command, Empty } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { Counts } from './Counts.tsx';

const queueColumns: Column<QueueView>[] = [
  {
    key: 'queue',
    title: t('queues.queue'),
    sort: 'queue',
    cell: (queue) => (
      <Link href={to.queue(queue.name)} className="link">
        {visible(queue.name)}
      </Link>
    ),
  },
  { key: 'total', title: t('queues.total'), align: 'right', sort: 'total', cell: (queue) => count(queue.total) },
  { key: 'counts', title: t('queues.byStatus'), cell: (queue) => <Counts counts={queue.counts} /> },
  {
    key: 'limit',
    title: t('queues.limit'),
    align: 'right',
    cell: (queue) => (queue.attemptLimit === undefined ? t('queues.noLimit') : count(queue.attemptLimit)),
  },
  { key: 'created', title: t('queues.created'), sort: 'created', cell: (queue) => <Time at={queue.created} /> },
  { key: 'author', title: t('queues.author'), cell: (queue) => <Author author={queue.author} /> },
];

export function QueuesPage() {
  const { data, error, refetch } = useVerb('queue.list', {}, { topics: ['queues'] });
  const list = useLocalList(
    { data: data?.items, error, refetch },
    {
      initial: { by: 'queue', dir: 'asc' },
      by: { queue: (queue) => queue.name, total: (queue) => queue.total, created: (queue) => queue.created },
    },
  );
  const [columns, menu] = useColumns('queues', queueColumns);
  return (
    <Page title={t('queues.title')} says={t('queues.says')}>
      <Card title={t('queues.list', { n: data?.items.length ?? 0 })} side={menu}>
        <DataTable
          label={t('queues.title')}
          columns={columns}
          list={list}
          rowKey={(queue) => queue.id}
          empty={
            <Empty icon={IconStack2} title={t('queues.none')}>
              {t('queues.noneSays')}
              <Command>{`gantry queue create invoices\ngantry queue import invoices invoices.csv`}</Command>
            </Empty>
          }
        />
      </Card>
    </Page>
  );
}
