/** One resource, typed in (Q4): its value as fields or as JSON, key, tags, priority. */
import { Group, JsonInput, NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import type { Result } from '../../../../protocol/contract.ts';
import { MAX_KEY_CHARS, MAX_RESOURCE_PRIORITY } from '../../../../protocol/import-check.ts';
import { call } from '../../../api/call.ts';
import { useVerb } from '../../../api/queries.ts';
import { t } from '../../../i18n/index.ts';
import { FormDialog } from '../../../parts/FormDialog.tsx';
import { sayDone } from '../../../parts/say.ts';
import { TagsField, tagsWrong } from '../../../parts/TagsField.tsx';
import { type Saving, useSaving } from '../../../parts/useSaving.ts';
import { FieldRows } from './FieldRows.tsx';
import { emptyField, likeThat, type OneValues, typedValue } from './oneValue.ts';

interface Props {
  queue: string;
  /** The switch between one and many. */
  ways: ReactNode;
  onClose: () => void;
}

const initial: OneValues = { as: 'fields', json: '', fields: [emptyField], key: '', tags: [], priority: '' };

function check(values: OneValues): Record<string, string | undefined> {
  const made = typedValue(values);
  const n = Number(values.priority);
  const fits = values.priority === '' || (Number.isInteger(n) && n >= 0 && n <= MAX_RESOURCE_PRIORITY);
  return {
    [values.as === 'json' ? 'json' : 'fields']: 'problem' in made ? made.problem : undefined,
    tags: tagsWrong(values.tags),
    priority: fits ? undefined : t('resource.priorityRule', { max: MAX_RESOURCE_PRIORITY }),
    key: values.key.trim().length > MAX_KEY_CHARS ? t('addOne.keyRule', { max: MAX_KEY_CHARS }) : undefined,
  };
}

function add(queue: string, values: OneValues): Promise<Result<'resource.add'>> {
  const made = typedValue(values);
  if ('problem' in made) throw new Error(made.problem); // `check` stops it before
  const { key, tags, priority } = values;
  return call('resource.add', {
    queue,
    value: made.value,
    ...(tags.length > 0 ? { tags } : {}),
    ...(key.trim() === '' ? {} : { key: key.trim() }),
    ...(priority === '' ? {} : { priority: Number(priority) }),
  });
}

export function AddOne({ queue, ways, onClose }: Props) {
  const saving = useSaving<OneValues, Result<'resource.add'>>({
    initial,
    draft: `add.${queue}`,
    check,
    save: (values) => add(queue, values),
    onSaved: () => {
      sayDone(t('addOne.done'));
      onClose();
    },
  });
  useLikeNewest(queue, saving);
  return (
    <FormDialog title={t('add.button')} saving={saving} save={t('addOne.add')} onClose={onClose}>
      {ways}
      <Value saving={saving} />
      <Parameters saving={saving} />
    </FormDialog>
  );
}

function Value({ saving }: { saving: Saving<OneValues> }) {
  const { form } = saving;
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t('resource.value')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('addOne.as')}
          data={[
            { value: 'fields', label: t('addOne.asFields') },
            { value: 'json', label: t('addOne.asJson') },
          ]}
          {...form.getInputProps('as')}
        />
      </Group>
      {form.values.as === 'fields' ? (
        <FieldRows saving={saving} />
      ) : (
        <JsonInput
          aria-label={t('resource.value')}
          placeholder={'{ "number": 17 }'}
          autosize
          minRows={6}
          maxRows={18}
          spellCheck={false}
          classNames={{ input: 'json-input' }}
          validationError={t('params.notJson')}
          {...form.getInputProps('json')}
        />
      )}
    </>
  );
}

function Parameters({ saving: { form } }: { saving: Saving<OneValues> }) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput label={t('resource.key')} description={t('addOne.keySays')} {...form.getInputProps('key')} />
        <NumberInput
          label={t('resource.priority')}
          description={t('resource.prioritySays')}
          placeholder="0"
          min={0}
          allowDecimal={false}
          clampBehavior="none"
          {...form.getInputProps('priority')}
        />
      </Group>
      <TagsField label={t('resource.tags')} description={t('tags.says')} {...form.getInputProps('tags')} />
    </>
  );
}

/** An empty form gets the fields of the resource that was added last: the next one mostly looks alike. */
function useLikeNewest(queue: string, { form, edited }: Saving<OneValues>): void {
  const newest = useVerb('resource.list', { queue, limit: 1 }).data?.items[0]?.id;
  const { data } = useVerb('resource.show', { queue, id: newest ?? '' }, { enabled: newest !== undefined });
  const value = data?.resource.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known; what is typed from then on stands
  useEffect(() => {
    if (value === undefined || edited) return;
    const fields = likeThat(value);
    form.setInitialValues({ ...initial, fields });
    form.setFieldValue('fields', fields);
  }, [value]);
}
