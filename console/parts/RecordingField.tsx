/** Which runs are recorded and where the recording goes, each mode in words (E10). */
import { Select, Text } from '@mantine/core';
import type { RecordingMode } from '../../protocol/fields.ts';
import { t } from '../i18n/index.ts';

const modes: RecordingMode[] = ['always', 'on_failure', 'on_success', 'local', 'never'];

export function RecordingField({ value, onChange }: { value: RecordingMode; onChange: (mode: RecordingMode) => void }) {
  return (
    <Select
      label={t('recording.title')}
      description={t(`recording.${value}.says`)}
      allowDeselect={false}
      data={modes.map((mode) => ({ value: mode, label: t(`recording.${mode}`) }))}
      value={value}
      onChange={(mode) => mode !== null && onChange(mode as RecordingMode)}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {t(`recording.${option.value as RecordingMode}.says`)}
          </Text>
        </div>
      )}
    />
  );
}
