/** The chosen line whole: text, fields, its address to send. */
import { ActionIcon, Code, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconLink, IconX } from '@tabler/icons-react';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { to } from '../../../app/address.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visibleLines } from '../../../show/visible.ts';

interface Props {
  line: LogLine;
  run: string;
  onClose: () => void;
}

export function LineDetail({ line, run, onClose }: Props) {
  const address = `${location.origin}${location.pathname}#${to.run(run, line.n)}`;
  return (
    <section className="line-detail" aria-label={t('log.line', { n: line.n })}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <Text size="xs" c="dimmed">
          {t('log.lineAt', {
            n: line.n,
            at: position(line.atMs),
            level: t(`log.level.${line.level}`),
            source: t(`log.source.${line.source}`),
          })}
          {line.more ? ` · ${t('log.goesOn')}` : ''}
        </Text>
        <Group gap={4} wrap="nowrap">
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Tooltip label={t('log.copyLink')}>
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('log.copyLink')} onClick={copy}>
                  {copied ? <IconCheck size={15} aria-hidden /> : <IconLink size={15} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('action.close')} onClick={onClose}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <div className="line-text">{visibleLines(line.text)}</div>
      {line.fields !== undefined && line.fields !== null && (
        <Code block mt={6} className="value">
          {visibleLines(JSON.stringify(line.fields, null, 2))}
        </Code>
      )}
    </section>
  );
}
