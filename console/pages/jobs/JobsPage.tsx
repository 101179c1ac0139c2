/** All jobs, newest first, live: filter by state, open a job's run instances, run now, cancel (C9). */
import { Button, SegmentedControl } from '@mantine/core';
import { IconListDetails, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { JobState } from '../../../protocol/fields.ts';
import { useServerList } from '../../api/lists.ts';
import { useAddressQuery } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { DataTable, toggled } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Command, Empty } from '../../parts/States.tsx';
import { jobColumns } from './columns.tsx';
import { JobRuns } from './JobRuns.tsx';
import { RunNow } from './RunNow.tsx';

const states: JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

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
  const [query, change] = useAddressQuery();
  const state = states.find((s) => s === query.get('state'));
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useServerList('job.list', { state }, { topics: ['jobs'], initial: { by: 'created', dir: 'desc' } });
  const [columns, menu] = useColumns('jobs', jobColumns);
  const filter = <StateFilter state={state} onChange={(value) => change({ state: value, after: undefined })} />;
  return (
    <Card
      title={t('jobs.list')}
      side={
        <div className="tools">
          {filter}
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('jobs.title')}
        columns={columns}
        list={list}
        rowKey={(job) => job.id}
        empty={<NoJobs filtered={state !== undefined} />}
        inside={(job) => <JobRuns job={job.id} />}
        open={open}
        onToggle={(key) => setOpen(toggled(open, key))}
      />
    </Card>
  );
}

function StateFilter({ state, onChange }: { state: JobState | undefined; onChange: (state: string) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('jobs.filter')}
      value={state ?? ''}
      onChange={onChange}
      data={[{ value: '', label: t('jobs.all') }, ...states.map((s) => ({ value: s, label: t(`job.state.${s}`) }))]}
    />
  );
}

function NoJobs({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty icon={IconListDetails} title={t('jobs.noneOfState')} />;
  return (
    <Empty icon={IconListDetails} title={t('jobs.none')}>
      {t('jobs.noneSays')}
      <Command>gantry run my-deployment</Command>
    </Empty>
  );
}
