/** Says that only a part of the run is shown, which one, and leads to the whole (E15). */
import { Button, Group, Text } from '@mantine/core';
import { IconScissors } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import type { Clip } from '../clip.ts';

export function ClipNote({ clip: { span, item, leave } }: { clip: Clip }) {
  if (!span) return null;
  const times = { from: position(span.from, false), until: position(span.until, false) };
  return (
    <Group justify="space-between" gap="xs" className="clip-note" wrap="nowrap">
      <Group gap={8} wrap="nowrap" miw={0}>
        <IconScissors size={15} aria-hidden />
        <Text size="xs" className="wraps">
          {item ? t('clip.of', { item: visible(item), ...times }) : t('clip.span', times)}
        </Text>
      </Group>
      <Button size="compact-xs" variant="default" onClick={leave} className="unshrunk">
        {t('clip.whole')}
      </Button>
    </Group>
  );
}
