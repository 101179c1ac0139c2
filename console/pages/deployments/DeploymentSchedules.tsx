/** The schedules that start one deployment: when next, what became of the last time. */
import { IconCalendar, IconCalendarPlus } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { useServerList } from '../../api/lists.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import type { Column } from '../../parts/Columns.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Empty } from '../../parts/States.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { ruleWords } from '../schedules/rule-words.ts';

const columns: Column<ScheduleView>[] = [
  {
    key: 'name',
    title: t('deployment.schedule'),
    sort: 'name',
    cell: (row) => (
      <Link href={to.schedule(row.name)} className="link">
        {visible(row.name)}
      </Link>
    ),
  },
  { key: 'says', title: t('deployment.scheduleSays'), cell: ({ rule }) => ruleWords(rule) },
  { key: 'next', title: t('deployment.nextStart'), cell: (row) => <Time at={row.next} none="—" /> },
  { key: 'last', title: t('deployment.lastStart'), cell: (row) => <Last schedule={row} /> },
];

export function DeploymentSchedules({ deployment }: { deployment: string }) {
  const list = useServerList(
    'schedule.list',
    { deployment },
    { topics: ['schedules', 'jobs'], initial: { by: 'name', dir: 'asc' } },
  );
  const add = (
    <ActionButton
      icon={IconCalendarPlus}
      label={t('deployments.schedule')}
      role="developer"
      onClick={() => goTo(to.newSchedule(deployment))}
    />
  );
  return (
    <DataTable
      label={t('deployment.schedules')}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      empty={
        <Empty icon={IconCalendar} title={t('deployment.noSchedules')}>
          {t('deployment.noSchedulesSays')}
          <div className="empty-action">{add}</div>
        </Empty>
      }
    />
  );
}

function Last({ schedule: { last } }: { schedule: ScheduleView }) {
  if (!last) return <span className="faint">—</span>;
  if (last.error !== undefined) return <span className="warn-text">{toldAs(last.error, last.errorAs)}</span>;
  return (
    <span className="row-actions">
      {last.jobs.slice(0, 1).map((job) => (
        <Link key={job.id} href={to.job(job.id)} className="badge-link">
          <JobBadge state={job.state} />
        </Link>
      ))}
      <span className="faint small">
        <Time at={last.nominal} />
      </span>
    </span>
  );
}
