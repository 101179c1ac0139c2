/** Calendars of days off: how many days, which weekend, and which schedules go by them. */
import { IconCalendarOff, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CalendarView } from '../../../protocol/shapes-schedule.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { dateWords, listed, weekdayName } from '../../show/calendar-words.ts';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { DeleteCalendar } from './DeleteCalendar.tsx';

const weekend = ({ weekdaysOff }: CalendarView): string =>
  weekdaysOff.length === 0 ? t('calendar.noWeekend') : listed(weekdaysOff.map(weekdayName));

const columns: Column<CalendarView>[] = [
  {
    key: 'name',
    title: t('calendar.name'),
    sort: 'name',
    csv: ({ name }) => name,
    cell: (calendar) => (
      <Link href={to.calendar(calendar)} className="link clip name-cell" title={visible(calendar.name)}>
        {visible(calendar.name)}
      </Link>
    ),
  },
  {
    key: 'count',
    title: t('calendar.days'),
    align: 'right',
    sort: 'count',
    csv: (calendar) => calendar.count,
    cell: (calendar) => count(calendar.count),
  },
  {
    key: 'span',
    title: t('calendar.span'),
    csv: ({ first, last }) => (first === undefined || last === undefined ? undefined : `${first}/${last}`),
    cell: ({ first, last }) =>
      first === undefined || last === undefined ? (
        <span className="faint">—</span>
      ) : (
        <span className="nowrap">{`${dateWords(first)} – ${dateWords(last)}`}</span>
      ),
  },
  { key: 'weekend', title: t('calendar.weekend'), csv: weekend, cell: weekend },
  {
    key: 'usedBy',
    title: t('calendar.usedBy'),
    csv: ({ usedBy }) => usedBy.join(', '),
    cell: ({ usedBy }) => <UsedBy names={usedBy} />,
  },
  {
    key: 'editor',
    title: t('calendar.editor'),
    csv: ({ editor }) => editor.name,
    cell: ({ editor }) => <Author author={editor} />,
  },
  {
    key: 'updated',
    title: t('calendar.updated'),
    sort: 'updated',
    csv: ({ updated }) => iso(updated),
    cell: ({ updated }) => <Time at={updated} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (calendar) => <Actions calendar={calendar} /> },
];

export function CalendarsList() {
  const text = useSearchText();
  const filter = text === undefined ? {} : { text };
  const list = useServerList('calendar.list', filter, {
    topics: ['calendars', 'schedules'],
    initial: { by: 'name', dir: 'asc' },
  });
  const [visibleColumns, menu] = useColumns('calendars', columns);
  return (
    <Card
      title={t('calendars.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('calendars.search')} />
          <CsvButton
            name="calendars"
            columns={columns}
            rows={(onProgress) => allRows('calendar.list', filter, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('calendars.title')}
        columns={visibleColumns}
        list={list}
        rowKey={({ id }) => id}
        empty={<NoCalendars filtered={text !== undefined} />}
      />
    </Card>
  );
}

export const NewCalendar = () => (
  <ActionButton
    label={t('calendars.new')}
    icon={IconPlus}
    role="developer"
    variant="filled"
    onClick={() => goTo(to.newCalendar())}
  />
);

function NoCalendars({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty icon={IconCalendarOff} title={t('calendars.noneSuch')} />;
  return (
    <Empty icon={IconCalendarOff} title={t('calendars.none')}>
      {t('calendars.noneSays')}
      <div className="empty-action">
        <NewCalendar />
      </div>
    </Empty>
  );
}

/** Names that a cell shows. */
const SHOWN = 3;

function UsedBy({ names }: { names: string[] }) {
  if (names.length === 0) return <span className="faint">—</span>;
  return (
    <span className="when-cell">
      {names.slice(0, SHOWN).map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <Link href={to.schedule({ id: name, name })} className="link">
            {visible(name)}
          </Link>
        </span>
      ))}
      {names.length > SHOWN && ` +${count(names.length - SHOWN)}`}
    </span>
  );
}

function Actions({ calendar }: { calendar: CalendarView }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <RowMenu
        label={visible(calendar.name)}
        actions={[
          {
            ...{ label: t('form.edit'), icon: IconEdit, role: 'developer' },
            onClick: () => goTo(to.calendar(calendar)),
          },
          {
            ...{ label: t('form.delete'), icon: IconTrash, role: 'developer', dangerous: true },
            onClick: () => setDeleting(true),
          },
        ]}
      />
      <DeleteCalendar calendar={calendar} opened={deleting} onClose={() => setDeleting(false)} />
    </>
  );
}
