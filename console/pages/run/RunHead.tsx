/** The head of the run page: what ran, how it ended, the job's other run instances. */
import { Alert, Group, SegmentedControl, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { JobView, RunView } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { PageTitle } from '../../parts/PageTitle.tsx';
import { RunBadge } from '../../show/Badges.tsx';
import { shortId } from '../../show/format.ts';
import { Span } from '../../show/Time.tsx';
import { toldError } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { CancelJob } from '../jobs/CancelJob.tsx';
import { isOpenJob } from '../jobs/isOpenJob.ts';

export function RunHead({ run, job }: { run: RunView; job: JobView }) {
  const bad = run.state === 'failed' || run.state === 'lost';
  return (
    <div className="run-head">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Text size="xs" component="nav" aria-label={t('nav.path')}>
            <Link href={to.jobs()} className="link">
              {t('jobs.title')}
            </Link>
            <span className="faint"> / </span>
            <Link href={to.job(job.id)} className="link id" title={job.id}>
              {shortId(job.id)}
            </Link>
          </Text>
          <Group gap="sm" mt={2}>
            <PageTitle title={visible(job.deployment.name)} />
            <RunBadge state={run.state} />
            <Text size="sm" c="dimmed">
              {visible(run.robot.name)} · <Span from={run.started ?? run.assigned} until={run.ended} />
            </Text>
          </Group>
        </div>
        <Group gap="xs">
          <Attempts run={run} job={job} />
          {isOpenJob(job) && <CancelJob job={job} wide />}
        </Group>
      </Group>
      {bad && (
        <Alert
          color="red"
          variant="light"
          mt="md"
          icon={<IconAlertTriangle size={18} />}
          title={run.reason && t(`run.reason.${run.reason}`)}
        >
          <span className="run-error">{toldError(run)}</span>
        </Alert>
      )}
    </div>
  );
}

const signs: Partial<Record<RunView['state'], string>> = { succeeded: '✓', failed: '✕', lost: '✕', cancelled: '–' };

/** Switches between the job's run instances. */
function Attempts({ run, job }: { run: RunView; job: JobView }) {
  const { data } = useVerb('job.show', { job: job.id }, { topics: [`job:${job.id}`, `run:${run.id}`] });
  const runs = data?.runs ?? [run];
  if (runs.length < 2)
    return (
      <Text size="sm" c="dimmed">
        {t('run.attemptOf', { k: run.number, max: run.attempts })}
      </Text>
    );
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('run.switch')}
      value={run.id}
      onChange={(id) => goTo(to.run(id))}
      data={[...runs]
        .sort((a, b) => a.number - b.number)
        .map((r) => ({ value: r.id, label: `${t('run.attemptN', { k: r.number })} ${signs[r.state] ?? '…'}` }))}
    />
  );
}
