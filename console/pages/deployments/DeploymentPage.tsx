/** One deployment: what it would run now, with which parameters; its jobs and its schedules as tabs. */
import { Tabs } from '@mantine/core';
import { IconPencil, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { RunNow } from '../jobs/RunNow.tsx';
import { DeploymentFacts } from './DeploymentFacts.tsx';
import { DeploymentJobs } from './DeploymentJobs.tsx';
import { DeploymentParams } from './DeploymentParams.tsx';
import { DeploymentSchedules } from './DeploymentSchedules.tsx';
import { DeploymentMenu } from './RowActions.tsx';
import './deployments.css';

export function DeploymentPage({ deployment }: { deployment: string }) {
  const topics = ['deployments', 'packages', 'jobs', 'conditions', 'assets'];
  const { data, error, refetch } = useVerb('deployment.show', { deployment }, { topics });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.name)}
      above={
        <Link href={to.deployments()} className="link above">
          {t('deployments.title')}
        </Link>
      }
      actions={<Actions deployment={data} />}
    >
      <DeploymentFacts deployment={data} />
      <DeploymentParams deployment={data} />
      <Work deployment={data.name} />
    </Page>
  );
}

function Actions({ deployment }: { deployment: DeploymentDetail }) {
  const [running, setRunning] = useState(false);
  return (
    <>
      <ActionButton
        variant="filled"
        icon={IconPlayerPlay}
        label={t('deployments.run')}
        role="operator"
        unless={deployment.enabled ? undefined : t('deployments.isDisabled')}
        onClick={() => setRunning(true)}
      />
      <ActionButton
        icon={IconPencil}
        label={t('form.edit')}
        role="developer"
        onClick={() => goTo(to.editDeployment(deployment.name))}
      />
      <DeploymentMenu deployment={deployment} onDeleted={() => goTo(to.deployments())} />
      {running && <RunNow deployment={deployment.name} onClose={() => setRunning(false)} />}
    </>
  );
}

function Work({ deployment }: { deployment: string }) {
  const [query, change] = useAddressQuery();
  const tab = query.get('tab') === 'schedules' ? 'schedules' : 'jobs';
  // The order of one table means nothing to the other.
  const open = (next: string | null) =>
    change({ tab: next ?? undefined, sort: undefined, dir: undefined, after: undefined });
  return (
    <Card>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List px="xs">
          <Tabs.Tab value="jobs">{t('jobs.title')}</Tabs.Tab>
          <Tabs.Tab value="schedules">{t('deployment.schedules')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="jobs">
          <DeploymentJobs deployment={deployment} />
        </Tabs.Panel>
        <Tabs.Panel value="schedules">
          <DeploymentSchedules deployment={deployment} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
