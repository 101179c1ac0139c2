/** The columns of the robot table. */
import { Switch, Text } from '@mantine/core';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useCommand } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { sayRefused } from '../../parts/say.ts';
import { Tags } from '../../parts/Who.tsx';
import { RobotBadge } from '../../show/Badges.tsx';
import { bytes } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { Watch } from './Watch.tsx';

const MEGABYTE = 1_000_000;

export const robotColumns: Column<RobotView>[] = [
  { key: 'robot', title: t('robots.robot'), cell: (robot) => <b>{visible(robot.name)}</b> },
  {
    key: 'state',
    title: t('robots.state'),
    cell: (robot) => (
      <div>
        <RobotBadge state={robot.state} />
        <Text size="xs" c="dimmed" mt={3} maw={240}>
          {visible(robot.because)}
        </Text>
      </div>
    ),
  },
  { key: 'run', title: t('robots.run'), cell: (robot) => <Watch robot={robot} /> },
  {
    key: 'machine',
    title: t('robots.machine'),
    cell: (robot) => (
      <div>
        <div className="nowrap">{visible(robot.machine)}</div>
        <div className="faint small">{visible(robot.account)}</div>
      </div>
    ),
  },
  { key: 'pools', title: t('robots.pools'), cell: (robot) => <Tags tags={robot.pools} shown={3} /> },
  { key: 'labels', title: t('robots.labels'), cell: (robot) => <Tags tags={robot.labels} /> },
  { key: 'screen', title: t('robots.screen'), cell: (robot) => <Screen robot={robot} /> },
  { key: 'os', title: t('robots.os'), extra: true, cell: ({ facts }) => visible(facts ? facts.os : '—') },
  {
    key: 'disk',
    title: t('robots.disk'),
    extra: true,
    align: 'right',
    cell: ({ facts }) => (facts ? bytes(facts.freeDiskMb * MEGABYTE) : '—'),
  },
  {
    key: 'agent',
    title: t('robots.agent'),
    cell: (robot) => <span className="nowrap">{visible(robot.agentVersion)}</span>,
  },
  { key: 'seen', title: t('robots.seen'), cell: (robot) => <Time at={robot.seen} none={t('robots.never')} /> },
  { key: 'works', title: t('robots.works'), sticky: true, cell: (robot) => <Works robot={robot} /> },
];

function Screen({ robot: { facts } }: { robot: RobotView }) {
  if (!facts) return <span className="faint">—</span>;
  return (
    <div className="nowrap">
      {t(`robots.screen.${facts.screen}`)} <span className="faint">{visible(facts.screenSize ?? '')}</span>
      {!facts.ffmpeg && <div className="small warn-text">{t('robots.noRecorder')}</div>}
    </div>
  );
}

/** On = takes jobs; off = paused: it finishes its run and takes no other. */
function Works({ robot }: { robot: RobotView }) {
  const pause = useCommand('robot.pause');
  const may = useMay('operator');
  const paused = pause.isPending ? pause.variables.paused : (robot.paused ?? robot.state === 'paused');
  return (
    <Switch
      size="sm"
      aria-label={t('robots.worksLabel', { robot: visible(robot.name) })}
      checked={!paused}
      disabled={!may || pause.isPending}
      onChange={(e) => pause.mutate({ robot: robot.name, paused: !e.currentTarget.checked }, { onError: sayRefused })}
    />
  );
}
