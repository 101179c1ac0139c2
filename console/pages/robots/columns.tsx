/** The columns of the robot table. */
import { Switch, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useCommand } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { sayRefused } from '../../parts/say.ts';
import { Tags } from '../../parts/Who.tsx';
import { RobotBadge } from '../../show/Badges.tsx';
import { bytes } from '../../show/format.ts';
import { hint } from '../../show/Hints.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { RobotMenu } from './RobotMenu.tsx';
import { Watch } from './Watch.tsx';

const MEGABYTE = 1_000_000;

export const robotColumns: Column<RobotView>[] = [
  {
    key: 'robot',
    title: t('robots.robot'),
    sort: 'name',
    cell: (robot) => (
      <Link href={to.robot(robot.name)} className="link clip robot-name" title={visible(robot.name)}>
        {visible(robot.name)}
      </Link>
    ),
  },
  {
    key: 'state',
    title: t('robots.state'),
    sort: 'state',
    cell: (robot) => (
      <div>
        <RobotBadge state={robot.state} />
        <Reason robot={robot} />
      </div>
    ),
  },
  { key: 'run', title: t('robots.run'), cell: (robot) => <Watch robot={robot} /> },
  {
    key: 'machine',
    title: t('robots.machine'),
    sort: 'machine',
    cell: (robot) => (
      <div>
        <div className="clip name">{visible(robot.machine)}</div>
        <div className="faint small clip name">{visible(robot.account)}</div>
      </div>
    ),
  },
  {
    key: 'pools',
    title: t('robots.pools'),
    cell: (robot) => <Tags tags={robot.pools} />,
  },
  {
    key: 'labels',
    title: t('robots.labels'),
    cell: (robot) => <Tags tags={robot.labels} />,
  },
  { key: 'screen', title: t('robots.screen'), extra: true, cell: (robot) => <Screen robot={robot} /> },
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
    extra: true,
    cell: (robot) => <span className="nowrap">{visible(robot.agentVersion)}</span>,
  },
  {
    key: 'seen',
    title: t('robots.seen'),
    extra: true,
    sort: 'seen',
    cell: (robot) => <Time at={robot.seen} none={t('robots.never')} />,
  },
  { key: 'works', title: t('robots.works'), cell: (robot) => <Works robot={robot} /> },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (robot) => <RobotMenu robot={robot} /> },
];

/** Why it is in that state; on one line, whole on hover. */
function Reason({ robot: { because, becauseAs } }: { robot: RobotView }) {
  if (because === '') return null;
  const says = toldAs(because, becauseAs);
  return (
    <Text size="xs" c="dimmed" mt={3} className="clip robot-reason" {...hint(says)}>
      {says}
    </Text>
  );
}

export function Screen({ robot: { facts } }: { robot: RobotView }) {
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
