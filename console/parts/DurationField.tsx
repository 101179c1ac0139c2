/** A span of time: a number and its unit. Empty = none. */
import { Group, Input, NumberInput, Select } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type Key, t } from '../i18n/index.ts';

const units = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
type Unit = keyof typeof units;
const names = Object.keys(units) as Unit[];

interface Props {
  label: string;
  description?: ReactNode;
  /** ms. */
  value: number | undefined;
  onChange: (ms: number | undefined) => void;
  error?: ReactNode;
  /** The unit of an empty field. */
  unit?: Unit;
}

export function DurationField({ label, value, onChange, unit: usual = 'minutes', ...frame }: Props) {
  const [unit, setUnit] = useState<Unit>(() => fitting(value) ?? usual);
  const set = (amount: number | string, next: Unit) => {
    setUnit(next);
    onChange(typeof amount === 'number' && amount > 0 ? Math.round(amount * units[next]) : undefined);
  };
  const amount = value === undefined ? '' : value / units[unit];
  return (
    <Input.Wrapper label={label} labelElement="div" {...frame}>
      <Group gap={6} wrap="nowrap" mt={4}>
        <NumberInput
          aria-label={label}
          flex={1}
          min={0}
          hideControls
          decimalScale={2}
          error={Boolean(frame.error)}
          value={amount}
          onChange={(typed) => set(typed, unit)}
        />
        <Select
          w={112}
          aria-label={t('duration.unitOf', { field: label })}
          allowDeselect={false}
          data={names.map((name) => ({ value: name, label: t(`duration.${name}` as Key) }))}
          value={unit}
          onChange={(next) => set(amount, (next ?? unit) as Unit)}
        />
      </Group>
    </Input.Wrapper>
  );
}

/** The largest unit of which it is a whole number. */
const fitting = (ms: number | undefined): Unit | undefined =>
  ms === undefined ? undefined : names.findLast((name) => ms % units[name] === 0);
