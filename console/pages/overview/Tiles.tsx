/** The figures at the top of the overview. */
import { Paper, SimpleGrid, Text } from '@mantine/core';
import { IconClock, IconLoader2, IconRobot, IconStack2, type TablerIcon } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { count } from '../../show/format.ts';

export function Tiles({ overview: { robots, jobs, waiting } }: { overview: Overview }) {
  const { states, total } = robots;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="lg">
      <Tile
        href={to.robots()}
        icon={IconRobot}
        name={t('overview.robots')}
        figure={t('overview.robotsOf', { online: total - (states.offline ?? 0), all: total })}
        says={t('overview.robotStates', {
          busy: states.busy ?? 0,
          idle: states.idle ?? 0,
          paused: states.paused ?? 0,
        })}
      />
      <Tile
        href={to.jobs('running')}
        icon={IconLoader2}
        name={t('overview.running')}
        figure={count(jobs.running)}
        says={t('overview.runningSays')}
      />
      <Tile
        href={to.jobs('queued')}
        icon={IconClock}
        name={t('overview.queued')}
        figure={count(jobs.queued)}
        says={t('overview.queuedSays')}
      />
      <Tile
        href={to.queues()}
        icon={IconStack2}
        name={t('overview.resources')}
        figure={count(waiting.resources)}
        says={t('overview.resourcesSays', { n: waiting.queues })}
      />
    </SimpleGrid>
  );
}

interface TileProps {
  href: string;
  icon: TablerIcon;
  name: string;
  figure: string;
  says: string;
}

function Tile({ href, icon: Icon, name, figure, says }: TileProps) {
  return (
    <Paper withBorder className="card tile" component={Link} href={href}>
      <span className="tile-name">
        <Icon size={17} stroke={1.7} aria-hidden />
        {name}
      </span>
      <span className="figure">{figure}</span>
      <Text component="span" size="xs" c="dimmed">
        {says}
      </Text>
    </Paper>
  );
}
