/** Named facts of a thing, and its JSON, as cards show them. */
import { Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { visibleLines } from '../show/visible.ts';
import { Card } from './Page.tsx';

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="div" size="sm" fw={550}>
        {children}
      </Text>
    </div>
  );
}

export function Json({ title, value, none }: { title: string; value: unknown; none: string }) {
  const empty = value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return (
    <Card title={title}>
      {empty ? (
        <Text p="md" size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Code block className="json">
          {visibleLines(JSON.stringify(value, null, 2))}
        </Code>
      )}
    </Card>
  );
}
