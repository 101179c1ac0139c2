/** Jobs that ended in each hour of the last day, by how they ended; and whether more failed than the day before. */
import { Group, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { count } from '../../show/format.ts';

/** The library that draws is larger than the rest of the page: fetched when there is something to draw. */
const HourBars = lazy(async () => ({ default: (await import('./HourBars.tsx')).HourBars }));
const HEIGHT = 168;

export function LastDay({ hours, failures }: Pick<Overview, 'hours' | 'failures'>) {
  const sum = (state: 'succeeded' | 'failed' | 'cancelled') => hours.reduce((n, hour) => n + hour[state], 0);
  const [succeeded, failed, cancelled] = [sum('succeeded'), sum('failed'), sum('cancelled')];
  const none = succeeded + failed + cancelled === 0;
  return (
    <Card title={t('overview.lastDay')} side={<Compared failures={failures} />}>
      <Group gap="lg" px="md" pt="sm">
        <Sum tone="good" name={t('job.state.succeeded')} n={succeeded} />
        <Sum tone="bad" name={t('job.state.failed')} n={failed} />
        <Sum tone="quiet" name={t('job.state.cancelled')} n={cancelled} />
      </Group>
      {none ? (
        <Text size="sm" c="dimmed" p="md">
          {t('overview.noEnded')}
        </Text>
      ) : (
        <div className="hours">
          <Suspense fallback={<Skeleton height={HEIGHT} />}>
            <HourBars hours={hours} height={HEIGHT} />
          </Suspense>
        </div>
      )}
    </Card>
  );
}

function Compared({ failures: { day, before, atLeast } }: Pick<Overview, 'failures'>) {
  const change = day - before;
  const key = change > 0 ? 'overview.moreFailed' : change < 0 ? 'overview.fewerFailed' : 'overview.sameFailed';
  return (
    <Text size="sm" c={change > 0 ? 'red' : 'dimmed'} component="span" className={change > 0 ? 'more-failed' : ''}>
      {t(key, { n: Math.abs(change) })}
      {atLeast && ` ${t('overview.atLeast')}`}
    </Text>
  );
}

function Sum({ tone, name, n }: { tone: string; name: string; n: number }) {
  return (
    <span className="sum">
      <span className={`dot fill-${tone}`} />
      <b>{count(n)}</b> {name}
    </span>
  );
}
