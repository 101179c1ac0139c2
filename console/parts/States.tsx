/** What a page shows when it has nothing to show: loading, empty (with the next step) or refused (with the reason). */
import { Button, Code, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconRefresh, type TablerIcon } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { GantryError } from '../../protocol/errors.ts';
import { t } from '../i18n/index.ts';
import { told } from '../show/told.ts';

interface EmptyProps {
  icon: TablerIcon;
  title: string;
  children?: ReactNode;
}

export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" className="empty">
      <ThemeIcon size={52} radius="xl" variant="light" color="gray">
        <Icon size={26} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Text fw={600} size="md" mt={6}>
        {title}
      </Text>
      <Text component="div" c="dimmed" size="sm" ta="center" maw={460}>
        {children}
      </Text>
    </Stack>
  );
}

/** A command that the reader may type, as part of an empty state. */
export const Command = ({ children }: { children: string }) => (
  <Code block mt="sm" className="command">
    {children}
  </Code>
);

export function Refused({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const code = error instanceof GantryError ? error.code : 'Internal';
  return (
    <Stack align="center" gap="xs" py={56} role="alert">
      <ThemeIcon size={52} radius="xl" variant="light" color="red">
        <IconAlertTriangle size={26} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Text fw={600} mt={6}>
        {t('error.title')}
      </Text>
      <Text size="sm" c="dimmed" ta="center" maw={520}>
        {told(error)}
      </Text>
      <Text size="xs" c="dimmed" ff="monospace">
        {code}
      </Text>
      {onRetry && (
        <Button variant="default" size="xs" leftSection={<IconRefresh size={15} />} onClick={onRetry} mt="xs">
          {t('action.retry')}
        </Button>
      )}
    </Stack>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <Stack gap={14} p="md" aria-busy aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={`row-${String(i)}`} height={14} radius="sm" width={`${92 - ((i * 17) % 34)}%`} />
      ))}
    </Stack>
  );
}

/** A page that throws does not take the console along. */
export class Guard extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    const { error } = this.state;
    return error ? <Refused error={error} onRetry={() => this.setState({ error: undefined })} /> : this.props.children;
  }
}
