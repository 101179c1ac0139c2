/** The jobs of one deployment, newest first, live. */
import { IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import { useServerList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvLink } from '../../parts/csv.tsx';
import { DataTable, toggled } from '../../parts/DataTable.tsx';
import { Empty } from '../../parts/States.tsx';
import { jobColumns } from '../jobs/columns.tsx';
import { JobRuns } from '../jobs/JobRuns.tsx';

/** They are the same for all of these jobs. */
const KNOWN = new Set(['deployment', 'package']);

export function DeploymentJobs({ deployment }: { deployment: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useServerList('job.list', { deployment }, { topics: ['jobs'], initial: { by: 'created', dir: 'desc' } });
  const [columns, menu] = useColumns(
    'deployment.jobs',
    jobColumns.filter(({ key }) => !KNOWN.has(key)),
  );
  return (
    <>
      <div className="tools tab-tools">
        {menu}
        <CsvLink path="/jobs/export" filter={{ deployment, format: 'csv' }} />
      </div>
      <DataTable
        label={t('jobs.title')}
        columns={columns}
        list={list}
        rowKey={(job) => job.id}
        empty={
          <Empty icon={IconListDetails} title={t('jobs.none')}>
            {t('deployment.noJobs')}
          </Empty>
        }
        inside={(job) => <JobRuns job={job.id} />}
        open={open}
        onToggle={(key) => setOpen(toggled(open, key))}
      />
    </>
  );
}
