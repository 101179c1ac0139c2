/** Parameters of the schedule itself; what is not given here is the deployment's. */
import { Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import { t } from '../../i18n/index.ts';
import { errorsOf } from '../../parts/params/given.ts';
import { ParamsForm } from '../../parts/params/ParamsForm.tsx';
import type { ScheduleValues } from './values.ts';

interface Props {
  form: UseFormReturnType<ScheduleValues>;
  deployment: DeploymentDetail | undefined;
}

export function OwnParams({ form, deployment }: Props) {
  if (!deployment) return null;
  const { parameters, params, bindings } = deployment;
  return (
    <Stack component="fieldset" gap="sm" className="fieldset">
      <legend className="fieldset-legend">{t('schedule.params')}</legend>
      <Text size="xs" c="dimmed">
        {t('schedule.paramsRule')}
      </Text>
      <ParamsForm
        parameters={parameters}
        given={{ values: form.values.params, bindings: {} }}
        onChange={({ values }) => form.setFieldValue('params', values)}
        errors={errorsOf(form.errors)}
        inherited={{ values: params, bindings }}
        bindable={false}
      />
    </Stack>
  );
}
