/** The second step: a pool or named robots, and what happens when none of them is available. */
import { Radio, Stack } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Section } from '../../parts/Page.tsx';
import { TargetField } from '../../parts/target/TargetField.tsx';
import type { StepProps } from './StepWhat.tsx';
import type { Values } from './values.ts';

export function StepWhere({ form }: StepProps) {
  const { values } = form;
  return (
    <Stack gap="lg">
      <Section level={2} title={t('target.title')}>
        <TargetField
          value={values.target}
          error={form.errors.target}
          package={values.package ?? undefined}
          version={values.version}
          onChange={(target) => {
            form.setFieldValue('target', target);
            form.clearFieldError('target');
          }}
        />
      </Section>
      <Section level={2} title={t('deployment.whenNoRobot')}>
        <Radio.Group
          aria-label={t('deployment.whenNoRobot')}
          value={values.whenNoRobot}
          onChange={(value) => form.setFieldValue('whenNoRobot', value as Values['whenNoRobot'])}
        >
          <Stack gap="xs">
            {(['wait', 'cancel'] as const).map((policy) => (
              <Radio
                key={policy}
                size="sm"
                value={policy}
                label={t(`deployment.whenNoRobot.${policy}`)}
                description={t(`deployment.whenNoRobot.${policy}.says`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
    </Stack>
  );
}
