/** Jobs that run or wait, at a glance. */
import { IconMoodSmile } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { JobView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { Span, Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

const SHOWN = 8;

interface Props {
  jobs: JobView[] | undefined;
  queued: JobView[] | undefined;
  error: Error | null;
}

export function RunningNow({ jobs, queued, error }: Props) {
  const rows = [...(jobs ?? []), ...(queued ?? [])].slice(0, SHOWN);
  return (
    <Card
      title={t('overview.now')}
      side={
        <Link href={to.jobs()} className="link">
          {t('overview.allJobs')}
        </Link>
      }
    >
      {error && !jobs ? (
        <Refused error={error} />
      ) : !jobs ? (
        <Loading rows={4} />
      ) : rows.length === 0 ? (
        <Empty icon={IconMoodSmile} title={t('overview.quiet')}>
          {t('overview.quietSays')}
        </Empty>
      ) : (
        <ul className="list">
          {rows.map((job) => (
            <Line key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ job }: { job: JobView }) {
  const running = job.state === 'running';
  return (
    <li>
      <JobBadge state={job.state} />
      <div className="list-main">
        <Link href={job.run ? to.run(job.run) : to.job(job.id)} className="link">
          {visible(job.deployment.name)}
        </Link>
        <div className="faint small">
          {job.robot ? visible(job.robot) : job.pool ? t('jobs.inPool', { pool: visible(job.pool) }) : ''}
          {job.attempts > 1 ? ` · ${t('overview.attempt', { k: job.attempts, max: job.maxAttempts })}` : ''}
        </div>
      </div>
      <span className="faint small">
        {running ? <Span from={job.started} until={job.ended} /> : <Time at={job.created} />}
      </span>
    </li>
  );
}
