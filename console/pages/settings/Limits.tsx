/** Retention and limits (E17): each setting with its unit, its default, who set it; what is saved counts at once. */
import { ActionIcon, Group, NumberInput, Select, Stack, Text, Tooltip } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconRestore } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { SettingView } from '../../../protocol/calls-settings.ts';
import type { Result } from '../../../protocol/contract.ts';
import { call } from '../../api/call.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { FormPage } from '../../parts/FormPage.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { pair } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';
import { type Amount, amountOf, amountWords, bytesOrCount, byteUnits, type Unit } from './amount.ts';

type Values = Record<string, Amount>;
type Form = UseFormReturnType<Values>;

export function Limits() {
  const { data, error, refetch } = useVerb('settings.show', {}, { topics: ['settings'] });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  return data ? <LimitsForm items={data.items} /> : <Loading />;
}

const valuesOf = (items: SettingView[]): Values =>
  Object.fromEntries(items.map(({ name, value, unit }) => [name, amountOf(value, unit)]));

function LimitsForm({ items }: { items: SettingView[] }) {
  const may = useMay('admin');
  const saving = useSaving<Values, Result<'settings.update'>>({
    initial: valuesOf(items),
    check: (values) =>
      Object.fromEntries(
        Object.entries(values).map(([name, { n }]) => [name, n === '' ? t('settings.needsNumber') : undefined]),
      ),
    save: (values) => call('settings.update', changed(items, values)),
    onSaved: ({ changed }) => sayDone(t('settings.saved', { n: changed.length })),
  });
  const { form, edited } = saving;
  useFollowing(form, items, edited);
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <FormPage saving={saving} save={t('form.save')} readOnly={!may} onLeave={() => goTo(to.settings('limits'))} stays>
      {!may && (
        <Text size="sm" c="dimmed">
          {t('settings.needsRole')}
        </Text>
      )}
      {groups.map((group) => (
        <Stack key={group} gap="sm" component="fieldset" className="fieldset">
          <legend className="fieldset-legend">{t(`settings.group.${group}`)}</legend>
          <Text size="xs" c="dimmed" mt={-6}>
            {t(`settings.group.${group}Says`)}
          </Text>
          <div className="settings">
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <Setting key={item.name} item={item} form={form} may={may} />
              ))}
          </div>
        </Stack>
      ))}
    </FormPage>
  );
}

/** Only what differs: another administrator may have changed the rest meanwhile. */
function changed(items: SettingView[], values: Values): Record<string, number> {
  const differing = items.filter(({ name, value, unit }) => {
    const kept = amountOf(value, unit);
    const now = values[name]!;
    return kept.n !== now.n || kept.unit !== now.unit;
  });
  return Object.fromEntries(differing.map(({ name }) => [name, bytesOrCount(values[name]!)]));
}

/** What was saved here, and what others change, is where the form begins anew; unless something else is typed here. */
function useFollowing(form: Form, items: SettingView[], edited: boolean): void {
  const { setInitialValues, setValues, resetDirty } = form;
  const latest = JSON.stringify(valuesOf(items));
  const follow = !edited || JSON.stringify(form.values) === latest;
  useEffect(() => {
    if (!follow) return;
    setInitialValues(JSON.parse(latest));
    setValues(JSON.parse(latest));
    resetDirty(JSON.parse(latest));
  }, [latest, follow, setInitialValues, setValues, resetDirty]);
}

function Setting({ item, form, may }: { item: SettingView; form: Form; may: boolean }) {
  const { name, unit } = item;
  const amount = form.values[name]!;
  const label = t(`setting.${name}`);
  const set = (next: Partial<Amount>) => form.setFieldValue(name, { ...amount, ...next });
  return (
    <div>
      <Group gap={6} align="flex-end" wrap="nowrap">
        <NumberInput
          className="grow"
          label={label}
          min={0}
          decimalScale={3}
          allowNegative={false}
          readOnly={!may}
          value={amount.n}
          error={form.errors[name]}
          onChange={(n) => set({ n })}
        />
        {unit === 'bytes' ? (
          <Select
            w={84}
            aria-label={t('settings.unitOf', { setting: label })}
            allowDeselect={false}
            readOnly={!may}
            data={byteUnits.map((one) => ({ value: one, label: t(`settings.unit.${one}`) }))}
            value={amount.unit}
            onChange={(value) => set({ unit: value as Unit })}
          />
        ) : (
          <Text w={84} pb={8} size="sm" c="dimmed">
            {t(`settings.unit.${unit}`)}
          </Text>
        )}
        {may && item.updated !== undefined && <Reset item={item} label={label} />}
      </Group>
      <Text size="xs" c="dimmed" mt={3}>
        {t('settings.default', { value: amountWords(item.default, item) })}
        {item.editor && ` · ${t('settings.setBy', { name: visible(item.editor.name) })}`}
      </Text>
    </div>
  );
}

function Reset({ item, label }: { item: SettingView; label: string }) {
  const update = useCommand('settings.update');
  return (
    <Tooltip label={t('settings.reset')}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={pair(t('settings.reset'), label)}
        loading={update.isPending}
        onClick={() => update.mutate({ [item.name]: null }, { onError: sayRefused })}
      >
        <IconRestore size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
