/** What to do on a new coordinator: the way to the first recorded run. */
import { Stepper, Text } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Command } from '../../parts/States.tsx';

const steps = [
  { title: t('first.robot'), says: t('first.robotSays'), command: 'gantry agent enroll --url … --token …' },
  {
    title: t('first.package'),
    says: t('first.packageSays'),
    command: 'gantry init my-robot && gantry publish my-robot',
  },
  {
    title: t('first.run'),
    says: t('first.runSays'),
    command: 'gantry deploy my-robot --pool my-pool && gantry run my-robot',
  },
];

export function FirstSteps() {
  return (
    <Card title={t('first.title')}>
      <Stepper active={-1} orientation="vertical" p="lg" size="sm">
        {steps.map((step) => (
          <Stepper.Step
            key={step.title}
            label={step.title}
            description={
              <>
                <Text size="sm" c="dimmed">
                  {step.says}
                </Text>
                <Command>{step.command}</Command>
              </>
            }
          />
        ))}
      </Stepper>
    </Card>
  );
}
