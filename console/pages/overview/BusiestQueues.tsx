/** The queues with most waiting work. */
import { IconStack2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { QueueView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Command, Empty, Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { Counts } from '../queues/Counts.tsx';

const SHOWN = 6;

export function BusiestQueues({ queues, error }: { queues: QueueView[] | undefined; error: Error | null }) {
  const busiest = [...(queues ?? [])].sort((a, b) => b.counts.new - a.counts.new).slice(0, SHOWN);
  return (
    <Card
      title={t('overview.queues')}
      side={
        <Link href={to.queues()} className="link">
          {t('overview.allQueues')}
        </Link>
      }
    >
      {error && !queues ? (
        <Refused error={error} />
      ) : !queues ? (
        <Loading rows={3} />
      ) : busiest.length === 0 ? (
        <Empty icon={IconStack2} title={t('queues.none')}>
          {t('queues.noneSays')}
          <Command>{`gantry queue create invoices\ngantry queue import invoices invoices.csv`}</Command>
        </Empty>
      ) : (
        <ul className="list">
          {busiest.map((queue) => (
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
