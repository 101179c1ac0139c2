/** The columns of the schedule table (C6). */
import { Link } from 'wouter';
import type { ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { count, iso } from '../../show/format.ts';
import { hint } from '../../show/Hints.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { ruleWords } from './rule-words.ts';
import { EnabledSwitch, ScheduleMenu } from './ScheduleActions.tsx';

export const scheduleColumns: Column<ScheduleView>[] = [
  {
    key: 'name',
    title: t('schedule.name'),
    sort: 'name',
    csv: ({ name }) => name,
    cell: (schedule) => (
      <Link href={to.schedule(schedule)} className="link clip name-cell" title={visible(schedule.name)}>
        {visible(schedule.name)}
      </Link>
    ),
  },
  {
    key: 'deployment',
    title: t('schedule.deployment'),
    sort: 'deployment',
    csv: ({ deployment }) => deployment,
    cell: ({ deployment }) => (
      <Link href={to.deployment(deployment)} className="link clip name-cell" title={visible(deployment)}>
        {visible(deployment)}
      </Link>
    ),
  },
  {
    key: 'when',
    title: t('schedule.when'),
    csv: ({ rule }) => ruleWords(rule),
    cell: (schedule) => <When schedule={schedule} />,
  },
  {
    key: 'zone',
    title: t('schedule.zone'),
    extra: true,
    csv: ({ timezone }) => timezone,
    cell: ({ timezone }) => timezone,
  },
  {
    key: 'next',
    title: t('schedule.nextStart'),
    sort: 'next',
    csv: ({ next }) => iso(next),
    cell: (schedule) => <NextStart schedule={schedule} />,
  },
  {
    key: 'last',
    title: t('schedule.last'),
    sort: 'last',
    csv: ({ last }) => last?.error ?? last?.jobs[0]?.state,
    cell: ({ last }) => <LastResult last={last} />,
  },
  {
    key: 'priority',
    title: t('jobs.priority'),
    extra: true,
    align: 'right',
    csv: ({ priority }) => priority,
    cell: ({ priority }) => (priority === undefined ? '—' : count(priority)),
  },
  {
    key: 'author',
    title: t('schedule.author'),
    extra: true,
    csv: ({ author }) => author.name,
    cell: ({ author }) => <Author author={author} />,
  },
  {
    key: 'editor',
    title: t('schedule.editor'),
    extra: true,
    csv: ({ editor }) => editor.name,
    cell: ({ editor }) => <Author author={editor} />,
  },
  {
    key: 'updated',
    title: t('schedule.updated'),
    extra: true,
    sort: 'updated',
    csv: ({ updated }) => iso(updated),
    cell: ({ updated }) => <Time at={updated} />,
  },
  {
    key: 'enabled',
    title: t('schedule.enabled'),
    csv: ({ enabled }) => String(enabled),
    cell: (schedule) => <EnabledSwitch schedule={schedule} />,
  },
  {
    key: 'actions',
    title: '',
    align: 'right',
    sticky: true,
    cell: (schedule) => <ScheduleMenu schedule={schedule} />,
  },
];

function When({ schedule: { rule, calendar, timezone } }: { schedule: ScheduleView }) {
  return (
    <div className="when-cell">
      {ruleWords(rule)}
      <div className="faint small">
        {timezone}
        {calendar !== undefined && ` · ${t('schedule.notOn', { calendar: visible(calendar) })}`}
      </div>
    </div>
  );
}

export function NextStart({ schedule: { next, enabled, because, becauseAs } }: { schedule: ScheduleView }) {
  if (next !== undefined) return <Time at={next} />;
  if (because === undefined) return <span className="faint">{enabled ? t('schedule.over') : '—'}</span>;
  return <span className="warn-text small when-cell">{toldAs(because, becauseAs)}</span>;
}

export function LastResult({ last }: { last: ScheduleView['last'] }) {
  if (!last) return <span className="faint">{t('schedule.never')}</span>;
  if (last.error !== undefined)
    return (
      <span className="bad-text small clip last-cell" {...hint(toldAs(last.error, last.errorAs))}>
        {toldAs(last.error, last.errorAs)}
      </span>
    );
  const [job, ...more] = last.jobs;
  return (
    <span className="last-result">
      {job && (
        <Link href={to.job(job.id)} title={t('schedule.openJob')} className="badge-link">
          <JobBadge state={job.state} />
        </Link>
      )}
      {!job && <span className="faint small">{t('schedule.jobsGone')}</span>}
      {more.length > 0 && <span className="faint small">+{count(more.length)}</span>}
      <span className="faint small">
        <Time at={last.at} />
      </span>
    </span>
  );
}
