/** Schedules (C6): what starts by the clock, when next, how it went last; switched on and off one by one or all. */
import { SegmentedControl, Select } from '@mantine/core';
import { IconCalendarClock, IconPlus } from '@tabler/icons-react';
import { allRows, useServerList } from '../../api/lists.ts';
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

type Filter = { text?: string; enabled?: boolean; deployment?: string };

export function SchedulesPage() {
  const filter = useFilter();
  const list = useServerList('schedule.list', filter, {
    topics: ['schedules', 'jobs'],
    initial: { by: 'name', dir: 'asc' },
  });
  const [columns, menu] = useColumns('schedules', scheduleColumns);
  return (
    <Page title={t('schedules.title')} says={t('schedules.says')} actions={<Actions />}>
      <Card
        title={t('schedules.list', { n: list.pager.total ?? 0 })}
        side={
          <div className="tools">
            <Filters />
            <CsvButton
              name="schedules"
              columns={scheduleColumns}
              rows={(onProgress) => allRows('schedule.list', filter, onProgress)}
            />
            {menu}
          </div>
        }
      >
        <DataTable
          label={t('schedules.title')}
          columns={columns}
          list={list}
          rowKey={({ id }) => id}
          empty={<NoSchedules filtered={Object.keys(filter).length > 0} />}
        />
      </Card>
    </Page>
  );
}

function useFilter(): Filter {
  const [query] = useAddressQuery();
  const text = useSearchText();
  const state = query.get('state');
  const deployment = query.get('deployment');
  return {
    ...(text === undefined ? {} : { text }),
    ...(state === null ? {} : { enabled: state === 'enabled' }),
    ...(deployment === null ? {} : { deployment }),
  };
}

function Filters() {
  const [query, change] = useAddressQuery();
  const deployments = useVerb('deployment.list', { sort: 'name' }, { topics: ['deployments'] });
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
        data={(deployments.data?.items ?? []).map(({ name }) => ({ value: name, label: visible(name) }))}
        value={query.get('deployment')}
        onChange={(value) => change({ deployment: value ?? undefined, after: undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('schedules.filter')}
        value={query.get('state') ?? ''}
        onChange={(state) => change({ state, after: undefined })}
        data={[
          { value: '', label: t('jobs.all') },
          { value: 'enabled', label: t('schedules.enabled') },
          { value: 'disabled', label: t('schedules.disabled') },
        ]}
      />
    </>
  );
}

function Actions() {
  return (
    <>
      <AllSchedules />
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
