/** A time of day on the clock of the schedule's zone. */
import { TimePicker } from '@mantine/dates';
import { t } from '../../i18n/index.ts';

interface Props {
  value: string;
  error?: string | undefined;
  onChange: (time: string) => void;
}

export function TimeField({ value, error, onChange }: Props) {
  return (
    <TimePicker
      label={t('schedule.time')}
      hoursInputLabel={t('schedule.hours')}
      minutesInputLabel={t('schedule.minutes')}
      w={130}
      format="24h"
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
