/** The columns of the table of queues (C2). */
import { Tooltip } from '@mantine/core';
import { IconBolt, IconBoltOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { QueueView } from '../../../protocol/shapes.ts';
import type { ConditionSummary } from '../../../protocol/shapes-condition.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { Counts, statuses } from './Counts.tsx';

export const queueColumns: Column<QueueView>[] = [
  {
    key: 'queue',
    title: t('queues.queue'),
    sort: 'name',
    csv: (queue) => queue.name,
    cell: (queue) => <QueueName queue={queue} />,
  },
  {
    key: 'total',
    title: t('queues.total'),
    align: 'right',
    sort: 'total',
    csv: (queue) => queue.total,
    cell: (queue) => count(queue.total),
  },
  {
    key: 'counts',
    title: t('queues.byStatus'),
    csv: statuses.map((status) => ({ title: t(`resource.status.${status}`), of: ({ counts }) => counts[status] })),
    cell: (queue) => <Counts counts={queue.counts} />,
  },
  {
    key: 'limit',
    title: t('queues.limit'),
    align: 'right',
    extra: true,
    csv: (queue) => queue.attemptLimit,
    cell: (queue) => (queue.attemptLimit === undefined ? t('queues.noLimit') : count(queue.attemptLimit)),
  },
  {
    key: 'created',
    title: t('queues.created'),
    sort: 'created',
    csv: (queue) => iso(queue.created),
    cell: (queue) => <Time at={queue.created} />,
  },
  {
    key: 'author',
    title: t('queues.author'),
    csv: (queue) => queue.author.name,
    cell: (queue) => <Author author={queue.author} />,
  },
];

function QueueName({ queue }: { queue: QueueView }) {
  return (
    <span className="queue-link">
      <Link href={to.queue(queue.name)} className="link clip">
        {visible(queue.name)}
      </Link>
      {queue.condition && <ConditionMark queue={queue.id} condition={queue.condition} />}
    </span>
  );
}

/** One icon for a launch condition that starts jobs, another for one that is paused or disabled. */
function ConditionMark({ queue, condition: { state, deployment } }: { queue: string; condition: ConditionSummary }) {
  const Icon = state === 'enabled' ? IconBolt : IconBoltOff;
  const says = t(`queues.condition.${state}`, { deployment: visible(deployment) });
  return (
    <Tooltip label={says}>
      <Link href={to.condition(queue)} className={`condition-mark condition-${state}`} aria-label={says}>
        <Icon size={15} aria-hidden />
      </Link>
    </Tooltip>
  );
}
