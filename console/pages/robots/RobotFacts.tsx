/** What a robot's agent says of its machine, and when it was heard of. */
import { SimpleGrid } from '@mantine/core';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { bytes } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

const MEGABYTE = 1_000_000;

export function RobotFacts({ robot }: { robot: RobotView }) {
  const { facts } = robot;
  const words: [string, string | undefined][] = [
    [t('robots.machine'), robot.machine],
    [t('robot.account'), robot.account],
    [t('robots.os'), facts && `${facts.os} ${facts.arch}`],
    [t('robots.agent'), robot.agentVersion],
    ['Node.js', facts?.node],
    [t('robots.screen'), facts && [t(`robots.screen.${facts.screen}`), facts.screenSize].filter(Boolean).join(' ')],
    [t('robot.recorder'), facts && (facts.ffmpeg ?? t('robots.noRecorder'))],
    [t('robot.browser'), facts && (facts.browser ?? t('robot.noBrowser'))],
    [t('robots.disk'), facts && bytes(facts.freeDiskMb * MEGABYTE)],
  ];
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} p="md" spacing="md">
      {words.map(([name, text]) => (
        <Fact key={name} name={name}>
          {visible(text || '—')}
        </Fact>
      ))}
      <Fact name={t('robots.seen')}>
        <Time at={robot.seen} none={t('robots.never')} />
      </Fact>
      <Fact name={t('robot.created')}>
        <Time at={robot.created} />
      </Fact>
      <Fact name={t('robot.id')}>
        <span className="id">{robot.id}</span>
      </Fact>
    </SimpleGrid>
  );
}
