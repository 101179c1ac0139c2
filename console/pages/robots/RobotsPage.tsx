/** The robots (C11): state with its reason, machine, pools, current run, pause; filtered in the address; and adding one. */
import { Button } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useServerList } from '../../api/lists.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvLink } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { AddRobot } from './AddRobot.tsx';
import { robotColumns } from './columns.tsx';
import { useRobotFilter } from './filter.ts';
import { RobotFilters } from './RobotFilters.tsx';

export function RobotsPage() {
  const [adding, setAdding] = useState(false);
  const mayAdd = useMay('admin');
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} disabled={!mayAdd} onClick={() => setAdding(true)}>
      {t('robots.add')}
    </Button>
  );
  return (
    <Page title={t('robots.title')} says={t('robots.says')} actions={add}>
      <Robots
        empty={
          <Empty icon={IconRobot} title={t('robots.none')}>
            {t('robots.noneSays')}
            <div className="empty-action">{add}</div>
          </Empty>
        }
      />
      {adding && <AddRobot onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Robots({ empty }: { empty: ReactNode }) {
  const filter = useRobotFilter();
  const list = useServerList('robot.list', filter.where, {
    topics: ['robots'],
    initial: { by: 'name', dir: 'asc' },
  });
  const [columns, menu] = useColumns('robots', robotColumns);
  return (
    <Card
      title={t('robots.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          {menu}
          <CsvLink path="/exports/robots" filter={{ ...filter.where, format: 'csv' }} />
        </div>
      }
    >
      {(filter.filtered || (list.pager.total ?? 0) > 0) && <RobotFilters filter={filter} />}
      <DataTable
        label={t('robots.title')}
        columns={columns}
        list={list}
        rowKey={(robot) => robot.id}
        empty={filter.filtered ? <NoneFound onClear={filter.clear} /> : empty}
      />
    </Card>
  );
}

const NoneFound = ({ onClear }: { onClear: () => void }) => (
  <Empty icon={IconRobot} title={t('robots.noneFound')}>
    <Button variant="default" size="xs" onClick={onClear}>
      {t('filter.clear')}
    </Button>
  </Empty>
);
