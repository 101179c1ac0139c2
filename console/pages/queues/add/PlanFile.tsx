/** How the lines of a chosen file become resources, with the first of them as they will be added. */
import { Alert, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../../i18n/index.ts';
import { TagsField, tagsWrong } from '../../../parts/TagsField.tsx';
import { bytes } from '../../../show/format.ts';
import { told } from '../../../show/told.ts';
import { visible } from '../../../show/visible.ts';
import { BadLines } from './BadLines.tsx';
import { encodings, type Look, lookAt, type PlanValues } from './plan.ts';
import { Samples } from './Samples.tsx';

interface Props {
  file: File;
  values: PlanValues;
  error: Error | undefined;
  onChange: (values: PlanValues) => void;
  onOther: () => void;
  onClose: () => void;
  onStart: () => void;
}

export function PlanFile({ file, values, error, onChange, onOther, onClose, onStart }: Props) {
  const { data } = useQuery({
    queryKey: ['file', file.name, file.size, file.lastModified, values],
    queryFn: () => lookAt(file, values),
    placeholderData: (before) => before,
  });
  const problem = data?.problem ?? (error ? told(error) : undefined);
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} className="clip">
          {visible(file.name)} <span className="faint">{bytes(file.size)}</span>
        </Text>
        <Button variant="subtle" size="compact-sm" onClick={onOther}>
          {t('addFile.other')}
        </Button>
      </Group>
      <Columns values={values} look={data} onChange={onChange} />
      <Checkbox
        label={t('addFile.strict')}
        description={t('addFile.strictSays')}
        checked={values.strict}
        onChange={(e) => onChange({ ...values, strict: e.currentTarget.checked })}
      />
      {data?.exported && <Text size="sm">{t('addFile.exported')}</Text>}
      {data && <Samples samples={data.samples} />}
      {data && data.bad.length > 0 && <BadLines bad={data.bad} title={t('addFile.badAhead')} />}
      {problem !== undefined && (
        <Alert color="red" role="alert">
          {visible(problem)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button
          disabled={!data || data.problem !== undefined || tagsWrong(values.allTags) !== undefined}
          onClick={onStart}
        >
          {t('addFile.start')}
        </Button>
      </Group>
    </>
  );
}

interface ColumnsProps {
  values: PlanValues;
  look: Look | undefined;
  onChange: (values: PlanValues) => void;
}

function Columns({ values, look, onChange }: ColumnsProps) {
  const names = look?.names ?? [];
  const column = (name: 'key' | 'tags' | 'priority' | 'value') => ({
    placeholder: t('addFile.noColumn'),
    clearable: true,
    searchable: true,
    clearButtonProps: { 'aria-label': t('action.clear') },
    data: [...new Set([...names, ...(values[name] ? [values[name]] : [])])].map((one) => ({
      value: one,
      label: visible(one),
    })),
    value: values[name] || null,
    onChange: (chosen: string | null) => onChange({ ...values, [name]: chosen ?? '' }),
  });
  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing="sm">
        <FormatFields values={values} onChange={onChange} />
        <Select label={t('addFile.key')} description={t('addFile.keySays')} {...column('key')} />
        <Select label={t('addFile.tags')} description={t('addFile.tagsSays')} {...column('tags')} />
        <Select label={t('addFile.priority')} description={t('addFile.prioritySays')} {...column('priority')} />
        {values.format === 'csv' && (
          <Select label={t('addFile.value')} description={t('addFile.valueSays')} {...column('value')} />
        )}
      </SimpleGrid>
      <TagsField
        label={t('addFile.allTags')}
        value={values.allTags}
        onChange={(allTags) => onChange({ ...values, allTags })}
      />
      {values.format === 'csv' && (
        <Checkbox
          label={t('addFile.types')}
          description={t('addFile.typesSays')}
          checked={values.types}
          onChange={(e) => onChange({ ...values, types: e.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}

function FormatFields({ values, onChange }: Omit<ColumnsProps, 'look'>) {
  return (
    <>
      <Select
        label={t('addFile.format')}
        allowDeselect={false}
        data={[
          { value: 'csv', label: 'CSV' },
          { value: 'jsonl', label: 'JSON Lines' },
        ]}
        value={values.format}
        onChange={(format) => onChange({ ...values, format: format === 'jsonl' ? 'jsonl' : 'csv' })}
      />
      <Select
        label={t('addFile.encoding')}
        allowDeselect={false}
        data={encodings}
        value={values.encoding}
        onChange={(encoding) => onChange({ ...values, encoding: encoding ?? 'utf-8' })}
      />
    </>
  );
}
