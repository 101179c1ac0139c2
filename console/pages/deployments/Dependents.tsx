/** What depends on a deployment: launch conditions of queues, and schedules. Said before it is disabled or deleted. */
import { List, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Loading } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';

interface DependentThings {
  /** Names of queues; undefined until they are known. */
  queues: string[] | undefined;
  /** Names of schedules. */
  schedules: string[];
  liveJobs: number;
}

export function useDependents(deployment: string): DependentThings {
  const detail = useVerb('deployment.show', { deployment }, { topics: ['deployments', 'conditions', 'jobs'] });
  const schedules = useVerb('schedule.list', { deployment }, { topics: ['schedules'] });
  return {
    queues: schedules.data && detail.data?.queues,
    schedules: schedules.data?.items.filter((one) => one.enabled).map((one) => one.name) ?? [],
    liveJobs: detail.data?.liveJobs ?? 0,
  };
}

export function Dependents({ of: { queues, schedules } }: { of: DependentThings }) {
  if (!queues) return <Loading rows={1} />;
  if (queues.length + schedules.length === 0) return null;
  return (
    <>
      <Text size="sm" mt="sm">
        {t('deployments.stops')}
      </Text>
      <List size="sm" mt={4} className="dependents">
        {queues.map((queue) => (
          <List.Item key={`queue ${queue}`}>
            {t('deployments.stopsCondition')}{' '}
            <Link href={to.queue(queue)} className="link">
              {visible(queue)}
            </Link>
          </List.Item>
        ))}
        {schedules.map((schedule) => (
          <List.Item key={`schedule ${schedule}`}>
            {t('deployments.stopsSchedule', { schedule: visible(schedule) })}
          </List.Item>
        ))}
      </List>
    </>
  );
}
