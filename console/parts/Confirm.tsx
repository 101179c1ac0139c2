/** A question before something is destroyed: says what depends on it, does it, shows the refusal. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { told } from '../show/told.ts';
import { Dialog } from './Dialog.tsx';

interface Props {
  opened: boolean;
  title: string;
  children: ReactNode;
  yes: string;
  busy: boolean;
  error: Error | null;
  onYes: () => void;
  onClose: () => void;
  /** false: nothing is lost by it. */
  danger?: boolean;
  /** There is nothing to say yes to. */
  blocked?: boolean;
}

export function Confirm({
  opened,
  title,
  children,
  yes,
  busy,
  error,
  onYes,
  onClose,
  danger = true,
  blocked = false,
}: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title} centered>
      <Stack gap="md">
        <Text component="div" size="sm">
          {children}
        </Text>
        {error && (
          <Alert color="red" role="alert">
            {told(error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('action.keep')}
          </Button>
          <Button {...(danger ? { color: 'red.8' } : {})} loading={busy} disabled={blocked} onClick={onYes}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
