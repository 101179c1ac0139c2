/** The frame of a page: title, a line that explains it, actions at the right, and a card for what it shows. */
import { ActionIcon, Group, Paper, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { PageTitle } from './PageTitle.tsx';

interface PageProps {
  title: string;
  says?: ReactNode;
  above?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, says, above, actions, children }: PageProps) {
  return (
    <Stack gap="lg" className="page">
      <Group justify="space-between" align="flex-end" wrap="wrap" gap="sm">
        <div>
          {above}
          <PageTitle title={title} />
          {says && (
            <Text component="div" c="dimmed" size="sm" mt={2}>
              {says}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {actions}
          <Refresh />
        </Group>
      </Group>
      {children}
    </Stack>
  );
}

function Refresh() {
  const client = useQueryClient();
  const busy = useIsFetching() > 0;
  return (
    <Tooltip label={t('action.refresh')}>
      <ActionIcon
        variant="default"
        size={34}
        aria-label={t('action.refresh')}
        onClick={() => void client.invalidateQueries()}
      >
        <IconRefresh size={17} className={busy ? 'spins' : ''} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** A surface with a heading of its own. */
export function Card({ title, side, children }: { title?: string; side?: ReactNode; children: ReactNode }) {
  return (
    <Paper className="card" withBorder>
      {title && (
        <Group justify="space-between" className="card-head" gap="xs">
          <Title order={2} size={14} fw={600}>
            {title}
          </Title>
          {side}
        </Group>
      )}
      {children}
    </Paper>
  );
}

interface SectionProps {
  title: string;
  /** Of the heading: 3 in a dialog, 2 on a page. */
  level?: 2 | 3;
  side?: ReactNode;
  children: ReactNode;
}

/** A part of a form, under a heading of its own. */
export function Section({ title, level = 3, side, children }: SectionProps) {
  return (
    <section className="form-section">
      <Group justify="space-between" className="form-section-head">
        <Title order={level} size={13} fw={600}>
          {title}
        </Title>
        {side}
      </Group>
      {children}
    </section>
  );
}
