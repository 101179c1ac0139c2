/** The bulk edits of a queue, newest first: what, how far, by whom; stop one, or put it back. */

import { IconArrowBackUp, IconPencil, IconPlayerStop, IconProgress } from '@tabler/icons-react';
import { useState } from 'react';
import type { BulkView } from '../../../../protocol/shapes-bulk.ts';
import { allRows, useLocalList } from '../../../api/lists.ts';
import { useCommand, useVerb } from '../../../api/queries.ts';
import { t } from '../../../i18n/index.ts';
import { RowMenu } from '../../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../../parts/Columns.tsx';
import { CsvButton } from '../../../parts/csv.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Card } from '../../../parts/Page.tsx';
import { Empty } from '../../../parts/States.tsx';
import { sayRefused } from '../../../parts/say.ts';
import { Author } from '../../../parts/Who.tsx';
import { duration, iso } from '../../../show/format.ts';
import { clauses } from '../../../show/joined.ts';
import { Span, Time } from '../../../show/Time.tsx';
import { BulkBadge } from './BulkBadge.tsx';
import { Bar, BulkProgress, Sum, sumWords } from './BulkProgress.tsx';
import { changeWords, whereWords } from './words.ts';

/** Older ones are found by the command line. */
const SHOWN = 200;

const what = ({ kind, change = {} }: BulkView): string =>
  kind === 'undo' ? t('bulk.words.undo') : clauses(changeWords(change));

const which = ({ where }: BulkView): string => whereWords(where).join(' · ') || t('bulk.everything');

const bulkColumns: Column<BulkView>[] = [
  { key: 'what', title: t('bulk.what'), csv: what, cell: (bulk) => <div className="breaks">{what(bulk)}</div> },
  {
    key: 'where',
    title: t('bulk.which'),
    csv: which,
    cell: (bulk) => <div className="breaks faint">{which(bulk)}</div>,
  },
  {
    key: 'state',
    title: t('bulk.state'),
    csv: ({ state }) => state,
    cell: (bulk) => <BulkBadge state={bulk.state} />,
  },
  {
    key: 'progress',
    title: t('bulk.progress'),
    csv: (bulk) => sumWords(bulk).join('; '),
    cell: (bulk) => (
      <div className="bulk-progress">
        {bulk.state === 'running' && <Bar bulk={bulk} />}
        <Sum bulk={bulk} />
      </div>
    ),
  },
  {
    key: 'author',
    title: t('resource.author'),
    csv: ({ author }) => author.name,
    cell: (bulk) => <Author author={bulk.author} />,
  },
  {
    key: 'created',
    title: t('bulk.started'),
    sort: 'created',
    csv: ({ created }) => iso(created),
    cell: (bulk) => <Time at={bulk.created} />,
  },
  {
    key: 'took',
    title: t('bulk.took'),
    extra: true,
    csv: ({ created, ended }) => (ended === undefined ? undefined : duration(ended - created)),
    cell: (bulk) => <Span from={bulk.created} until={bulk.ended} />,
  },
];

export function Bulks({ queue }: { queue: string }) {
  const topics = [`queue:${queue}`, 'queues'];
  const { data, error, refetch } = useVerb('bulk.list', { queue, limit: SHOWN }, { topics });
  const [opened, setOpened] = useState<BulkView>();
  const list = useLocalList(
    { data: data?.items, error, refetch },
    { initial: { by: 'created', dir: 'desc' }, by: { created: (bulk) => bulk.created } },
  );
  const [columns, menu] = useColumns('bulks', bulkColumns);
  const actions = useActions(setOpened);
  return (
    <Card
      title={t('bulk.title')}
      side={
        <div className="tools">
          <CsvButton
            name={`${queue} bulk edits`}
            columns={bulkColumns}
            rows={(onProgress) => allRows('bulk.list', { queue }, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('bulk.title')}
        columns={[...columns, actions]}
        list={list}
        rowKey={(bulk) => bulk.id}
        empty={
          <Empty icon={IconPencil} title={t('bulk.none')}>
            {t('bulk.noneSays')}
          </Empty>
        }
      />
      {opened && (
        <Dialog opened onClose={() => setOpened(undefined)} title={t('bulk.running')} size="lg">
          <BulkProgress queue={queue} bulk={opened} onUndo={setOpened} onClose={() => setOpened(undefined)} />
        </Dialog>
      )}
    </Card>
  );
}

function useActions(open: (bulk: BulkView) => void): Column<BulkView> {
  const abort = useCommand('bulk.abort');
  const undo = useCommand('bulk.undo');
  return {
    key: 'actions',
    title: '',
    align: 'right',
    sticky: true,
    cell: (bulk) => (
      <RowMenu
        label={bulk.id}
        actions={[
          { label: t('bulk.open'), icon: IconProgress, role: 'viewer', onClick: () => open(bulk) },
          {
            label: t('bulk.abort'),
            icon: IconPlayerStop,
            role: 'operator',
            unless: bulk.state === 'running' ? undefined : t('bulk.over'),
            onClick: () => abort.mutate({ bulk: bulk.id }, { onError: sayRefused }),
          },
          {
            label: t('bulk.undo'),
            icon: IconArrowBackUp,
            role: 'operator',
            unless: bulk.undoable ? undefined : t('bulk.notUndoable'),
            onClick: () => undo.mutate({ bulk: bulk.id }, { onSuccess: open, onError: sayRefused }),
          },
        ]}
      />
    ),
  };
}
