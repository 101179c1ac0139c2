/** A secret or a link that is shown this once: to copy, with what it is good for. */
import { ActionIcon, Alert, Button, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { visible } from '../show/visible.ts';
import { Dialog } from './Dialog.tsx';

interface Props {
  title: string;
  /** What it is and what to do with it. */
  says: string;
  secret: string;
  /** How long it is valid, say. */
  children?: ReactNode;
  onClose: () => void;
}

export function ShownOnce({ title, says, secret, children, onClose }: Props) {
  return (
    <Dialog opened onClose={onClose} title={title} size="lg" closeOnClickOutside={false}>
      <Stack gap="md">
        <Text size="sm">{says}</Text>
        <Group wrap="nowrap" align="stretch" gap="xs">
          <Code block className="install">
            {visible(secret)}
          </Code>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Tooltip label={t(copied ? 'once.copied' : 'action.copy')}>
                <ActionIcon variant="default" size={38} aria-label={t('action.copy')} onClick={copy}>
                  {copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
        <Alert color="yellow" icon={<IconKey size={17} aria-hidden />}>
          {t('once.says')}
        </Alert>
        {children}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('once.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
