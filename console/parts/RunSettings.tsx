/** How runs go, whatever they run: retries, priority, recording, time limit (J12). Of a deployment, or of one run. */
import { NumberInput, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RecordingMode } from '../../protocol/fields.ts';
import { t } from '../i18n/index.ts';
import { DurationField } from './DurationField.tsx';
import { RecordingField } from './RecordingField.tsx';

export interface Settings {
  /** A text while it is being typed. */
  retries: number | string;
  priority: number | string;
  recording: RecordingMode;
  timeoutMs: number | undefined;
}

interface Props {
  values: Settings;
  errors: Record<string, ReactNode>;
  onChange: (change: Partial<Settings>) => void;
  /** In one line where there is room for it. */
  wide?: boolean;
}

export function RunSettings({ values, errors, onChange, wide = false }: Props) {
  return (
    <SimpleGrid cols={wide ? { base: 1, sm: 2, lg: 4 } : { base: 1, sm: 2 }}>
      <NumberInput
        label={t('runNow.retries')}
        description={t('runNow.retriesRule')}
        min={0}
        max={10}
        value={values.retries}
        error={errors.retries}
        onChange={(retries) => onChange({ retries })}
      />
      <NumberInput
        label={t('jobs.priority')}
        description={t('runNow.priorityRule')}
        min={0}
        max={5000}
        value={values.priority}
        error={errors.priority}
        onChange={(priority) => onChange({ priority })}
      />
      <RecordingField value={values.recording} onChange={(recording) => onChange({ recording })} />
      <DurationField
        label={t('deployment.timeout')}
        description={t('deployment.timeoutRule')}
        value={values.timeoutMs}
        error={errors.timeoutMs}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
      />
    </SimpleGrid>
  );
}

export const checkSettings = ({ retries, priority }: Settings): Record<string, string | undefined> => ({
  retries: retries === '' ? t('runNow.retriesRule') : undefined,
  priority: priority === '' ? t('runNow.priorityRule') : undefined,
});
