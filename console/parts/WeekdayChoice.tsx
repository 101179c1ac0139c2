/** Days of the week to tick, in one line. */
import { Chip, Group, Input } from '@mantine/core';
import type { Weekday } from '../../protocol/shapes-schedule.ts';
import { weekdayLongName, weekdayName, weekdays } from '../show/calendar-words.ts';

interface Props {
  label: string;
  description?: string;
  value: Weekday[];
  error?: string | undefined;
  onChange: (value: Weekday[]) => void;
}

export function WeekdayChoice({ label, description, value, error, onChange }: Props) {
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Chip.Group
        multiple
        value={value}
        onChange={(chosen) => onChange(weekdays.filter((day) => chosen.includes(day)))}
      >
        <Group gap={6} mt={6} mb={error ? 6 : 0} role="group" aria-label={label}>
          {weekdays.map((day) => (
            <Chip key={day} value={day} size="xs" radius="sm" aria-label={weekdayLongName(day)}>
              {weekdayName(day)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
