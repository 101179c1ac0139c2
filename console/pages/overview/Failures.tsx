/** Failures of the last day, grouped by what went wrong. */
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { JobView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { now } from '../../environment.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

const DAY_MS = 86_400_000;
const SHOWN = 6;

interface Group {
  message: string;
  last: JobView;
  count: number;
}

export function Failures({ jobs, error }: { jobs: JobView[] | undefined; error: Error | null }) {
  const groups = jobs && grouped(jobs, now() - DAY_MS);
  return (
    <Card
      title={t('overview.failures')}
      side={
        <Link href={to.jobs('failed')} className="link">
          {t('overview.allFailures')}
        </Link>
      }
    >
      {error && !groups ? (
        <Refused error={error} />
      ) : !groups ? (
        <Loading rows={4} />
      ) : groups.length === 0 ? (
        <Empty icon={IconCircleCheck} title={t('overview.noFailures')}>
          {t('overview.noFailuresSays')}
        </Empty>
      ) : (
        <ul className="list">
          {groups.map((group) => (
            <Line key={group.last.id} group={group} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ group: { message, last, count: n } }: { group: Group }) {
  return (
    <li>
      <span className="badge tone-bad" title={t('overview.times', { n })}>
        {count(n)}×
      </span>
      <div className="list-main">
        <Link href={last.run ? to.run(last.run) : to.job(last.id)} className="link clip">
          {visible(message)}
        </Link>
        <div className="faint small">{visible(last.deployment.name)}</div>
      </div>
      <span className="faint small">
        <Time at={last.ended ?? last.created} />
      </span>
    </li>
  );
}

/** Newest first, as the jobs come; one group per message. */
function grouped(jobs: JobView[], since: number): Group[] {
  const groups = new Map<string, Group>();
  for (const job of jobs) {
    if ((job.ended ?? job.created) < since) continue;
    const message = job.message || t('overview.noMessage');
    const group = groups.get(message);
    if (group) group.count++;
    else groups.set(message, { message, last: job, count: 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count).slice(0, SHOWN);
}
