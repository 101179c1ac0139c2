/** The jobs that the runs of a job started (J30). */
import { Table } from '@mantine/core';
import { Link } from 'wouter';
import type { JobDetail } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { ShortId } from '../../parts/Who.tsx';
import { JobBadge } from '../../show/Badges.tsx';
import { shortId } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';

type Child = NonNullable<JobDetail['children']>[number];

export function Children({ jobs }: { jobs: Child[] }) {
  return (
    <Card title={t('job.children', { n: jobs.length })}>
      <Table verticalSpacing={8} horizontalSpacing="md" aria-label={t('job.children', { n: jobs.length })}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('jobs.job')}</Table.Th>
            <Table.Th>{t('jobs.state')}</Table.Th>
            <Table.Th>{t('jobs.deployment')}</Table.Th>
            <Table.Th>{t('job.startedBy')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <Table.Tr key={job.id}>
              <Table.Td>
                <Link href={to.job(job.id)} className="link">
                  <ShortId id={job.id} />
                </Link>
              </Table.Td>
              <Table.Td>
                <JobBadge state={job.state} />
              </Table.Td>
              <Table.Td>{visible(job.deployment)}</Table.Td>
              <Table.Td>
                <Link href={to.run(job.run)} className="link id" title={job.run}>
                  {shortId(job.run)}
                </Link>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
