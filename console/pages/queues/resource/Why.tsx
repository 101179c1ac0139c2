/** Why a resource waits, or why no robot sees it (J32): one sentence, and the way to what holds it up. */
import { Group } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ResourceView } from '../../../../protocol/shapes.ts';
import type { WhyResource } from '../../../../protocol/shapes-job.ts';
import { useVerb } from '../../../api/queries.ts';
import { to } from '../../../app/address.ts';
import { t } from '../../../i18n/index.ts';
import { Standing } from '../../../parts/Standing.tsx';
import { exact } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';

/** Jobs that are linked. */
const JOBS_SHOWN = 5;

export function Why({ resource }: { resource: ResourceView }) {
  const topics = [`queue:${resource.queue}`, 'queues', 'conditions', 'jobs'];
  const { data } = useVerb('resource.why', { id: resource.id }, { topics, enabled: resource.status !== 'processed' });
  if (!data || resource.status === 'processed') return null;
  return (
    <Standing
      tone={resource.status === 'error' ? 'bad' : 'waiting'}
      icon={IconHourglass}
      title={t(resource.status === 'error' ? 'why.titleError' : 'why.title')}
    >
      <div>{sentence(data, resource)}</div>
      {data.free && data.before !== undefined && data.before.count > 0 && (
        <div>{t(data.before.atLeast ? 'why.beforeMore' : 'why.before', { n: data.before.count })}</div>
      )}
      <Links why={data} />
    </Standing>
  );
}

function sentence(why: WhyResource, resource: ResourceView): string {
  if (resource.status === 'error')
    return resource.attemptsLeft === 0 ? t('why.noAttempts', { n: resource.attemptLimit ?? 0 }) : t('why.useless');
  if (!why.free) return heldWords(why);
  const { condition } = why;
  if (!condition) return t('why.noCondition');
  const deployment = visible(condition.deployment);
  return condition.state === 'enabled' ? t('why.conditionOn', { deployment }) : t('why.conditionOff', { deployment });
}

function heldWords({ holder, says }: WhyResource): string {
  if (!holder) return visible(says);
  const owner = visible(holder.owner.name);
  return holder.until === undefined
    ? t('why.held', { owner })
    : t('why.heldUntil', { owner, until: exact(holder.until) });
}

function Links({ why: { holder, condition, queue, jobs, free } }: { why: WhyResource }) {
  const run = holder?.owner.run;
  return (
    <Group gap="4px 16px" mt={6}>
      {run && (
        <Link href={to.run(run)} className="link">
          {t('why.openRun')}
        </Link>
      )}
      {free && condition && (
        <Link href={to.condition(queue)} className="link">
          {t('queue.openCondition')}
        </Link>
      )}
      {jobs.slice(0, JOBS_SHOWN).map(({ job }, i) => (
        <Link key={job} href={to.job(job)} className="link">
          {t('why.openJob', { k: i + 1 })}
        </Link>
      ))}
    </Group>
  );
}
