/** Why a job waits: in a sentence, then robot by robot the first condition that fails, with links to what blocks it (J32). */
import { Alert, Table } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Waiting } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { spoken } from '../../show/spoken.ts';
import { visible } from '../../show/visible.ts';

/** Robots shown; there may be 200 of them. */
const SHOWN = 12;

export function WhyWaiting({ waiting }: { waiting: Waiting }) {
  const { says, robots, pool } = waiting;
  const more = robots.length - SHOWN;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconHourglass size={18} />}
      title={t('waiting.title')}
      className="why-waiting"
    >
      <div>
        <Linked text={capital(says)} after="the pool " word={pool} href={to.pool(pool ?? '')} />
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
function ahead({ startsWhen, before }: Waiting): string[] {
  const n = before?.count ?? 0;
  return [
    ...(startsWhen === undefined ? [] : [t('waiting.startsWhen', { what: spoken(startsWhen) })]),
    ...(n === 0 ? [] : [t(before?.atLeast ? 'waiting.beforeMore' : 'waiting.before', { n })]),
  ];
}

function Robots({ robots }: { robots: Waiting['robots'] }) {
  return (
    <Table mt="xs" verticalSpacing={3} horizontalSpacing={0} withRowBorders={false} w="auto">
      <Table.Tbody>
        {robots.map(({ robot, because, run }) => (
          <Table.Tr key={robot}>
            <Table.Td pr="lg" fw={600} className="nowrap">
              <Link href={to.robot(robot)} className="link">
                {visible(robot)}
              </Link>
            </Table.Td>
            <Table.Td>
              <Linked text={because} after="run " word={run} href={to.run(run ?? '')} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface LinkedProps {
  text: string;
  /** What stands before the word: a name may be a word of the sentence, too. */
  after: string;
  word: string | undefined;
  href: string;
}

/** The coordinator's words, in which one word leads to what it names: a run's id, a pool. */
function Linked({ text, after, word, href }: LinkedProps) {
  const at = word === undefined ? -1 : text.indexOf(after + word);
  if (word === undefined || at < 0) return spoken(text);
  const [from, until] = [at + after.length, at + after.length + word.length];
  return (
    <>
      {spoken(text.slice(0, from))}
      <Link href={href} className="link">
        {visible(word)}
      </Link>
      {spoken(text.slice(until))}
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
