/** Cron as its five fields, and the usual cases to choose instead of writing them; each follows the other. */
import { Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { WeekdayChoice } from '../../parts/WeekdayChoice.tsx';
import { type CronCase, cronKinds, minuteSteps, readCron, writeCron } from './cron-builder.ts';
import { TimeField } from './TimeField.tsx';

interface Props {
  value: string;
  error: string | undefined;
  onChange: (cron: string) => void;
}

/** What is chosen when the fields say something that is none of the usual cases. */
const OWN = 'own';

export function CronField({ value, error, onChange }: Props) {
  const usual = readCron(value);
  const choose = (kind: string | null) => {
    if (kind !== null && kind !== OWN) onChange(writeCron(begin(kind as CronCase['kind'], usual)));
  };
  return (
    <Stack gap="sm">
      <Group align="flex-start" gap="sm">
        <Select
          label={t('cron.usual')}
          w={230}
          allowDeselect={false}
          data={[...cronKinds.map((kind) => ({ value: kind, label: t(`cron.${kind}`) })), own(usual)].flat()}
          value={usual?.kind ?? OWN}
          onChange={choose}
        />
        {usual && <CaseFields usual={usual} onChange={(next) => onChange(writeCron(next))} />}
      </Group>
      <TextInput
        label={t('cron.fields')}
        description={t('cron.fieldsRule')}
        classNames={{ input: 'monospace' }}
        spellCheck={false}
        required
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Stack>
  );
}

const own = (usual: CronCase | undefined) => (usual ? [] : [{ value: OWN, label: t('cron.own') }]);

/** Another case keeps the time of day that was chosen. */
function begin(kind: CronCase['kind'], before: CronCase | undefined): CronCase {
  const time = before && 'time' in before ? before.time : '06:00';
  switch (kind) {
    case 'minutes':
      return { kind, every: 15 };
    case 'hourly':
      return { kind, minute: 0 };
    case 'weekly':
      return { kind, time, weekdays: ['mon'] };
    case 'monthly':
      return { kind, time, day: 1 };
    case 'daily':
    case 'workweek':
      return { kind, time };
  }
}

interface CaseProps {
  usual: CronCase;
  onChange: (next: CronCase) => void;
}

function CaseFields({ usual, onChange }: CaseProps) {
  if (usual.kind === 'minutes')
    return (
      <Select
        label={t('cron.every')}
        w={120}
        allowDeselect={false}
        data={minuteSteps.map(String)}
        value={String(usual.every)}
        onChange={(every) => onChange({ kind: 'minutes', every: Number(every) })}
      />
    );
  if (usual.kind === 'hourly')
    return (
      <Whole
        label={t('cron.minute')}
        from={0}
        most={59}
        value={usual.minute}
        onChange={(minute) => onChange({ ...usual, minute })}
      />
    );
  return (
    <>
      <TimeField value={usual.time} onChange={(time) => time !== '' && onChange({ ...usual, time })} />
      {usual.kind === 'monthly' && (
        <Whole
          label={t('cron.day')}
          from={1}
          most={31}
          value={usual.day}
          onChange={(day) => onChange({ ...usual, day })}
        />
      )}
      {usual.kind === 'weekly' && (
        <WeekdayChoice
          label={t('schedule.weekdays')}
          value={usual.weekdays}
          onChange={(weekdays) => weekdays.length > 0 && onChange({ ...usual, weekdays })}
        />
      )}
    </>
  );
}

interface WholeProps {
  label: string;
  from: number;
  most: number;
  value: number;
  onChange: (n: number) => void;
}

function Whole({ label, from, most, value, onChange }: WholeProps) {
  return (
    <NumberInput
      label={label}
      w={120}
      min={from}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(n) => typeof n === 'number' && onChange(n)}
    />
  );
}
