/** All jobs, newest first, live: filter them, open their run instances, run now, change one or many (C9, J31). */
import { Button } from '@mantine/core';
import { IconListDetails, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvLink } from '../../parts/csv.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Command, Empty } from '../../parts/States.tsx';
import { jobColumns } from './columns.tsx';
import { type JobFilter, useJobFilter, type Where } from './filter.ts';
import { JobFilters } from './JobFilters.tsx';
import { JobsTable } from './JobsTable.tsx';
import { RunNow } from './RunNow.tsx';

export function JobsPage() {
  const [starting, setStarting] = useState(false);
  const mayRun = useMay('operator');
  return (
    <Page
      title={t('jobs.title')}
      says={t('jobs.says')}
      actions={
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={!mayRun}
          onClick={() => setStarting(true)}
        >
          {t('jobs.runNow')}
        </Button>
      }
    >
      <Jobs />
      {starting && <RunNow onClose={() => setStarting(false)} />}
    </Page>
  );
}

/** Filter and order are in the address: a list can be sent as a link. */
function Jobs() {
  const filter = useJobFilter();
  const [columns, menu] = useColumns('jobs', jobColumns);
  return (
    <Card
      title={t('jobs.list')}
      side={
        <div className="tools">
          {menu}
          <CsvLink path="/jobs/export" filter={{ ...exported(filter.where), format: 'csv' }} />
        </div>
      }
    >
      <JobFilters filter={filter} />
      <JobsTable where={filter.where} columns={columns} empty={<NoJobs filter={filter} />} />
    </Card>
  );
}

/** The filter as a query has it. */
const exported = (where: Where): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(where).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String) : String(value)]],
    ),
  );

function NoJobs({ filter }: { filter: JobFilter }) {
  if (filter.filtered)
    return (
      <Empty icon={IconListDetails} title={t('jobs.noneFound')}>
        {t('jobs.noneFoundSays')}
        <div className="empty-action">
          <Button variant="default" size="xs" onClick={filter.clear}>
            {t('filter.clear')}
          </Button>
        </div>
      </Empty>
    );
  return (
    <Empty icon={IconListDetails} title={t('jobs.none')}>
      {t('jobs.noneSays')}
      <Command>gantry run my-deployment</Command>
    </Empty>
  );
}
