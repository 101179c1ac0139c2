/** Where a CSV or JSON Lines file is dropped, or chosen from the machine. */
import { Group, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileUpload } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';

export function ChooseFile({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <Dropzone
      multiple={false}
      onDrop={([file]) => file && onChoose(file)}
      aria-label={t('addFile.choose')}
      inputProps={{ 'aria-label': t('addFile.choose') }}
      className="dropzone"
    >
      <Group justify="center" gap="md" mih={150} className="dropzone-inner">
        <IconFileUpload size={36} stroke={1.4} aria-hidden />
        <div>
          <Text fw={600}>{t('addFile.drop')}</Text>
          <Text size="sm" c="dimmed">
            {t('addFile.says')}
          </Text>
        </div>
      </Group>
    </Dropzone>
  );
}
