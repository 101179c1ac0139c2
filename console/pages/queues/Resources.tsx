/** The resources of a queue (C3): filters, order, pages, export, one row's actions, and many at once. */
import { Button, Menu } from '@mantine/core';
import { IconDownload, IconPencil, IconPlus, IconSearch, IconStack2 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { API_PREFIX } from '../../../protocol/route.ts';
import type { QueueView, ResourceView } from '../../../protocol/shapes.ts';
import { type List, useServerList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Search } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { useSelection } from '../../parts/selection.tsx';
import { BulkDialog } from './bulk/BulkDialog.tsx';
import { resourceColumns } from './columns.tsx';
import { FilterButton } from './FilterForm.tsx';
import { useFilter, type Where } from './filter.ts';
import { useRowActions } from './rowActions.tsx';
import { StatusFilter } from './StatusFilter.tsx';

export function Resources({ queue, onAdd }: { queue: QueueView; onAdd: () => void }) {
  const { where } = useFilter();
  const [bulk, setBulk] = useState<{ where: Where; clear: () => void }>();
  const list = useServerList(
    'resource.list',
    { queue: queue.name, ...where },
    { topics: [`queue:${queue.name}`, 'queues'], initial: { by: 'created', dir: 'desc' } },
  );
  const [columns, menu] = useColumns('resources', resourceColumns);
  const [actions, dialogs] = useRowActions(queue);
  const total = totalOf(queue, where);
  const selection = useSelection({
    total,
    more: list.pager.next !== undefined || list.pager.first !== undefined,
    actions: (chosen, clear) => (
      <ActionButton
        label={t('bulk.change')}
        icon={IconPencil}
        role="operator"
        onClick={() => setBulk({ where: chosen === 'all' ? where : { ids: chosen }, clear })}
      />
    ),
  });
  return (
    <Card>
      <Filters queue={queue} onEdit={() => setBulk({ where, clear: selection.clear })} menu={menu} />
      <DataTable
        label={t('queue.resources')}
        columns={[...columns, actions]}
        list={{ ...list, pager: { ...list.pager, total } }}
        rowKey={(row) => row.id}
        selection={selection}
        empty={<None list={list} filtered={Object.keys(where).length > 0} onAdd={onAdd} />}
      />
      {dialogs}
      {bulk && (
        <BulkDialog queue={queue.name} where={bulk.where} onStarted={bulk.clear} onClose={() => setBulk(undefined)} />
      )}
    </Card>
  );
}

/** `onEdit`: all that the filter finds. */
function Filters({ queue, onEdit, menu }: { queue: QueueView; onEdit: () => void; menu: ReactNode }) {
  const { where, status, more, setStatus, setMore } = useFilter();
  return (
    <div className="queue-filters">
      <StatusFilter counts={queue.counts} value={status} onChange={setStatus} />
      <div className="tools">
        <Search label={t('filter.text')} />
        <FilterButton value={more} onChange={setMore} />
        <ActionButton small label={t('bulk.button')} icon={IconPencil} role="operator" onClick={onEdit} />
        <Export queue={queue.name} where={where} />
        {menu}
      </div>
    </div>
  );
}

/** The queue knows its counts by status; how many meet another filter nobody knows before all were looked at. */
function totalOf(queue: QueueView, { status, ...others }: Where): number | undefined {
  if (Object.keys(others).length > 0) return undefined;
  const listed = status === undefined ? undefined : [status].flat();
  return listed === undefined ? queue.total : listed.reduce((sum, one) => sum + queue.counts[one], 0);
}

/** A filter that few meet gives pages without a row: the search goes on where it stopped. */
function None({
  list,
  filtered,
  onAdd,
}: {
  list: List<ResourceView>;
  filtered: boolean;
  onAdd: () => void;
}): ReactNode {
  const { next } = list.pager;
  if (next)
    return (
      <Empty icon={IconSearch} title={t('queue.noneYet')}>
        {t('queue.noneYetSays')}
        <div className="empty-action">
          <Button variant="default" onClick={next}>
            {t('queue.searchOn')}
          </Button>
        </div>
      </Empty>
    );
  if (filtered)
    return (
      <Empty icon={IconStack2} title={t('queue.noneFound')}>
        {t('queue.noneFoundSays')}
      </Empty>
    );
  return (
    <Empty icon={IconStack2} title={t('queue.none')}>
      {t('queue.noneSays')}
      <div className="empty-action">
        <ActionButton label={t('add.button')} icon={IconPlus} role="operator" variant="filled" onClick={onAdd} />
      </div>
    </Empty>
  );
}

/** Streams what meets the filter, whatever its length. */
function Export({ queue, where }: { queue: string; where: Where }) {
  const href = (format: 'csv' | 'jsonl') => {
    const query = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(where))
      for (const one of [value].flat()) query.append(name, String(one));
    return `.${API_PREFIX}/queues/${encodeURIComponent(queue)}/export?${query}`;
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={15} aria-hidden />}>
          {t('queue.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={href(format)} download>
            {t(`queue.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
