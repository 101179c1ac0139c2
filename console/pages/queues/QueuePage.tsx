/** One queue (C3, read-only for now): its resources by status; a row opens value and history. */
import { SegmentedControl, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { QueueView } from '../../../protocol/shapes.ts';
import { useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Command, Empty, Loading, Refused } from '../../parts/States.tsx';
import { count } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Counts, statuses } from './Counts.tsx';
import { resourceColumns } from './columns.tsx';
import { ResourceDrawer } from './ResourceDrawer.tsx';

export function QueuePage({ queue, resource }: { queue: string; resource: string | undefined }) {
  const { data, error, refetch } = useVerb('queue.show', { queue }, { topics: [`queue:${queue}`, 'queues'] });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const limit = data.attemptLimit;
  return (
    <Page
      title={visible(data.name)}
      above={
        <Link href={to.queues()} className="link above">
          {t('queues.title')}
        </Link>
      }
      says={limit === undefined ? t('queue.noLimit') : t('queue.limit', { n: limit })}
    >
      <Card>
        <div className="queue-counts">
          <Counts counts={data.counts} />
          {data.condition && (
            <Text size="sm" mt="sm" c={data.condition.state === 'paused' ? 'orange' : 'dimmed'}>
              {t('queue.condition', {
                deployment: visible(data.condition.deployment),
                says: visible(data.condition.says),
              })}
            </Text>
          )}
        </div>
      </Card>
      <Resources queue={data} />
      {resource !== undefined && <ResourceDrawer queue={queue} id={resource} onClose={() => goTo(to.queue(queue))} />}
    </Page>
  );
}

function Resources({ queue }: { queue: QueueView }) {
  const [query, change] = useAddressQuery();
  const status = statuses.find((s) => s === query.get('status'));
  const list = useServerList(
    'resource.list',
    { queue: queue.name, status },
    { topics: [`queue:${queue.name}`, 'queues'], initial: { by: 'created', dir: 'desc' } },
  );
  const [columns, menu] = useColumns('resources', resourceColumns);
  return (
    <Card
      title={t('queue.resources')}
      side={
        <div className="tools">
          <SegmentedControl
            size="xs"
            aria-label={t('queue.filter')}
            value={status ?? ''}
            onChange={(value) => change({ status: value, after: undefined })}
            data={[
              { value: '', label: t('jobs.all') },
              ...statuses.map((s) => ({ value: s, label: `${t(`resource.status.${s}`)} ${count(queue.counts[s])}` })),
            ]}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('queue.resources')}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        empty={
          status ? (
            <Empty icon={IconStack2} title={t('queue.noneOfStatus')} />
          ) : (
            <Empty icon={IconStack2} title={t('queue.none')}>
              {t('queue.noneSays')}
              <Command>{`gantry queue add "${queue.name}" '{"number": 1}'`}</Command>
            </Empty>
          )
        }
      />
    </Card>
  );
}
