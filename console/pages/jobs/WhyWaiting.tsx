/** Why a job waits: in one sentence, then robot by robot the first condition that fails (J32). */
import { Alert, Table } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import type { Waiting } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

/** What would start it, and how many are given out before it. */
function more({ startsWhen, before }: Waiting): string[] {
  const n = before?.count ?? 0;
  return [
    ...(startsWhen === undefined ? [] : [t('waiting.startsWhen', { what: visible(startsWhen) })]),
    ...(n === 0 ? [] : [t(before?.atLeast ? 'waiting.beforeMore' : 'waiting.before', { n })]),
  ];
}

export function WhyWaiting({ waiting }: { waiting: Waiting }) {
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconHourglass size={18} />}
      title={t('waiting.title')}
      className="why-waiting"
    >
      {[visible(waiting.says), ...more(waiting)].map((text) => (
        <div key={text}>{text}</div>
      ))}
      {waiting.robots.length > 0 && (
        <Table mt="xs" verticalSpacing={3} horizontalSpacing={0} withRowBorders={false} w="auto">
          <Table.Tbody>
            {waiting.robots.map(({ robot, because }) => (
              <Table.Tr key={robot}>
                <Table.Td pr="lg" fw={600}>
                  {visible(robot)}
                </Table.Td>
                <Table.Td>{visible(because)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Alert>
  );
}
