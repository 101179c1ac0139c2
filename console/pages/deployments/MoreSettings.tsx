/** What few deployments change: the pause before a retry, when a run counts as lost, assets that scripts read by name, queues that they may use. */
import { MultiSelect, type MultiSelectProps, Select, SimpleGrid } from '@mantine/core';
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
  const queues = useVerb('queue.list', {}, { topics: ['queues'] });
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} mt="md">
      <RetryPause form={form} />
      <DurationField
        label={t('deployment.lostAfter')}
        description={t('deployment.lostAfterRule')}
        value={values.lostAfterMs}
        error={form.errors.lostAfterMs}
        onChange={(ms) => form.setFieldValue('lostAfterMs', ms)}
      />
      <NamesField
        label={t('deployment.allowAssets')}
        description={t('deployment.allowAssetsRule')}
        nothingFoundMessage={t('params.noSuchAsset')}
        known={assets.data?.items}
        {...form.getInputProps('allowAssets')}
      />
      <NamesField
        label={t('deployment.allowQueues')}
        description={t('deployment.allowQueuesRule')}
        nothingFoundMessage={t('deployment.noSuchQueue')}
        known={queues.data?.items}
        {...form.getInputProps('allowQueues')}
      />
    </SimpleGrid>
  );
}

function RetryPause({ form }: StepProps) {
  const { backoff } = form.values;
  const { kind } = backoff;
  return (
    <>
      <Select
        label={t('deployment.backoff')}
        description={t(`deployment.backoff.${kind}.says`)}
        allowDeselect={false}
        data={kinds.map((one) => ({ value: one, label: t(`deployment.backoff.${one}`) }))}
        value={kind}
        onChange={(next) => next !== null && form.setFieldValue('backoff', { ...backoff, kind: next as typeof kind })}
      />
      {kind !== 'none' && (
        <DurationField
          label={t('deployment.backoffMs')}
          description={t('deployment.backoffRule')}
          unit="seconds"
          value={backoff.ms === 0 ? undefined : backoff.ms}
          error={form.errors.backoff}
          onChange={(ms) => form.setFieldValue('backoff', { kind, ms: ms ?? 0 })}
        />
      )}
    </>
  );
}

interface NamesProps extends MultiSelectProps {
  /** Things that may be chosen; what is chosen already stays to be seen when it is gone. */
  known: readonly { name: string }[] | undefined;
}

function NamesField({ known = [], value = [], ...rest }: NamesProps) {
  const names = [...new Set([...known.map(({ name }) => name), ...value])];
  const data = names.map((name) => ({ value: name, label: visible(name) }));
  return <MultiSelect searchable limit={100} data={data} value={value} {...rest} />;
}
