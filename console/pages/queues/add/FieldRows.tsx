/** The fields of a value: a row each with name, type and what stands in it. */
import { ActionIcon, Button, Group, Select, Stack, Text, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import type { Saving } from '../../../parts/useSaving.ts';
import { emptyField, type FieldType, fieldProblem, fieldTypes, type OneValues, type TypedField } from './oneValue.ts';

export function FieldRows({ saving: { form } }: { saving: Saving<OneValues> }) {
  const { fields } = form.values;
  const set = (next: TypedField[]) => form.setFieldValue('fields', next);
  return (
    <Stack gap={6}>
      {fields.map((field, i) => (
        <FieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing but its place
          key={i}
          n={i + 1}
          field={field}
          problem={fieldProblem(field, fields)}
          onChange={(changed) => set(fields.with(i, changed))}
          onRemove={() => set(fields.length === 1 ? [emptyField] : fields.toSpliced(i, 1))}
        />
      ))}
      {form.errors.fields && (
        <Text size="sm" c="red" role="alert">
          {form.errors.fields}
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set([...fields, emptyField])}
        className="field-add"
      >
        {t('addOne.addField')}
      </Button>
    </Stack>
  );
}

interface RowProps {
  n: number;
  field: TypedField;
  problem: string | undefined;
  onChange: (field: TypedField) => void;
  onRemove: () => void;
}

function FieldRow({ n, field, problem, onChange, onRemove }: RowProps) {
  return (
    <div>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <TextInput
          className="field-name"
          aria-label={t('addOne.nameOf', { n })}
          placeholder={t('addOne.name')}
          value={field.name}
          onChange={(e) => onChange({ ...field, name: e.currentTarget.value })}
        />
        <Select
          w={110}
          aria-label={t('addOne.typeOf', { n })}
          allowDeselect={false}
          data={fieldTypes.map((type) => ({ value: type, label: t(`addOne.type.${type}`) }))}
          value={field.type}
          onChange={(type) => onChange({ ...field, type: (type ?? 'text') as FieldType })}
        />
        <div className="field-text">
          <FieldInput n={n} field={field} onChange={(text) => onChange({ ...field, text })} />
        </div>
        <Tooltip label={t('addOne.removeField')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('addOne.removeOf', { n })}
            onClick={onRemove}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {problem !== undefined && (
        <Text size="xs" c="red" mt={2}>
          {problem}
        </Text>
      )}
    </div>
  );
}

function FieldInput({ n, field, onChange }: { n: number; field: TypedField; onChange: (text: string) => void }) {
  const label = t('addOne.textOf', { n });
  if (field.type === 'boolean')
    return (
      <Select
        aria-label={label}
        data={[
          { value: 'true', label: t('addOne.true') },
          { value: 'false', label: t('addOne.false') },
        ]}
        value={field.text === '' ? null : field.text}
        onChange={(text) => onChange(text ?? '')}
      />
    );
  if (field.type === 'json')
    return (
      <Textarea
        aria-label={label}
        autosize
        minRows={1}
        maxRows={8}
        classNames={{ input: 'json-input' }}
        value={field.text}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
    );
  return (
    <TextInput
      aria-label={label}
      inputMode={field.type === 'number' ? 'decimal' : 'text'}
      value={field.text}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
