/** The robots (C11): state with its reason, machine, pools, current run, pause; and adding one. */
import { Button } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { AddRobot } from './AddRobot.tsx';
import { robotColumns } from './columns.tsx';

export function RobotsPage() {
  const [adding, setAdding] = useState(false);
  const mayAdd = useMay('admin');
  const { data, error, refetch } = useVerb('robot.list', {}, { topics: ['robots'] });
  const list = useLocalList(
    { data: data?.items, error, refetch },
    { initial: { by: 'robot', dir: 'asc' }, by: { robot: (robot) => robot.name, seen: (robot) => robot.seen ?? 0 } },
  );
  const [columns, menu] = useColumns('robots', robotColumns);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} disabled={!mayAdd} onClick={() => setAdding(true)}>
      {t('robots.add')}
    </Button>
  );
  return (
    <Page title={t('robots.title')} says={t('robots.says')} actions={add}>
      <Card title={t('robots.list', { n: data?.items.length ?? 0 })} side={menu}>
        <DataTable
          label={t('robots.title')}
          columns={columns}
          list={list}
          rowKey={(robot) => robot.id}
          empty={
            <Empty icon={IconRobot} title={t('robots.none')}>
              {t('robots.noneSays')}
              <div className="empty-action">{add}</div>
            </Empty>
          }
        />
      </Card>
      {adding && <AddRobot onClose={() => setAdding(false)} />}
    </Page>
  );
}
