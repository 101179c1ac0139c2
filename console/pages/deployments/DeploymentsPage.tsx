/** All deployments (C8): what runs where, its last job, run and change from the row. */
import { Button } from '@mantine/core';
import { IconPlus, IconRocket } from '@tabler/icons-react';
import { useState } from 'react';
import { type LastJob, MAX_LAST_JOBS } from '../../../protocol/shapes-deployment.ts';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { call } from '../../api/call.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { deploymentColumns } from './columns.tsx';
import './deployments.css';

export function DeploymentsPage() {
  return (
    <Page
      title={t('deployments.title')}
      says={t('deployments.says')}
      actions={
        <ActionButton
          variant="filled"
          icon={IconPlus}
          label={t('deployments.new')}
          role="developer"
          onClick={() => goTo(to.newDeployment())}
        />
      }
    >
      <Deployments />
    </Page>
  );
}

function Deployments() {
  const text = useSearchText();
  const list = useServerList(
    'deployment.list',
    { text },
    { topics: ['deployments', 'packages', 'robots'], initial: { by: 'name', dir: 'asc' } },
  );
  const names = list.rows?.map((row) => row.name) ?? [];
  const last = useVerb(
    'deployment.lastJobs',
    { deployments: names },
    { topics: ['jobs', 'deployments'], enabled: names.length > 0, keep: true },
  );
  const [written] = useState(() => new Map<string, LastJob>());
  const [columns, menu] = useColumns(
    'deployments',
    deploymentColumns(new Map(last.data?.items.map((job) => [job.deployment, job]))),
  );
  return (
    <Card
      title={t('deployments.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('deployments.search')} />
          <CsvButton
            name="deployments"
            columns={deploymentColumns(written)}
            rows={async (onProgress) => {
              const rows = await allRows('deployment.list', { text }, onProgress);
              await addLastJobs(rows, written);
              return rows;
            }}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('deployments.title')}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        empty={<Nothing searched={text !== undefined} />}
      />
    </Card>
  );
}

function Nothing({ searched }: { searched: boolean }) {
  const may = useMay('developer');
  if (searched) return <Empty icon={IconRocket} title={t('deployments.noneFound')} />;
  return (
    <Empty icon={IconRocket} title={t('deployments.none')}>
      {t('deployments.noneSays')}
      <div className="empty-action">
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!may}
          onClick={() => goTo(to.newDeployment())}
        >
          {t('deployments.new')}
        </Button>
      </div>
    </Empty>
  );
}

/** The newest jobs of all these, not only of those on screen. */
async function addLastJobs(rows: DeploymentView[], jobs: Map<string, LastJob>): Promise<void> {
  for (let n = 0; n < rows.length; n += MAX_LAST_JOBS) {
    const deployments = rows.slice(n, n + MAX_LAST_JOBS).map(({ name }) => name);
    const { items } = await call('deployment.lastJobs', { deployments });
    for (const job of items) jobs.set(job.deployment, job);
  }
}
