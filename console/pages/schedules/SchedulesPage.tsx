/** Schedules (C6): what starts by the clock, when next, how it went last; switched on and off one by one or all. */
import { SegmentedControl, Select } from '@mantine/core';
import { IconCalendarClock, IconPlus } from '@tabler/icons-react';
import type { ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { AllSchedules } from './AllSchedules.tsx';
import { scheduleColumns } from './columns.tsx';

const NEVER = Number.MAX_SAFE_INTEGER;

export function SchedulesPage() {
  const { data, error, refetch } = useVerb('schedule.list', {}, { topics: ['schedules', 'jobs'] });
  const all = data?.items;
  const shown = useFiltered(all);
  const list = useLocalList(
    { data: shown, error, refetch },
    {
      initial: { by: 'name', dir: 'asc' },
      by: {
        name: ({ name }) => name.toLowerCase(),
        deployment: ({ deployment }) => deployment.toLowerCase(),
        next: ({ next }) => next ?? NEVER,
        last: ({ last }) => last?.at ?? 0,
        updated: ({ updated }) => updated,
      },
    },
  );
  const [columns, menu] = useColumns('schedules', scheduleColumns);
  return (
    <Page title={t('schedules.title')} says={t('schedules.says')} actions={<Actions all={all ?? []} />}>
      <Card
        title={t('schedules.list', { n: shown?.length ?? 0 })}
        side={
          <div className="tools">
            <Filters all={all ?? []} />
            <CsvButton name="schedules" columns={columns} rows={shown} />
            {menu}
          </div>
        }
      >
        <DataTable
          label={t('schedules.title')}
          columns={columns}
          list={list}
          rowKey={({ id }) => id}
          empty={<NoSchedules filtered={(all?.length ?? 0) > 0} />}
        />
      </Card>
    </Page>
  );
}

function useFiltered(all: ScheduleView[] | undefined): ScheduleView[] | undefined {
  const [query] = useAddressQuery();
  const text = useSearchText()?.toLowerCase();
  const state = query.get('state');
  const deployment = query.get('deployment');
  return all?.filter(
    (row) =>
      (text === undefined || `${row.name}\n${row.deployment}`.toLowerCase().includes(text)) &&
      (state === null || row.enabled === (state === 'enabled')) &&
      (deployment === null || row.deployment === deployment),
  );
}

function Filters({ all }: { all: ScheduleView[] }) {
  const [query, change] = useAddressQuery();
  const deployments = [...new Set(all.map(({ deployment }) => deployment))].sort();
  return (
    <>
      <Search label={t('schedules.search')} />
      <Select
        size="xs"
        w={170}
        aria-label={t('schedule.deployment')}
        placeholder={t('schedules.anyDeployment')}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        data={deployments.map((name) => ({ value: name, label: visible(name) }))}
        value={query.get('deployment')}
        onChange={(value) => change({ deployment: value ?? undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('schedules.filter')}
        value={query.get('state') ?? ''}
        onChange={(state) => change({ state })}
        data={[
          { value: '', label: t('jobs.all') },
          { value: 'enabled', label: t('schedules.enabled') },
          { value: 'disabled', label: t('schedules.disabled') },
        ]}
      />
    </>
  );
}

function Actions({ all }: { all: ScheduleView[] }) {
  return (
    <>
      {all.length > 0 && <AllSchedules schedules={all} />}
      <NewSchedule />
    </>
  );
}

const NewSchedule = () => (
  <ActionButton
    label={t('schedules.new')}
    icon={IconPlus}
    role="developer"
    variant="filled"
    onClick={() => goTo(to.newSchedule())}
  />
);

function NoSchedules({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty icon={IconCalendarClock} title={t('schedules.noneSuch')} />;
  return (
    <Empty icon={IconCalendarClock} title={t('schedules.none')}>
      {t('schedules.noneSays')}
      <div className="empty-action">
        <NewSchedule />
      </div>
    </Empty>
  );
}
