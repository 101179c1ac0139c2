/** The queues with most waiting work. */
import { IconStack2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { Counts } from '../queues/Counts.tsx';

const SHOWN = 6;

export function BusiestQueues({ queues }: { queues: Overview['queues'] }) {
  return (
    <Card
      title={t('overview.queues')}
      side={
        <Link href={to.queues()} className="link">
          {t('overview.allQueues')}
        </Link>
      }
    >
      {queues.length === 0 ? (
        <Empty icon={IconStack2} title={t('overview.noWaiting')}>
          {t('overview.noWaitingSays')}
        </Empty>
      ) : (
        <ul className="list">
          {queues.slice(0, SHOWN).map((queue) => (
            <li key={queue.id}>
              <Link href={to.queue(queue.name)} className="link queue-name clip">
                {visible(queue.name)}
              </Link>
              <Counts counts={queue.counts} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
