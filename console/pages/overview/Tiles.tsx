/** The figures at the top of the overview. */
import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { IconClock, IconLoader2, IconRobot, IconStack2, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { JobView, QueueView } from '../../../protocol/shapes.ts';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { count } from '../../show/format.ts';

interface Jobs {
  items: JobView[];
  next?: string | undefined;
}
interface Props {
  robots: RobotView[] | undefined;
  running: Jobs | undefined;
  queued: Jobs | undefined;
  queues: QueueView[] | undefined;
}

const many = (jobs: Jobs) => `${count(jobs.items.length)}${jobs.next ? '+' : ''}`;
const sum = (queues: QueueView[], status: 'new' | 'error') => queues.reduce((n, q) => n + q.counts[status], 0);

export function Tiles({ robots, running, queued, queues }: Props) {
  const of = (state: RobotView['state']) => robots?.filter((r) => r.state === state).length ?? 0;
  const online = (robots?.length ?? 0) - of('offline');
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="lg">
      <Tile
        href={to.robots()}
        icon={IconRobot}
        name={t('overview.robots')}
        figure={robots && t('overview.robotsOf', { online: count(online), all: count(robots.length) })}
        says={t('overview.robotStates', { busy: of('busy'), idle: of('idle'), paused: of('paused') })}
      />
      <Tile
        href={to.jobs('running')}
        icon={IconLoader2}
        name={t('overview.running')}
        figure={running && many(running)}
        says={t('overview.runningSays')}
      />
      <Tile
        href={to.jobs('queued')}
        icon={IconClock}
        name={t('overview.queued')}
        figure={queued && many(queued)}
        says={t('overview.queuedSays')}
      />
      <Tile
        href={to.queues()}
        icon={IconStack2}
        name={t('overview.resources')}
        figure={queues && count(sum(queues, 'new'))}
        says={queues && t('overview.resourcesSays', { n: sum(queues, 'error') })}
      />
    </SimpleGrid>
  );
}

interface TileProps {
  href: string;
  icon: TablerIcon;
  name: string;
  figure: ReactNode;
  says: ReactNode;
}

function Tile({ href, icon: Icon, name, figure, says }: TileProps) {
  return (
    <Paper withBorder className="card tile" component={Link} href={href}>
      <span className="tile-name">
        <Icon size={17} stroke={1.7} aria-hidden />
        {name}
      </span>
      <span className="figure">{figure ?? <Skeleton height={30} width={64} component="span" />}</span>
      <Text component="span" size="xs" c="dimmed">
        {says}
      </Text>
    </Paper>
  );
}
