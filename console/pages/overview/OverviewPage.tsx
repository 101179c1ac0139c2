/** The landing page (C1): what the fleet does now, what failed lately, where work piles up. */
import { SimpleGrid } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { visible } from '../../show/visible.ts';
import { BusiestQueues } from './BusiestQueues.tsx';
import { Failures } from './Failures.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { RunningNow } from './RunningNow.tsx';
import { Tiles } from './Tiles.tsx';

/** Jobs looked at for a count; more are shown as "100+". */
const COUNTED = 100;

export function OverviewPage() {
  const { user } = useSession();
  const robots = useVerb('robot.list', {}, { topics: ['robots'] });
  const queues = useVerb('queue.list', {}, { topics: ['queues'] });
  const running = useVerb('job.list', { state: 'running', limit: COUNTED }, { topics: ['jobs'] });
  const queued = useVerb('job.list', { state: 'queued', limit: COUNTED }, { topics: ['jobs'] });
  const failed = useVerb('job.list', { state: 'failed', limit: COUNTED }, { topics: ['jobs'] });
  const fresh = robots.data?.items.length === 0 && running.data?.items.length === 0 && queued.data?.items.length === 0;
  return (
    <Page title={t('overview.title')} says={t('overview.says', { name: visible(user.fullName || user.name) })}>
      <Tiles robots={robots.data?.items} running={running.data} queued={queued.data} queues={queues.data?.items} />
      {fresh && <FirstSteps />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <RunningNow jobs={running.data?.items} queued={queued.data?.items} error={running.error} />
        <Failures jobs={failed.data?.items} error={failed.error} />
      </SimpleGrid>
      <BusiestQueues queues={queues.data?.items} error={queues.error} />
    </Page>
  );
}
