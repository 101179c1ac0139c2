/** One robot at an address of its own (C11): state with reason, its screen live, its machine, pools, labels, history. */
import { Group, SimpleGrid } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RobotDetail } from '../../../protocol/shapes-robot.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { sayRefused } from '../../parts/say.ts';
import { RobotBadge } from '../../show/Badges.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { LiveScreen } from '../run/live/LiveScreen.tsx';
import { History } from './History.tsx';
import { Membership } from './Membership.tsx';
import { PauseRobot } from './PauseRobot.tsx';
import { RobotFacts } from './RobotFacts.tsx';
import { isPaused, RobotMenu } from './RobotMenu.tsx';

export function RobotPage({ robot }: { robot: string }) {
  const { data, error, refetch } = useVerb('robot.show', { robot }, { topics: ['robots', 'jobs'] });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.name)}
      above={
        <Link href={to.robots()} className="link above">
          {t('robots.title')}
        </Link>
      }
      says={
        <Group gap="xs">
          <RobotBadge state={data.state} />
          {toldAs(data.because, data.becauseAs)}
        </Group>
      }
      actions={
        <>
          <PauseButton robot={data} />
          <RobotMenu
            robot={data}
            onDeleted={() => goTo(to.robots())}
            onRenamed={(name) => goTo(to.robot(name), { replace: true })}
          />
        </>
      }
    >
      <CurrentRun robot={data} />
      <Card title={t('robot.facts')}>
        <RobotFacts robot={data} />
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Membership robot={data} kind="pools" />
        <Membership robot={data} kind="labels" />
      </SimpleGrid>
      <History robot={data} />
    </Page>
  );
}

/** What it is on now, with its screen; the page of that run has the rest. */
function CurrentRun({ robot }: { robot: RobotDetail }) {
  const { run } = robot;
  if (run === undefined) return null;
  const shown = robot.recent.find((one) => one.run === run);
  return (
    <Card
      title={t('robot.runs', { deployment: visible(shown?.deployment ?? run) })}
      side={
        <Link href={to.run(run)} className="link small">
          {t('jobs.openRun')}
        </Link>
      }
    >
      <div className="robot-screen">
        <LiveScreen key={run} run={run} />
      </div>
    </Card>
  );
}

function PauseButton({ robot }: { robot: RobotDetail }) {
  const [asking, setAsking] = useState(false);
  const pause = useCommand('robot.pause');
  const resume = () => pause.mutate({ robot: robot.name, paused: false }, { onError: sayRefused });
  const paused = isPaused(robot);
  return (
    <>
      <ActionButton
        label={t(paused ? 'robot.resume' : 'robot.pause')}
        icon={paused ? IconPlayerPlay : IconPlayerPause}
        role="operator"
        onClick={paused ? resume : () => setAsking(true)}
      />
      {asking && (
        <PauseRobot robot={robot} onClose={() => setAsking(false)} onDeleted={() => {}} onRenamed={() => {}} />
      )}
    </>
  );
}
