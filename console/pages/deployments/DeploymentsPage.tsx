/** All deployments (C8): what runs where, its last job, run and change from the row. */
import { Button } from '@mantine/core';
import { IconPlus, IconRocket } from '@tabler/icons-react';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { useLocalList } from '../../api/lists.ts';
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
  const { data, error, refetch } = useVerb('deployment.list', {}, { topics: ['deployments', 'packages'] });
  const found = data?.items.filter((one) => has(one, text));
  const list = useLocalList(
    { data: found, error, refetch },
    {
      initial: { by: 'name', dir: 'asc' },
      by: {
        name: (one) => one.name,
        package: (one) => one.package,
        priority: (one) => one.priority,
        created: (one) => one.created,
      },
    },
  );
  const names = list.rows?.map((row) => row.name) ?? [];
  const last = useVerb(
    'deployment.lastJobs',
    { deployments: names },
    { topics: ['jobs', 'deployments'], enabled: names.length > 0, keep: true },
  );
  const [columns, menu] = useColumns(
    'deployments',
    deploymentColumns(new Map(last.data?.items.map((job) => [job.deployment, job]))),
  );
  return (
    <Card
      title={t('deployments.list', { n: found?.length ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('deployments.search')} />
          <CsvButton name="deployments" columns={columns} rows={found} />
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

const has = (one: DeploymentView, text: string | undefined): boolean =>
  text === undefined || `${one.name}\n${one.package}`.toLowerCase().includes(text.toLowerCase());

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
