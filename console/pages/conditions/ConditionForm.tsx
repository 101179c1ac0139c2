/** A launch condition's settings (Q50, Q51): which queue starts which deployment, from how many on, how many at once. */
import { Checkbox, NumberInput, Select, SimpleGrid, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { type ConditionValues, checkCondition, fieldOf, paramsOf, valuesOf } from './values.ts';

interface Props {
  /** Of a new one, when the queue is known; absent = chosen here. */
  queue?: string;
  /** The one that is edited. */
  condition?: ConditionView;
  onClose: () => void;
}

export function ConditionForm({ queue, condition: given, onClose }: Props) {
  // As it was when the form was opened: what changes meanwhile is not the user's edit.
  const [condition] = useState(given);
  const saving = useSaving<ConditionValues, ConditionView>({
    initial: valuesOf(condition, queue),
    draft: condition ? `condition.${condition.id}` : `condition.${queue ?? ''}`,
    check: checkCondition,
    fieldOf,
    save: (values) => call('condition.set', paramsOf(values, condition)),
    onSaved: (saved) => {
      sayDone(t('conditions.saved', { queue: visible(saved.queue) }));
      onClose();
      if (!condition) goTo(to.condition(saved.id));
    },
  });
  return (
    <FormDialog
      title={condition ? t('conditions.edit') : t('conditions.create')}
      saving={saving}
      save={t(condition ? 'form.save' : 'form.create')}
      onClose={onClose}
    >
      <Bound saving={saving} fixed={condition?.queue ?? queue} />
      <Numbers saving={saving} />
    </FormDialog>
  );
}

/** The queue and the deployment. A queue has at most one condition: those that have one are not offered. */
function Bound({ saving: { form }, fixed }: { saving: Saving<ConditionValues>; fixed: string | undefined }) {
  const queues = useVerb('queue.list', { condition: ['none'] }, { enabled: fixed === undefined });
  const deployments = useVerb('deployment.list', {}, { topics: ['deployments'] });
  const free = fixed === undefined ? (queues.data?.items ?? []).map((q) => q.name) : [fixed];
  const names = (deployments.data?.items ?? []).map((d) => ({ ...d, off: !d.enabled }));
  const had = form.values.deployment;
  const known = had === '' || names.some(({ name }) => name === had);
  return (
    <>
      <Switch
        label={t('conditions.enabled')}
        description={t('conditions.enabledSays')}
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <SimpleGrid cols={2} spacing="md">
        <Select
          label={t('conditions.queue')}
          description={t('conditions.queueSays')}
          placeholder={t('conditions.chooseQueue')}
          required
          searchable
          allowDeselect={false}
          disabled={fixed !== undefined}
          nothingFoundMessage={t('conditions.noQueue')}
          data={free.map((name) => ({ value: name, label: visible(name) }))}
          {...form.getInputProps('queue')}
        />
        <Select
          label={t('conditions.deployment')}
          description={t('conditions.deploymentSays')}
          placeholder={t('conditions.chooseDeployment')}
          required
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('conditions.noDeployment')}
          data={[
            ...(known ? [] : [{ value: had, label: t('conditions.deploymentGone', { name: visible(had) }) }]),
            ...names.map(({ name, off }) => ({
              value: name,
              label: off ? t('conditions.deploymentOff', { name: visible(name) }) : visible(name),
            })),
          ]}
          {...form.getInputProps('deployment')}
        />
      </SimpleGrid>
    </>
  );
}

function Numbers({ saving: { form } }: { saving: Saving<ConditionValues> }) {
  const { more, minWaiting, onePer, maxJobs } = form.values;
  const whole = { min: 1, allowDecimal: false, clampBehavior: 'none' } as const;
  return (
    <>
      <SimpleGrid cols={2} spacing="md">
        <NumberInput
          label={t('conditions.minWaiting')}
          description={t('conditions.minWaitingSays')}
          {...whole}
          {...form.getInputProps('minWaiting')}
        />
        <NumberInput
          label={t('conditions.maxJobs')}
          description={t('conditions.maxJobsSays')}
          {...whole}
          {...form.getInputProps('maxJobs')}
        />
      </SimpleGrid>
      <Checkbox
        label={t('conditions.more')}
        description={t('conditions.moreSays')}
        {...form.getInputProps('more', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('conditions.onePer')}
        description={t('conditions.onePerSays')}
        disabled={!more}
        {...whole}
        {...form.getInputProps('onePer')}
      />
      <Checkbox
        label={t('conditions.countAbandoned')}
        description={t('conditions.countAbandonedSays')}
        {...form.getInputProps('countAbandoned', { type: 'checkbox' })}
      />
      <Text size="sm" c="dimmed" role="status">
        {more && Number(maxJobs) > 1
          ? t('conditions.exampleMore', { min: Number(minWaiting), per: Number(onePer), max: Number(maxJobs) })
          : t('conditions.exampleOne', { min: Number(minWaiting) })}
      </Text>
    </>
  );
}
