/** The frame of the pages before sign-in. */
import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from '../../app/Logo.tsx';

export function SignInFrame({ title, says, children }: { title: string; says: string; children: ReactNode }) {
  return (
    <main className="gate">
      <Paper withBorder radius="lg" shadow="md" p={36} w="100%" maw={410}>
        <Stack gap="lg">
          <Stack gap={8} align="flex-start">
            <Logo size={44} />
            <Title order={1} size={22} mt={8}>
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {says}
            </Text>
          </Stack>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
