/** What a job opens to: its run instances, each with its log, and why it waits (J32). */
import { Stack, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { RunView } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Loading, Refused } from '../../parts/States.tsx';
import { RunBadge } from '../../show/Badges.tsx';
import { count } from '../../show/format.ts';
import { Span, Time } from '../../show/Time.tsx';
import { toldAs, toldError } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { WhyWaiting } from './WhyWaiting.tsx';

export function JobRuns({ job }: { job: string }) {
  const { data, error, refetch } = useVerb('job.show', { job }, { topics: [`job:${job}`, 'jobs', 'robots'] });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  return (
    <Stack gap="sm" className="job-runs">
      {data.message !== '' && (
        <Text size="sm" className="job-message">
          {toldAs(data.message, data.messageAs)}
        </Text>
      )}
      {data.waiting && <WhyWaiting waiting={data.waiting} />}
      {data.runs.length > 0 ? <Runs runs={data.runs} /> : !data.waiting && <NoRuns />}
    </Stack>
  );
}

const NoRuns = () => (
  <Text size="sm" c="dimmed">
    {t('job.noRuns')}
  </Text>
);

function Runs({ runs }: { runs: RunView[] }) {
  return (
    <Table verticalSpacing={6} aria-label={t('job.runs')} className="runs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('run.attempt')}</Table.Th>
          <Table.Th>{t('jobs.state')}</Table.Th>
          <Table.Th>{t('jobs.robot')}</Table.Th>
          <Table.Th>{t('jobs.started')}</Table.Th>
          <Table.Th ta="right">{t('run.took')}</Table.Th>
          <Table.Th ta="right">{t('run.lines')}</Table.Th>
          <Table.Th>{t('run.why')}</Table.Th>
          <Table.Th>
            <span className="visually-hidden">{t('table.actions')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RunRow({ run }: { run: RunView }) {
  const where = `${run.robot.account}@${run.robot.machine}`;
  return (
    <Table.Tr>
      <Table.Td>{t('jobs.attemptsOf', { k: run.number, max: run.attempts })}</Table.Td>
      <Table.Td>
        <RunBadge state={run.state} />
      </Table.Td>
      <Table.Td title={visible(where)} className="nowrap">
        {visible(run.robot.name)}
      </Table.Td>
      <Table.Td>
        <Time at={run.started} none="—" />
      </Table.Td>
      <Table.Td ta="right">
        <Span from={run.started} until={run.ended} />
      </Table.Td>
      <Table.Td ta="right">{count(run.lines)}</Table.Td>
      <Table.Td className="why">{run.reason && run.reason !== 'completed' ? why(run) : ''}</Table.Td>
      <Table.Td ta="right">
        <Link href={to.run(run.id)} className="link">
          {t('run.log')}
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}

const why = (run: RunView): string =>
  run.error ? toldError(run).split('\n', 1)[0]! : run.reason ? t(`run.reason.${run.reason}`) : '';
