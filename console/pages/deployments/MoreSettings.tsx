/** What few deployments change: the pause before a retry, when a run counts as lost, assets that scripts read by name. */
import { MultiSelect, Select, SimpleGrid } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { DurationField } from '../../parts/DurationField.tsx';
import { visible } from '../../show/visible.ts';
import type { StepProps } from './StepWhat.tsx';
import type { Values } from './values.ts';

const kinds: Values['backoff']['kind'][] = ['none', 'fixed', 'exponential'];

export function MoreSettings({ form }: StepProps) {
  const { values } = form;
  const assets = useVerb('asset.list', {}, { topics: ['assets'] });
  const names = [...new Set([...(assets.data?.items ?? []).map(({ name }) => name), ...values.allowAssets])];
  const { kind } = values.backoff;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} mt="md">
      <Select
        label={t('deployment.backoff')}
        description={t(`deployment.backoff.${kind}.says`)}
        allowDeselect={false}
        data={kinds.map((one) => ({ value: one, label: t(`deployment.backoff.${one}`) }))}
        value={kind}
        onChange={(next) =>
          next !== null && form.setFieldValue('backoff', { ...values.backoff, kind: next as typeof kind })
        }
      />
      {kind !== 'none' && (
        <DurationField
          label={t('deployment.backoffMs')}
          description={t('deployment.backoffRule')}
          unit="seconds"
          value={values.backoff.ms === 0 ? undefined : values.backoff.ms}
          error={form.errors.backoff}
          onChange={(ms) => form.setFieldValue('backoff', { kind, ms: ms ?? 0 })}
        />
      )}
      <DurationField
        label={t('deployment.lostAfter')}
        description={t('deployment.lostAfterRule')}
        value={values.lostAfterMs}
        error={form.errors.lostAfterMs}
        onChange={(ms) => form.setFieldValue('lostAfterMs', ms)}
      />
      <MultiSelect
        label={t('deployment.allowAssets')}
        description={t('deployment.allowAssetsRule')}
        nothingFoundMessage={t('params.noSuchAsset')}
        searchable
        limit={100}
        data={names.map((name) => ({ value: name, label: visible(name) }))}
        {...form.getInputProps('allowAssets')}
      />
    </SimpleGrid>
  );
}
