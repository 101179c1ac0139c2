/** A calendar file, dropped or chosen: the coordinator reads it when the form is saved, and says which line is wrong. */
import { Button, Group, Input, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCalendarUp, IconFileCheck } from '@tabler/icons-react';
import type { CalendarFile } from '../../../protocol/shapes-schedule.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

export interface ChosenFile extends CalendarFile {
  name: string;
}

interface Props {
  value: ChosenFile | null;
  error: string | undefined;
  onChange: (file: ChosenFile | null) => void;
}

export function CalendarFileField({ value, error, onChange }: Props) {
  const read = async ([file]: File[]) => {
    if (!file) return;
    const text = await file.text();
    const format = /^\s*BEGIN:VCALENDAR/i.test(text) || /\.ics$/i.test(file.name) ? 'ics' : 'csv';
    onChange({ name: file.name, format, text });
  };
  return (
    <Input.Wrapper label={t('calendar.file')} labelElement="div" error={error}>
      {value ? (
        <Group gap="sm" className="chosen-file">
          <IconFileCheck size={20} stroke={1.6} aria-hidden />
          <div className="grow">
            <Text size="sm" fw={600}>
              {visible(value.name)}
            </Text>
            <Text size="xs" c="dimmed">
              {t('calendar.fileChosen', { format: value.format.toUpperCase() })}
            </Text>
          </div>
          <Button size="xs" variant="default" onClick={() => onChange(null)}>
            {t('calendar.fileAway')}
          </Button>
        </Group>
      ) : (
        <Dropzone
          multiple={false}
          onDrop={(files) => void read(files)}
          inputProps={{ 'aria-label': t('calendar.file') }}
          className="drop"
          mb={error ? 6 : 0}
        >
          <Group gap="sm" wrap="nowrap" justify="center">
            <IconCalendarUp size={24} stroke={1.5} aria-hidden />
            <div>
              <Text size="sm">{t('calendar.drop')}</Text>
              <Text size="xs" c="dimmed">
                {t('calendar.dropSays')}
              </Text>
            </div>
          </Group>
        </Dropzone>
      )}
    </Input.Wrapper>
  );
}
