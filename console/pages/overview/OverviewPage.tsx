/** The landing page (C1): what the fleet does now, what failed lately, where work piles up, how full the disk is. */
import { SimpleGrid } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { BusiestQueues } from './BusiestQueues.tsx';
import { DiskUse } from './DiskUse.tsx';
import { Failures } from './Failures.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { GoneRobots } from './GoneRobots.tsx';
import { LastDay } from './LastDay.tsx';
import { RunningNow } from './RunningNow.tsx';
import { Tiles } from './Tiles.tsx';

/** What changes a figure of this page. */
const TOPICS = ['robots', 'jobs', 'queues', 'coordinator'];
/** Rows of "running and waiting". */
const SHOWN = 8;

export function OverviewPage() {
  const { user } = useSession();
  const { data, error, refetch } = useVerb('overview.show', {}, { topics: TOPICS });
  const running = useVerb('job.list', { state: 'running', limit: SHOWN }, { topics: ['jobs'] });
  const queued = useVerb('job.list', { state: 'queued', limit: SHOWN }, { topics: ['jobs'] });
  return (
    <Page title={t('overview.title')} says={t('overview.says', { name: visible(user.fullName || user.name) })}>
      {data ? (
        <>
          <Tiles overview={data} />
          <FirstSteps robots={data.robots.total} />
          <LastDay hours={data.hours} failures={data.failures} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <RunningNow jobs={running.data?.items} queued={queued.data?.items} error={running.error} />
            <Failures failures={data.failures} />
            {data.gone.total > 0 && <GoneRobots gone={data.gone} />}
            <BusiestQueues queues={data.queues} />
            <DiskUse disk={data.disk} />
          </SimpleGrid>
        </>
      ) : error ? (
        <Refused error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
