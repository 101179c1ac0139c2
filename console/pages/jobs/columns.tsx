/** The columns of job tables (C9). */
import { ActionIcon, Stack, Text, Tooltip } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { JobView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { ShortId } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { count } from '../../show/format.ts';
import { hint } from '../../show/Hints.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { CancelJob } from './CancelJob.tsx';
import { isOpenJob } from './isOpenJob.ts';
import { JobMenu } from './JobMenu.tsx';

export const jobColumns: Column<JobView>[] = [
  {
    key: 'job',
    title: t('jobs.job'),
    cell: (job) => (
      <Link href={to.job(job.id)} className="link">
        <ShortId id={job.id} />
      </Link>
    ),
  },
  { key: 'state', title: t('jobs.state'), cell: (job) => <State job={job} /> },
  {
    key: 'deployment',
    title: t('jobs.deployment'),
    cell: (job) => <Deployment job={job} />,
  },
  {
    key: 'package',
    title: t('jobs.package'),
    cell: (job) => (
      <span className="clip name">
        {visible(job.package)} <span className="faint">{visible(job.version)}</span>
      </span>
    ),
  },
  {
    key: 'source',
    title: t('jobs.source'),
    extra: true,
    cell: (job) => <span {...hint(t('jobs.by', { name: visible(job.by.name) }))}>{t(`job.source.${job.source}`)}</span>,
  },
  { key: 'created', title: t('jobs.created'), sort: 'created', cell: (job) => <Time at={job.created} /> },
  { key: 'started', title: t('jobs.started'), sort: 'started', cell: (job) => <Time at={job.started} none="—" /> },
  { key: 'ended', title: t('jobs.ended'), extra: true, sort: 'ended', cell: (job) => <Time at={job.ended} none="—" /> },
  {
    key: 'priority',
    title: t('jobs.priority'),
    align: 'right',
    extra: true,
    sort: 'priority',
    cell: (job) => count(job.priority),
  },
  {
    key: 'attempts',
    title: t('jobs.attempts'),
    cell: (job) => <span className="nowrap">{t('jobs.attemptsOf', { k: job.attempts, max: job.maxAttempts })}</span>,
  },
  { key: 'robot', title: t('jobs.robot'), cell: (job) => <Robot job={job} /> },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (job) => <Actions job={job} /> },
];

function State({ job }: { job: JobView }) {
  if (job.cancelling && isOpenJob(job))
    return (
      <Stack gap={2}>
        <JobBadge state={job.state} />
        <Text size="xs" c="dimmed">
          {t('jobs.cancelling')}
        </Text>
      </Stack>
    );
  return (
    <span {...hint(toldAs(job.message, job.messageAs))}>
      <JobBadge state={job.state} />
    </span>
  );
}

function Deployment({ job: { deployment } }: { job: JobView }) {
  return (
    <Link href={to.deployment(deployment.name)} className="link clip name" title={visible(deployment.name)}>
      {visible(deployment.name)}
    </Link>
  );
}

function Robot({ job }: { job: JobView }) {
  if (job.robot)
    return (
      <Link href={to.robot(job.robot)} className="link clip name">
        {visible(job.robot)}
      </Link>
    );
  if (!job.pool) return <span className="faint">—</span>;
  return (
    <Link href={to.pool(job.pool)} className="link clip name">
      {t('jobs.inPool', { pool: visible(job.pool) })}
    </Link>
  );
}

function Actions({ job }: { job: JobView }) {
  return (
    <span className="row-actions">
      {job.run && (
        <Tooltip label={t('jobs.openRun')}>
          <ActionIcon component={Link} href={to.run(job.run)} variant="subtle" aria-label={t('jobs.openRun')}>
            <IconExternalLink size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {isOpenJob(job) && <CancelJob job={job} />}
      <JobMenu job={job} />
    </span>
  );
}
