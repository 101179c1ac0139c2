/** The fields of a bulk edit: what is empty stays as it is. */
import { Alert, Checkbox, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import { TagsField } from '../../../parts/TagsField.tsx';
import type { Saving } from '../../../parts/useSaving.ts';
import { statuses } from '../Counts.tsx';
import type { BulkValues } from './change.ts';

export function BulkFields({ saving: { form } }: { saving: Saving<BulkValues> }) {
  const { what, unlockRead, unlockWrite } = form.values;
  const unlocks = what === 'change' && (unlockRead || unlockWrite);
  return (
    <>
      <SegmentedControl
        aria-label={t('bulk.what')}
        data={[
          { value: 'change', label: t('bulk.change') },
          { value: 'delete', label: t('form.delete') },
        ]}
        {...form.getInputProps('what')}
      />
      {form.errors.what && (
        <Text size="sm" c="red" role="alert">
          {form.errors.what}
        </Text>
      )}
      {what === 'delete' ? (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t('bulk.deleteSays')}
        </Alert>
      ) : (
        <Changes form={form} />
      )}
      <Checkbox
        label={t('bulk.includeLocked')}
        description={unlocks ? t('bulk.unlockIncludes') : t('bulk.includeLockedSays')}
        {...form.getInputProps('includeLocked', { type: 'checkbox' })}
        disabled={unlocks}
        {...(unlocks ? { checked: true } : {})}
      />
    </>
  );
}

function Changes({ form }: { form: Saving<BulkValues>['form'] }) {
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        <Select
          label={t('resource.status')}
          placeholder={t('bulk.asItIs')}
          clearable
          clearButtonProps={{ 'aria-label': t('action.clear') }}
          data={[
            ...statuses.map((status) => ({ value: status, label: t(`resource.status.${status}`) })),
            { value: 'retry', label: t('bulk.retry') },
          ]}
          value={form.values.status || null}
          onChange={(status) => form.setFieldValue('status', (status ?? '') as BulkValues['status'])}
        />
        <NumberInput
          label={t('resource.priority')}
          placeholder={t('bulk.asItIs')}
          min={0}
          allowDecimal={false}
          clampBehavior="none"
          {...form.getInputProps('priority')}
        />
      </Group>
      <Group grow align="flex-start">
        <TagsField label={t('bulk.addTags')} {...form.getInputProps('addTags')} />
        <TagsField label={t('bulk.removeTags')} {...form.getInputProps('removeTags')} />
      </Group>
      <Group gap="lg">
        <Checkbox label={t('bulk.unlockRead')} {...form.getInputProps('unlockRead', { type: 'checkbox' })} />
        <Checkbox label={t('bulk.unlockWrite')} {...form.getInputProps('unlockWrite', { type: 'checkbox' })} />
      </Group>
    </Stack>
  );
}
