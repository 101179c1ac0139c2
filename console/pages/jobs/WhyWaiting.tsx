/** Why a job waits: in a sentence, then robot by robot the first condition that fails, with links to what blocks it (J32). */
import { Alert, Table } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { WireSentence } from '../../../protocol/sentence.ts';
import type { Waiting } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Linked } from '../../show/Linked.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

/** Robots shown; there may be 200 of them. */
const SHOWN = 12;

export function WhyWaiting({ waiting }: { waiting: Waiting }) {
  const { says, robots } = waiting;
  const more = robots.length - SHOWN;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconHourglass size={18} />}
      title={t('waiting.title')}
      className="why-waiting"
    >
      <div className="says">
        <Linked says={says} as={waiting.saysAs as WireSentence | undefined} />
      </div>
      {ahead(waiting).map((text) => (
        <div key={text}>{text}</div>
      ))}
      {robots.length > 0 && <Robots robots={robots.slice(0, SHOWN)} />}
      {more > 0 && <div className="faint small">{t('waiting.moreRobots', { n: more })}</div>}
    </Alert>
  );
}

/** What would start it, and how many are given out before it. */
function ahead({ startsWhen, startsWhenAs, before }: Waiting): string[] {
  const n = before?.count ?? 0;
  return [
    ...(startsWhen === undefined
      ? []
      : [
          t('waiting.startsWhen', {
            what: toldAs(startsWhen, startsWhenAs),
          }),
        ]),
    ...(n === 0 ? [] : [t(before?.atLeast ? 'waiting.beforeMore' : 'waiting.before', { n })]),
  ];
}

function Robots({ robots }: { robots: Waiting['robots'] }) {
  return (
    <Table mt="xs" verticalSpacing={3} horizontalSpacing={0} withRowBorders={false} w="auto">
      <Table.Tbody>
        {robots.map(({ robot, because, becauseAs }) => (
          <Table.Tr key={robot}>
            <Table.Td pr="lg" fw={600} className="nowrap">
              <Link href={to.robot(robot)} className="link">
                {visible(robot)}
              </Link>
            </Table.Td>
            <Table.Td>
              <Linked says={because} as={becauseAs as WireSentence | undefined} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
