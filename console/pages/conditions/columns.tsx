/** The columns of the table of launch conditions (C6). */
import { Tooltip } from '@mantine/core';
import { Link } from 'wouter';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { ConditionBadge } from './ConditionBadge.tsx';
import { saysOf } from './saysOf.ts';

/** What changes the numbers of a condition: itself, its queue, its jobs, its deployment. */
export const conditionTopics = ['conditions', 'queues', 'jobs', 'deployments'];

export const conditionColumns: Column<ConditionView>[] = [
  {
    key: 'queue',
    title: t('conditions.queue'),
    sort: 'name',
    csv: (c) => c.queue,
    cell: (c) => (
      <Link href={to.condition(c.id)} className="link">
        {visible(c.queue)}
      </Link>
    ),
  },
  {
    key: 'deployment',
    title: t('conditions.deployment'),
    csv: (c) => c.deployment,
    cell: (c) => <span className="nowrap">{visible(c.deployment)}</span>,
  },
  {
    key: 'state',
    title: t('conditions.state'),
    sort: 'state',
    csv: (c) => c.state,
    cell: (c) => <ConditionBadge state={c.state} />,
  },
  {
    key: 'says',
    title: t('conditions.says'),
    csv: (c) => saysOf(c),
    cell: (c) => <div className="condition-says">{saysOf(c)}</div>,
  },
  {
    key: 'waiting',
    title: t('conditions.waiting'),
    align: 'right',
    csv: (c) => c.waiting,
    cell: (c) => count(c.waiting),
  },
  {
    key: 'open',
    title: t('conditions.open'),
    align: 'right',
    csv: (c) => c.open,
    cell: (c) => <span className="nowrap">{t('conditions.openOf', { open: c.open, most: c.most })}</span>,
  },
  {
    key: 'last',
    title: t('conditions.last'),
    csv: (c) => c.last?.state,
    cell: (c) => <LastResult condition={c} />,
  },
  {
    key: 'minWaiting',
    title: t('conditions.minWaiting'),
    align: 'right',
    extra: true,
    csv: (c) => c.minWaiting,
    cell: (c) => count(c.minWaiting),
  },
  {
    key: 'editor',
    title: t('resource.editor'),
    extra: true,
    csv: (c) => c.editor.name,
    cell: (c) => <Author author={c.editor} />,
  },
  {
    key: 'updated',
    title: t('resource.updated'),
    extra: true,
    sort: 'updated',
    csv: (c) => iso(c.updated),
    cell: (c) => <Time at={c.updated} />,
  },
];

export function LastResult({ condition: { last } }: { condition: ConditionView }) {
  if (!last) return <span className="faint">{t('conditions.noLast')}</span>;
  return (
    <Tooltip label={toldAs(last.message, last.messageAs)} disabled={last.message === ''} multiline maw={360}>
      <Link href={to.job(last.job)} className="condition-last">
        <JobBadge state={last.state} />
        <Time at={last.ended} />
      </Link>
    </Tooltip>
  );
}
