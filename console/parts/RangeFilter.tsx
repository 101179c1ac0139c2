/** A filter by a span of time: some usual ones, or from and until by hand. */
import { Button, Group, Popover, Stack } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { now } from '../environment.ts';
import { type Key, t } from '../i18n/index.ts';
import { InstantField } from './InstantField.tsx';

interface Props {
  label: string;
  /** ms since 1970. */
  from: number | undefined;
  until: number | undefined;
  onChange: (from: number | undefined, until: number | undefined) => void;
}

const HOUR_MS = 3_600_000;
const usual: [Key, number][] = [
  ['filter.hour', HOUR_MS],
  ['filter.day', 24 * HOUR_MS],
  ['filter.week', 7 * 24 * HOUR_MS],
];

export function RangeFilter({ label, from, until, onChange }: Props) {
  const chosen = from !== undefined || until !== undefined;
  return (
    <Popover position="bottom-start" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          className="filter"
          data-chosen={chosen || undefined}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          {chosen ? t('filter.of', { label, chosen: t('filter.span') }) : label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="sm" w={230}>
          <Group gap={6}>
            {usual.map(([name, ms]) => (
              <Button
                key={name}
                size="compact-xs"
                variant="light"
                onClick={() => onChange(Math.floor(now()) - ms, undefined)}
              >
                {t(name)}
              </Button>
            ))}
          </Group>
          <InstantField label={t('filter.from')} value={from} onChange={(value) => onChange(value, until)} />
          <InstantField label={t('filter.until')} value={until} onChange={(value) => onChange(from, value)} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
