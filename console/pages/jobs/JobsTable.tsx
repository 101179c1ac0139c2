/** The table of jobs that meet a filter: rows open to their run instances and are chosen for an action over many. */
import { type ReactNode, useEffect, useState } from 'react';
import type { JobView } from '../../../protocol/shapes.ts';
import { useServerList } from '../../api/lists.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { DataTable, toggled } from '../../parts/DataTable.tsx';
import { useSelection } from '../../parts/selection.tsx';
import { BatchButtons } from './batch/BatchButtons.tsx';
import type { Where } from './filter.ts';
import { JobRuns } from './JobRuns.tsx';

interface Props {
  where: Where;
  columns: Column<JobView>[];
  empty: ReactNode;
}

export function JobsTable({ where, columns, empty }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useServerList('job.list', where, { topics: ['jobs'], initial: { by: 'created', dir: 'desc' } });
  const selection = useSelection({
    total: undefined,
    more: list.pager.next !== undefined || list.pager.first !== undefined,
    actions: (chosen, clear) => <BatchButtons chosen={chosen} where={where} onDone={clear} />,
  });
  const { clear } = selection;
  const filter = JSON.stringify(where);
  // What was chosen under another filter is not what is seen now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the filter is to clear it
  useEffect(() => clear(), [filter]);
  return (
    <DataTable
      label={t('jobs.title')}
      columns={columns}
      list={list}
      rowKey={(job) => job.id}
      empty={empty}
      inside={(job) => <JobRuns job={job.id} />}
      open={open}
      onToggle={(key) => setOpen(toggled(open, key))}
      selection={useMay('operator') ? selection : undefined}
    />
  );
}
