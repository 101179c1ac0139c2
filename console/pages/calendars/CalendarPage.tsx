/** One calendar of days off, looked at and changed on the same page; and a new one, clicked together or out of a file. */
import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { CalendarDetail, DayOff, Weekday } from '../../../protocol/shapes-schedule.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { BackLink } from '../../parts/BackLink.tsx';
import { FormPage } from '../../parts/FormPage.tsx';
import { Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { WeekdayChoice } from '../../parts/WeekdayChoice.tsx';
import { listed } from '../../show/calendar-words.ts';
import { visible } from '../../show/visible.ts';
import { CalendarFileField, type ChosenFile } from './CalendarFileField.tsx';
import { DeleteCalendar } from './DeleteCalendar.tsx';
import { YearView } from './YearView.tsx';

const back = <BackLink to={to.calendars()} name={t('calendars.title')} />;

export function CalendarPage({ name }: { name: string }) {
  const { data, error, refetch } = useVerb('calendar.show', { calendar: name }, { topics: ['calendars', 'schedules'] });
  const [deleting, setDeleting] = useState(false);
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { usedBy } = data;
  return (
    <Page
      title={visible(data.name)}
      above={back}
      says={
        usedBy.length === 0
          ? t('calendar.unused')
          : t('calendar.usedBySays', { schedules: listed(usedBy.map(visible)) })
      }
      actions={
        <ActionButton label={t('form.delete')} icon={IconTrash} role="developer" onClick={() => setDeleting(true)} />
      }
    >
      <CalendarForm key={`${data.id} ${String(data.updated)}`} calendar={data} />
      <DeleteCalendar calendar={data} opened={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}

export const NewCalendarPage = () => (
  <Page title={t('calendars.new')} above={back} says={t('calendar.newSays')}>
    <CalendarForm />
  </Page>
);

interface CalendarValues {
  name: string;
  weekdaysOff: Weekday[];
  days: DayOff[];
  file: ChosenFile | null;
}

function CalendarForm({ calendar }: { calendar?: CalendarDetail }) {
  const may = useMay('developer');
  const saving = useSaving<CalendarValues, CalendarDetail>({
    initial: calendar
      ? { name: calendar.name, weekdaysOff: calendar.weekdaysOff, days: calendar.days, file: null }
      : { name: '', weekdaysOff: ['sat', 'sun'], days: [], file: null },
    draft: calendar ? `calendar.${calendar.id}` : 'calendar',
    check: ({ name }) => ({ name: name.trim() === '' ? t('schedule.needsName') : undefined }),
    save: (values) => save(calendar, values),
    onSaved: (saved) => {
      sayDone(t('calendar.saved', { calendar: visible(saved.name), n: saved.count }));
      goTo(to.calendar(saved));
    },
  });
  return (
    <FormPage
      saving={saving}
      save={t(calendar ? 'form.save' : 'form.create')}
      readOnly={!may}
      wide
      onLeave={() => goTo(to.calendars())}
    >
      <Fields form={saving.form} may={may} />
    </FormPage>
  );
}

function Fields({ form, may }: { form: UseFormReturnType<CalendarValues>; may: boolean }) {
  const { values, errors } = form;
  return (
    <>
      <TextInput
        label={t('calendar.name')}
        required
        maw={420}
        maxLength={60}
        readOnly={!may}
        {...form.getInputProps('name')}
      />
      <WeekdayChoice
        label={t('calendar.weekend')}
        description={t('calendar.weekendRule')}
        value={values.weekdaysOff}
        error={errors.weekdaysOff as string | undefined}
        onChange={(days) => may && form.setFieldValue('weekdaysOff', days)}
      />
      {may && (
        <CalendarFileField
          value={values.file}
          error={errors.file as string | undefined}
          onChange={(file) => form.setFieldValue('file', file)}
        />
      )}
      {!values.file && (
        <YearView
          days={values.days}
          weekdaysOff={values.weekdaysOff}
          onChange={may ? (days) => form.setFieldValue('days', days) : undefined}
        />
      )}
    </>
  );
}

function save(calendar: CalendarDetail | undefined, values: CalendarValues): Promise<CalendarDetail> {
  const { name, weekdaysOff, days, file } = values;
  const content = file ? { file: { format: file.format, text: file.text } } : { days };
  const what = { name, weekdaysOff, ...content };
  return calendar ? call('calendar.update', { calendar: calendar.id, ...what }) : call('calendar.create', what);
}
