/** What a deployment says besides its parameters, as facts. */
import { Group, SimpleGrid } from '@mantine/core';
import { Link } from 'wouter';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { Card } from '../../parts/Page.tsx';
import { Author, Tags } from '../../parts/Who.tsx';
import { count, duration } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

export function DeploymentFacts({ deployment }: { deployment: DeploymentDetail }) {
  const { enabled, retries, priority, recording, timeoutMs, lostAfterMs, whenNoRobot, liveJobs } = deployment;
  return (
    <Card title={t('deployment.facts')} side={<State enabled={enabled} />}>
      <SimpleGrid cols={{ base: 2, md: 4 }} p="md" spacing="md">
        <Fact name={t('jobs.package')}>
          <div>
            <Link href={to.package(deployment.package)} className="link">
              {visible(deployment.package)}
            </Link>
          </div>
          <div className="faint small">
            {deployment.version === 'latest'
              ? t('deployment.latestNow', { version: visible(deployment.runs) })
              : visible(deployment.version)}
          </div>
        </Fact>
        <Fact name={t('target.title')}>
          <Target deployment={deployment} />
        </Fact>
        <Fact name={t('deployment.whenNoRobot')}>{t(`deployment.whenNoRobot.${whenNoRobot}`)}</Fact>
        <Fact name={t('recording.title')}>{t(`recording.${recording}`)}</Fact>
        <Fact name={t('runNow.retries')}>
          {count(retries)} <Backoff backoff={deployment.backoff} />
        </Fact>
        <Fact name={t('jobs.priority')}>{count(priority)}</Fact>
        <Fact name={t('deployment.timeout')}>
          {timeoutMs === undefined ? t('deployment.noTimeout') : duration(timeoutMs)}
        </Fact>
        <Fact name={t('deployment.lostAfter')}>{duration(lostAfterMs)}</Fact>
        <Fact name={t('deployment.liveJobs')}>{count(liveJobs)}</Fact>
        <Fact name={t('deployment.queues')}>
          <Queues names={deployment.queues} />
        </Fact>
        <Allowed deployment={deployment} />
        <Fact name={t('jobs.created')}>
          <Group gap={8}>
            <Time at={deployment.created} /> <Author author={deployment.author} />
          </Group>
        </Fact>
      </SimpleGrid>
    </Card>
  );
}

const State = ({ enabled }: { enabled: boolean }) => (
  <span className={`badge ${enabled ? 'tone-good' : 'tone-quiet'}`}>
    {t(enabled ? 'deployments.isEnabled' : 'deployments.isOff')}
  </span>
);

function Target({ deployment: { pool, robots } }: { deployment: DeploymentDetail }) {
  return pool === undefined ? <Tags tags={robots} shown={3} /> : t('jobs.inPool', { pool: visible(pool) });
}

function Backoff({ backoff: { kind, ms } }: Pick<DeploymentDetail, 'backoff'>) {
  if (kind === 'none') return null;
  return <span className="faint small">{t(`deployment.backoff.${kind}.after`, { pause: duration(ms) })}</span>;
}

/** What its scripts may read and use. */
function Allowed({ deployment: { allowAssets, allowQueues } }: { deployment: DeploymentDetail }) {
  return (
    <>
      <Fact name={t('deployment.allowAssets')}>
        {allowAssets.length > 0 ? <Tags tags={allowAssets} shown={3} /> : '—'}
      </Fact>
      <Fact name={t('deployment.allowQueues')}>
        {allowQueues.length > 0 ? <Tags tags={allowQueues} shown={3} /> : t('deployment.everyQueue')}
      </Fact>
    </>
  );
}

function Queues({ names }: { names: string[] }) {
  if (names.length === 0) return '—';
  return (
    <Group gap={8}>
      {names.map((name) => (
        <Link key={name} href={to.queue(name)} className="link">
          {visible(name)}
        </Link>
      ))}
    </Group>
  );
}
