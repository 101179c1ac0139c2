/** The latest run instances of a robot; all of its jobs are one link away. */
import { Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { RobotDetail, RobotRun } from '../../../protocol/shapes-robot.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { RunBadge } from '../../show/Badges.tsx';
import { shortId } from '../../show/format.ts';
import { Span, Time } from '../../show/Time.tsx';
import { toldError } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

export function History({ robot }: { robot: RobotDetail }) {
  return (
    <Card
      title={t('robot.history')}
      side={
        <Link href={to.jobsOf('robot', robot.name)} className="link small">
          {t('robot.allJobs')}
        </Link>
      }
    >
      {robot.recent.length === 0 ? (
        <Text p="md" size="sm" c="dimmed">
          {t('robot.noHistory')}
        </Text>
      ) : (
        <Runs runs={robot.recent} />
      )}
    </Card>
  );
}

function Runs({ runs }: { runs: RobotRun[] }) {
  return (
    <Table.ScrollContainer
      minWidth={0}
      type="native"
      className="table-scroll"
      tabIndex={0}
      aria-label={t('robot.history')}
    >
      <Table verticalSpacing={8} horizontalSpacing="md" aria-label={t('robot.history')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('run.run')}</Table.Th>
            <Table.Th>{t('robots.state')}</Table.Th>
            <Table.Th>{t('jobs.deployment')}</Table.Th>
            <Table.Th>{t('jobs.job')}</Table.Th>
            <Table.Th>{t('jobs.started')}</Table.Th>
            <Table.Th ta="right">{t('run.took')}</Table.Th>
            <Table.Th>{t('run.why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Row key={run.run} run={run} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ run }: { run: RobotRun }) {
  const reason = run.reason && run.reason !== 'completed' ? t(`run.reason.${run.reason}`) : '';
  const why = run.error ? toldError(run) : reason;
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={to.run(run.run)} className="link id" title={run.run}>
          {shortId(run.run)}
        </Link>
      </Table.Td>
      <Table.Td>
        <RunBadge state={run.state} />
      </Table.Td>
      <Table.Td>
        <span className="clip name">{visible(run.deployment)}</span>
      </Table.Td>
      <Table.Td>
        <Link href={to.job(run.job)} className="link id" title={run.job}>
          {shortId(run.job)}
        </Link>
      </Table.Td>
      <Table.Td>
        <Time at={run.started} none="—" />
      </Table.Td>
      <Table.Td ta="right">
        <Span from={run.started} until={run.ended} />
      </Table.Td>
      <Table.Td>
        <span className="clip robot-why" title={why}>
          {why}
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
