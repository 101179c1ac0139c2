/** A year whose days are switched off and on by a click; the names of those that are off stand beneath. */
import { ActionIcon, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { DayOff, Weekday } from '../../../protocol/shapes-schedule.ts';
import { now } from '../../environment.ts';
import { t } from '../../i18n/index.ts';
import { dateWords, monthName, weekdayName, weekdays } from '../../show/calendar-words.ts';
import { pair } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';
import { type Day, monthOf, namedDay, toggledDay } from './year.ts';

interface Props {
  days: DayOff[];
  weekdaysOff: Weekday[];
  /** Absent = to look at only. */
  onChange: ((days: DayOff[]) => void) | undefined;
}

export function YearView({ days, weekdaysOff, onChange }: Props) {
  const [year, setYear] = useState(() => new Date(now()).getFullYear());
  const off = new Map(days.map((day) => [day.date, day]));
  const ofYear = days.filter(({ date }) => date.startsWith(`${year}-`));
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap={6} role="group" aria-label={t('calendar.year')}>
          <Turn name={t('calendar.yearBefore')} icon={IconChevronLeft} onClick={() => setYear(year - 1)} />
          <Text fw={650} w={52} ta="center" aria-live="polite">
            {String(year)}
          </Text>
          <Turn name={t('calendar.yearAfter')} icon={IconChevronRight} onClick={() => setYear(year + 1)} />
        </Group>
        <Text size="xs" c="dimmed">
          {onChange ? t('calendar.clickSays') : ''}
        </Text>
      </Group>
      <div className="year">
        {Array.from({ length: 12 }, (_, i) => (
          <Month
            key={`${String(year)}-${String(i)}`}
            year={year}
            month={i + 1}
            {...{ off, weekdaysOff }}
            onToggle={onChange && ((date) => onChange(toggledDay(days, date)))}
          />
        ))}
      </div>
      <Names days={ofYear} year={year} onChange={onChange && { all: days, set: onChange }} />
    </Stack>
  );
}

function Turn({ name, icon: Icon, onClick }: { name: string; icon: typeof IconX; onClick: () => void }) {
  return (
    <ActionIcon variant="default" aria-label={name} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}

interface MonthProps {
  year: number;
  month: number;
  off: ReadonlyMap<string, DayOff>;
  weekdaysOff: Weekday[];
  onToggle: ((date: string) => void) | undefined;
}

function Month({ year, month, off, weekdaysOff, onToggle }: MonthProps) {
  return (
    <table className="month">
      <caption>{monthName(month)}</caption>
      <thead>
        <tr>
          {weekdays.map((day) => (
            <th key={day} scope="col">
              {weekdayName(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {monthOf(year, month).map((week) => (
          <tr key={week.find((day) => day)!.date}>
            {week.map((day, i) => (
              <td key={day?.date ?? `empty-${String(i)}`}>
                {day && (
                  <DayButton
                    day={day}
                    off={off.get(day.date)}
                    weekly={weekdaysOff.includes(day.weekday)}
                    onToggle={onToggle}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps {
  day: Day;
  off: DayOff | undefined;
  /** Off each week. */
  weekly: boolean;
  onToggle: ((date: string) => void) | undefined;
}

function DayButton({ day, off, weekly, onToggle }: DayProps) {
  const name = off?.name === undefined ? dateWords(day.date) : pair(dateWords(day.date), visible(off.name));
  return (
    <button
      type="button"
      className="day"
      title={name}
      aria-label={name}
      aria-pressed={off !== undefined}
      data-weekly={weekly || undefined}
      disabled={!onToggle}
      onClick={() => onToggle?.(day.date)}
    >
      {day.n}
    </button>
  );
}

interface NamesProps {
  days: DayOff[];
  year: number;
  onChange: { all: DayOff[]; set: (days: DayOff[]) => void } | undefined;
}

function Names({ days, year, onChange }: NamesProps) {
  if (days.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('calendar.noneInYear', { year: String(year) })}
      </Text>
    );
  return (
    <ul className="day-names" aria-label={t('calendar.namesOf', { year: String(year) })}>
      {days.map(({ date, name = '' }) => (
        <li key={date}>
          <span className="nowrap">{dateWords(date)}</span>
          <TextInput
            size="xs"
            className="grow"
            aria-label={t('calendar.nameOf', { date: dateWords(date) })}
            placeholder={t('calendar.nameless')}
            maxLength={60}
            readOnly={!onChange}
            value={name}
            onChange={(e) => onChange?.set(namedDay(onChange.all, date, e.currentTarget.value))}
          />
          {onChange && (
            <Tooltip label={t('calendar.remove')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={pair(t('calendar.remove'), dateWords(date))}
                onClick={() => onChange.set(toggledDay(onChange.all, date))}
              >
                <IconX size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </li>
      ))}
    </ul>
  );
}
