/** What a part of the run page says when it has nothing to show. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

export const Nothing = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed" p="lg" ta="center">
    {children}
  </Text>
);
