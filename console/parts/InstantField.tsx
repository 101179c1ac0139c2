/** An instant, typed or picked from the calendar, in the viewer's time zone. */
import { DateInput } from '@mantine/dates';
import dayjs from 'dayjs';
import { t } from '../i18n/index.ts';

interface Props {
  label: string;
  description?: string;
  /** ms since 1970. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  error?: string | undefined;
  disabled?: boolean;
  required?: boolean;
  size?: 'xs' | 'sm';
  /** Its calendar stays inside of what it stands in: a popover would take a click in it for one beside it. */
  inPlace?: boolean;
}

const SHOWN = 'YYYY-MM-DD HH:mm';
/** Mantine's dates with time are texts of this shape. */
const SHAPE = 'YYYY-MM-DD HH:mm:ss';

export function InstantField({ value, onChange, inPlace = false, ...rest }: Props) {
  return (
    <DateInput
      {...rest}
      withTime
      popoverProps={{ withinPortal: !inPlace }}
      valueFormat={SHOWN}
      placeholder={t('instant.shape')}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      value={value === undefined ? null : dayjs(value).format(SHAPE)}
      onChange={(text) => onChange(text === null ? undefined : dayjs(text).valueOf())}
    />
  );
}
