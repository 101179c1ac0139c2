/** When a schedule starts something: cron, every so long, or days by the calendar. */
import { Group, MultiSelect, NumberInput, SegmentedControl, Select, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { t } from '../../i18n/index.ts';
import { InstantField } from '../../parts/InstantField.tsx';
import { WeekdayChoice } from '../../parts/WeekdayChoice.tsx';
import { monthName, weekdayLongName, weekdays } from '../../show/calendar-words.ts';
import { CronField } from './CronField.tsx';
import { nth, type SpanUnit } from './rule-words.ts';
import { TimeField } from './TimeField.tsx';
import type { DaysKind, ScheduleValues } from './values.ts';

export interface PartProps {
  form: UseFormReturnType<ScheduleValues>;
  /** What is wrong with a field now: refused at saving, or by the preview. */
  wrong: (field: keyof ScheduleValues) => string | undefined;
}

export function WhenField({ form, wrong }: PartProps) {
  const { kind } = form.values;
  return (
    <Stack gap="sm" component="fieldset" className="fieldset">
      <legend className="fieldset-legend">{t('schedule.when')}</legend>
      <SegmentedControl
        aria-label={t('schedule.kind')}
        value={kind}
        onChange={(value) => form.setFieldValue('kind', value as ScheduleValues['kind'])}
        data={(['cron', 'every', 'calendar'] as const).map((value) => ({ value, label: t(`schedule.kind.${value}`) }))}
      />
      {kind === 'cron' && (
        <CronField
          value={form.values.cron}
          error={wrong('cron')}
          onChange={(cron) => form.setFieldValue('cron', cron)}
        />
      )}
      {kind === 'every' && <EveryField form={form} wrong={wrong} />}
      {kind === 'calendar' && <DaysField form={form} wrong={wrong} />}
    </Stack>
  );
}

const units: SpanUnit[] = ['minutes', 'hours', 'days'];

function EveryField({ form, wrong }: PartProps) {
  return (
    <Group align="flex-start" gap="sm">
      <NumberInput
        label={t('schedule.every')}
        w={120}
        min={1}
        allowDecimal={false}
        {...form.getInputProps('every')}
        error={wrong('every')}
      />
      <Select
        label={t('schedule.unit')}
        w={140}
        allowDeselect={false}
        data={units.map((value) => ({ value, label: t(`schedule.unit.${value}`) }))}
        {...form.getInputProps('unit')}
      />
      <div className="grow">
        <InstantField
          label={t('schedule.from')}
          description={t('schedule.fromRule')}
          value={form.values.from}
          error={wrong('from')}
          onChange={(from) => form.setFieldValue('from', from)}
        />
      </div>
    </Group>
  );
}

const daysKinds: DaysKind[] = ['each-working-day', 'week', 'day', 'weekday', 'working-day'];

function DaysField({ form, wrong }: PartProps) {
  const { days } = form.values;
  return (
    <>
      <Group align="flex-start" gap="sm">
        <Select
          label={t('schedule.days')}
          className="grow"
          allowDeselect={false}
          data={daysKinds.map((value) => ({ value, label: t(`schedule.days.${value}`) }))}
          value={days}
          onChange={(value) => form.setValues({ days: value as DaysKind, nth: ['1'] })}
        />
        <TimeField
          value={form.values.time}
          error={wrong('time')}
          onChange={(time) => form.setFieldValue('time', time)}
        />
      </Group>
      <DaysDetail form={form} wrong={wrong} />
      <Group align="flex-start" gap="sm" grow>
        <MultiSelect
          label={t('schedule.months')}
          placeholder={form.values.months.length === 0 ? t('schedule.monthsAll') : ''}
          data={Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: monthName(i + 1) }))}
          {...form.getInputProps('months')}
          error={wrong('months')}
        />
        {days !== 'each-working-day' && (
          <Select
            label={t('schedule.onDayOff')}
            allowDeselect={false}
            data={(['skip', 'before', 'after'] as const).map((value) => ({
              value,
              label: t(`schedule.onDayOff.${value}`),
            }))}
            {...form.getInputProps('onDayOff')}
          />
        )}
      </Group>
    </>
  );
}

/** Which of the days, where there is something to say about it. */
function DaysDetail({ form, wrong }: PartProps) {
  const { days, weekday } = form.values;
  if (days === 'each-working-day') return null;
  if (days === 'week')
    return (
      <WeekdayChoice
        label={t('schedule.weekdays')}
        value={form.values.weekdays}
        error={wrong('weekdays')}
        onChange={(value) => form.setFieldValue('weekdays', value)}
      />
    );
  const kind = days === 'day' ? 'rule.day' : days === 'working-day' ? 'rule.workday' : (`rule.${weekday}` as const);
  return (
    <Group align="flex-start" gap="sm">
      {days === 'weekday' && (
        <Select
          label={t('schedule.weekday')}
          w={180}
          allowDeselect={false}
          data={weekdays.map((value) => ({ value, label: weekdayLongName(value) }))}
          {...form.getInputProps('weekday')}
        />
      )}
      <MultiSelect
        label={t('schedule.nth')}
        className="grow"
        searchable
        data={choices(days === 'weekday' ? 5 : 31).map((n) => ({ value: String(n), label: nth(kind, n) }))}
        {...form.getInputProps('nth')}
        error={wrong('nth')}
      />
    </Group>
  );
}

/** From the start of the month, and the last ones. */
const choices = (most: number): number[] => [...Array.from({ length: most }, (_, i) => i + 1), -1, -2, -3, -4, -5];
