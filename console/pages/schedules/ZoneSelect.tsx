/** Any time zone of the world, found by a part of its name, with its distance from UTC now. */
import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { wallOf } from '../../../protocol/zone.ts';
import { now } from '../../environment.ts';
import { t } from '../../i18n/index.ts';

interface Props {
  value: string;
  error: string | undefined;
  onChange: (zone: string) => void;
}

/** Of what is found, as many are shown; a longer text finds the rest. */
const SHOWN = 60;

export function ZoneSelect({ value, error, onChange }: Props) {
  const zones = useMemo(() => options(value), [value]);
  return (
    <Select
      label={t('schedule.zone')}
      description={t('schedule.zoneRule')}
      searchable
      allowDeselect={false}
      limit={SHOWN}
      nothingFoundMessage={t('schedule.zoneNone')}
      data={zones}
      value={value}
      error={error}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.currentTarget.select()}
      onChange={(zone) => zone !== null && onChange(zone)}
    />
  );
}

/** A schedule may have a zone that this browser does not list. */
function options(value: string) {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  const at = now();
  return [...new Set([value, 'UTC', ...known])].map((zone) => ({
    value: zone,
    label: `${zone} (${distance(zone, at)})`,
  }));
}

/** `UTC+05:30` */
function distance(zone: string, at: number): string {
  const minutes = Math.round((wallOf(zone, at) - at) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
