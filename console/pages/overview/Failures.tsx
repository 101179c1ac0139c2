/** Failures of the last day, grouped by what went wrong, each beside the day before. */
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { FailureGroup, Overview } from '../../../protocol/shapes-overview.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

const SHOWN = 6;

export function Failures({ failures: { groups } }: { failures: Overview['failures'] }) {
  return (
    <Card
      title={t('overview.failures')}
      side={
        <Link href={to.jobs('failed')} className="link">
          {t('overview.allFailures')}
        </Link>
      }
    >
      {groups.length === 0 ? (
        <Empty icon={IconCircleCheck} title={t('overview.noFailures')}>
          {t('overview.noFailuresSays')}
        </Empty>
      ) : (
        <ul className="list">
          {groups.slice(0, SHOWN).map((group) => (
            <Line key={group.job} group={group} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ group }: { group: FailureGroup }) {
  const { message, messageAs, job, run, deployment, last, before } = group;
  return (
    <li>
      <span className="badge tone-bad" title={t('overview.times', { n: group.count })}>
        {count(group.count)}×
      </span>
      <div className="list-main">
        <Link href={run === undefined ? to.job(job) : to.run(run)} className="link clip">
          {toldAs(message, messageAs) || t('overview.noMessage')}
        </Link>
        <div className="faint small">
          {visible(deployment)} · {before === 0 ? t('overview.newFailure') : t('overview.before', { n: before })}
        </div>
      </div>
      <span className="faint small">
        <Time at={last} />
      </span>
    </li>
  );
}
