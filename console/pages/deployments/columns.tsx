/** The columns of the deployment table (C8). */
import { Group } from '@mantine/core';
import { Link } from 'wouter';
import type { LastJob } from '../../../protocol/shapes-deployment.ts';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author, Tags } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { Enabled } from './Enabled.tsx';
import { RowActions } from './RowActions.tsx';

/** `last`: the newest job by deployment. */
export const deploymentColumns = (last: ReadonlyMap<string, LastJob>): Column<DeploymentView>[] => [
  {
    key: 'name',
    title: t('jobs.deployment'),
    sort: 'name',
    csv: (row) => row.name,
    cell: (row) => (
      <Link href={to.deployment(row.name)} className="link clip deployment-name">
        {visible(row.name)}
      </Link>
    ),
  },
  {
    key: 'package',
    title: t('jobs.package'),
    sort: 'package',
    csv: (row) => `${row.package} ${row.version}`,
    cell: (row) => <PackageOf deployment={row} />,
  },
  {
    key: 'target',
    title: t('target.title'),
    csv: (row) => row.pool ?? row.robots.join(', '),
    cell: (row) => <TargetOf deployment={row} />,
  },
  {
    key: 'last',
    title: t('deployments.lastJob'),
    csv: (row) => last.get(row.name)?.state,
    cell: (row) => <Last job={last.get(row.name)} />,
  },
  {
    key: 'recording',
    title: t('recording.title'),
    extra: true,
    csv: (row) => row.recording,
    cell: (row) => t(`recording.${row.recording}`),
  },
  {
    key: 'retries',
    title: t('runNow.retries'),
    extra: true,
    align: 'right',
    csv: (row) => row.retries,
    cell: (row) => count(row.retries),
  },
  {
    key: 'priority',
    title: t('jobs.priority'),
    extra: true,
    align: 'right',
    sort: 'priority',
    csv: (row) => row.priority,
    cell: (row) => count(row.priority),
  },
  {
    key: 'created',
    title: t('jobs.created'),
    extra: true,
    sort: 'created',
    csv: (row) => iso(row.created),
    cell: (row) => <Time at={row.created} />,
  },
  {
    key: 'author',
    title: t('deployments.author'),
    extra: true,
    csv: (row) => row.author.name,
    cell: (row) => <Author author={row.author} />,
  },
  {
    key: 'enabled',
    title: t('deployments.enabled'),
    csv: (row) => String(row.enabled),
    cell: (row) => <Enabled deployment={row} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (row) => <RowActions deployment={row} /> },
];

export function PackageOf({ deployment }: { deployment: DeploymentView }) {
  const version = deployment.version === 'latest' ? t('deployment.latest') : visible(deployment.version);
  return (
    <div className="package-cell">
      <Link href={to.package(deployment.package)} className="link clip">
        {visible(deployment.package)}
      </Link>
      <span className="faint small nowrap">{version}</span>
    </div>
  );
}

export function TargetOf({ deployment: { pool, robots } }: { deployment: DeploymentView }) {
  if (pool !== undefined) return <span className="clip target-cell">{t('jobs.inPool', { pool: visible(pool) })}</span>;
  return <Tags tags={robots} shown={2} />;
}

function Last({ job }: { job: LastJob | undefined }) {
  if (!job) return <span className="faint">{t('deployments.neverRan')}</span>;
  return (
    <Group gap={8} wrap="nowrap">
      <Link href={to.job(job.job)} className="badge-link">
        <JobBadge state={job.state} />
      </Link>
      <span className="faint small">
        <Time at={job.created} />
      </span>
    </Group>
  );
}
