/** What a job's runs did with resources: a job that succeeded may have failed some, and each failure leads to its second. */
import { Group, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { JobResources as Deeds } from '../../../protocol/shapes-job.ts';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { ShortId } from '../../parts/Who.tsx';
import { StatusBadge } from '../../show/Badges.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { WatchClip } from '../queues/WatchClip.tsx';

/** Nothing for a job that touched none, and while that is not known: the page is about the job. */
export function JobResources({ job }: { job: string }) {
  const { data } = useVerb('job.resources', { job }, { topics: [`job:${job}`] });
  if (!data || data.processed + data.failed === 0) return null;
  return (
    <Card title={t('jobResources.title')} side={<Counts deeds={data} />}>
      {data.failures.length > 0 && (
        <div className="table-scroll">
          <Failures failures={data.failures} />
        </div>
      )}
      {data.failed > data.failures.length && (
        <Text size="sm" c="dimmed" p="sm">
          {t('jobResources.latest', { n: data.failures.length })}
        </Text>
      )}
    </Card>
  );
}

function Counts({ deeds: { processed, failed, partial } }: { deeds: Deeds }) {
  const says = [t('jobResources.processed', { n: processed }), t('jobResources.failed', { n: failed })];
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {partial && t('jobResources.atLeast')} {says[0]} ·{' '}
        <span className={failed > 0 ? 'bad-text' : undefined}>{says[1]}</span>
      </Text>
    </Group>
  );
}

function Failures({ failures }: Pick<Deeds, 'failures'>) {
  return (
    <Table verticalSpacing={8} horizontalSpacing="md" aria-label={t('jobResources.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('resource.title')}</Table.Th>
          <Table.Th>{t('conditions.queue')}</Table.Th>
          <Table.Th>{t('jobResources.when')}</Table.Th>
          <Table.Th>{t('run.why')}</Table.Th>
          <Table.Th>{t('jobResources.now')}</Table.Th>
          <Table.Th>
            <span className="visually-hidden">{t('clips.watch')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {failures.map((failure) => (
          <Failure key={`${failure.run} ${failure.resource} ${failure.at}`} failure={failure} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Failure({ failure }: { failure: Deeds['failures'][number] }) {
  const { resource, queue, key, run, taken, at, reason, reasonAs, status } = failure;
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={to.resource(queue, resource)} className="link">
          {key === undefined ? <ShortId id={resource} /> : visible(key)}
        </Link>
      </Table.Td>
      <Table.Td>
        <Link href={to.queue(queue)} className="link">
          {visible(queue)}
        </Link>
      </Table.Td>
      <Table.Td>
        <Time at={at} />
      </Table.Td>
      <Table.Td className="breaks">{reasonAs ? toldAs(reason, reasonAs) : visible(reason)}</Table.Td>
      <Table.Td>{status && <StatusBadge status={status} />}</Table.Td>
      <Table.Td ta="right">
        {taken !== undefined && <WatchClip run={run} from={taken} until={at} item={resource} />}
      </Table.Td>
    </Table.Tr>
  );
}
