/** The launch conditions of all queues (C6): what each starts, why nothing starts, on and off for one and for all. */
import { IconBolt, IconPencil, IconPlayerPause, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { ConditionForm } from './ConditionForm.tsx';
import { conditionColumns, conditionTopics } from './columns.tsx';
import { DeleteCondition } from './DeleteCondition.tsx';
import { OnOff } from './OnOff.tsx';
import { SwitchAll } from './SwitchAll.tsx';

type Asked =
  | { what: 'create' | 'enableAll' | 'disableAll' }
  | { what: 'edit' | 'delete'; condition: ConditionView }
  | undefined;

export function ConditionsPage() {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const text = useSearchText();
  const list = useServerList(
    'condition.list',
    { text },
    { topics: conditionTopics, initial: { by: 'name', dir: 'asc' } },
  );
  const [columns, menu] = useColumns('conditions', conditionColumns);
  return (
    <Page title={t('conditions.title')} says={t('conditions.pageSays')} actions={<Actions ask={setAsked} />}>
      <Card
        title={t('conditions.list', { n: list.pager.total ?? 0 })}
        side={
          <div className="tools">
            <Search label={t('conditions.search')} />
            <CsvButton
              name="launch-conditions"
              columns={conditionColumns}
              rows={(onProgress) => allRows('condition.list', { text }, onProgress)}
            />
            {menu}
          </div>
        }
      >
        <DataTable
          label={t('conditions.title')}
          columns={[...columns, onOff, rowActions(setAsked)]}
          list={list}
          rowKey={(c) => c.id}
          empty={
            <Empty icon={IconBolt} title={t(text === undefined ? 'conditions.none' : 'conditions.noneFound')}>
              {text === undefined && t('conditions.noneSays')}
            </Empty>
          }
        />
      </Card>
      {asked?.what === 'create' && <ConditionForm onClose={close} />}
      {asked?.what === 'edit' && <ConditionForm condition={asked.condition} onClose={close} />}
      {asked?.what === 'delete' && <DeleteCondition condition={asked.condition} onClose={close} />}
      {asked?.what === 'enableAll' && <SwitchAll enabled text={text} onClose={close} />}
      {asked?.what === 'disableAll' && <SwitchAll enabled={false} text={text} onClose={close} />}
    </Page>
  );
}

function Actions({ ask }: { ask: (asked: Asked) => void }) {
  return (
    <>
      <ActionButton
        label={t('conditions.create')}
        icon={IconPlus}
        role="operator"
        variant="filled"
        onClick={() => ask({ what: 'create' })}
      />
      <ActionButton
        label={t('conditions.enableAll')}
        icon={IconBolt}
        role="operator"
        onClick={() => ask({ what: 'enableAll' })}
      />
      <ActionButton
        label={t('conditions.disableAll')}
        icon={IconPlayerPause}
        role="operator"
        onClick={() => ask({ what: 'disableAll' })}
      />
    </>
  );
}

const onOff: Column<ConditionView> = {
  key: 'onOff',
  title: t('conditions.onOff'),
  cell: (condition) => <OnOff condition={condition} />,
};

const rowActions = (ask: (asked: Asked) => void): Column<ConditionView> => ({
  key: 'actions',
  title: '',
  align: 'right',
  sticky: true,
  cell: (condition) => (
    <RowMenu
      label={visible(condition.queue)}
      actions={[
        { label: t('form.edit'), icon: IconPencil, role: 'operator', onClick: () => ask({ what: 'edit', condition }) },
        {
          label: t('form.delete'),
          icon: IconTrash,
          role: 'operator',
          dangerous: true,
          onClick: () => ask({ what: 'delete', condition }),
        },
      ]}
    />
  ),
});
