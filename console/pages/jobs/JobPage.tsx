/** One job at an address of its own: facts, run instances, parameters, output. */
import { Group, SimpleGrid } from '@mantine/core';
import { Link } from 'wouter';
import { GantryError } from '../../../protocol/errors.ts';
import type { JobDetail } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Fact, Json } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { count } from '../../show/format.ts';
import { Span, Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { CancelJob } from './CancelJob.tsx';
import { Children } from './Children.tsx';
import { isOpenJob } from './isOpenJob.ts';
import { JobMenu } from './JobMenu.tsx';
import { JobResources } from './JobResources.tsx';
import { JobRuns } from './JobRuns.tsx';
import { Params } from './Params.tsx';

export function JobPage({ job }: { job: string }) {
  const { data, error, refetch } = useVerb('job.show', { job }, { topics: [`job:${job}`, 'jobs', 'robots'] });
  // Deleted while somebody looks: the page says by whom.
  if (error instanceof GantryError && error.code === 'JobNotFound') return <Refused error={error} />;
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.deployment.name)}
      above={
        <Link href={to.jobs()} className="link above">
          {t('jobs.title')}
        </Link>
      }
      says={<span className="id">{data.id}</span>}
      actions={
        <>
          {isOpenJob(data) && <CancelJob job={data} wide />}
          <JobMenu job={data} onDeleted={() => goTo(to.jobs())} />
        </>
      }
    >
      <Card title={t('job.facts')} side={<JobBadge state={data.state} />}>
        <Facts job={data} />
      </Card>
      <Card title={t('job.runs')}>
        <JobRuns job={job} />
      </Card>
      <JobResources job={job} />
      {data.children && <Children jobs={data.children} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Params job={data} />
        <Json title={t('job.output')} value={data.output} none={t('job.noOutput')} />
      </SimpleGrid>
    </Page>
  );
}

function Facts({ job }: { job: JobDetail }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} p="md" spacing="md">
      <Fact name={t('jobs.package')}>{`${visible(job.package)} ${visible(job.version)}`}</Fact>
      <Fact name={t('jobs.source')}>
        <Group gap={8}>
          {t(`job.source.${job.source}`)} <Author author={job.by} />
        </Group>
      </Fact>
      <Fact name={t('jobs.created')}>
        <Time at={job.created} />
      </Fact>
      <Fact name={t('run.took')}>
        {job.started === undefined ? '—' : <Span from={job.started} until={job.ended} />}
      </Fact>
      <Fact name={t('jobs.priority')}>{count(job.priority)}</Fact>
      <Fact name={t('jobs.attempts')}>{t('jobs.attemptsOf', { k: job.attempts, max: job.maxAttempts })}</Fact>
      <Fact name={t('jobs.robot')}>{job.robot ? <Place href={to.robot(job.robot)} name={job.robot} /> : '—'}</Fact>
      <Fact name={t('job.pool')}>{job.pool ? <Place href={to.pool(job.pool)} name={job.pool} /> : '—'}</Fact>
      {job.parent && <JobLink name={t('job.parent')} job={job.parent.job} />}
      {job.again && <JobLink name={t('job.again')} job={job.again} />}
      {job.key && (
        <Fact name={t('job.key')}>
          <span className="id">{visible(job.key)}</span>
        </Fact>
      )}
    </SimpleGrid>
  );
}

const Place = ({ href, name }: { href: string; name: string }) => (
  <Link href={href} className="link">
    {visible(name)}
  </Link>
);

function JobLink({ name, job }: { name: string; job: string }) {
  return (
    <Fact name={name}>
      <Link href={to.job(job)} className="link id">
        {job}
      </Link>
    </Fact>
  );
}
