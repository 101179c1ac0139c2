/** All packages (C7): upload by drag and drop, latest version, what uses them. */
import { IconPackage } from '@tabler/icons-react';
import { allRows, useServerList } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Command, Empty } from '../../parts/States.tsx';
import { packageColumns } from './columns.tsx';
import { UploadArea } from './UploadArea.tsx';

export function PackagesPage() {
  return (
    <Page title={t('packages.title')} says={t('packages.says')}>
      <UploadArea />
      <Packages />
    </Page>
  );
}

function Packages() {
  const text = useSearchText();
  const list = useServerList(
    'package.list',
    { text },
    { topics: ['packages', 'deployments'], initial: { by: 'name', dir: 'asc' } },
  );
  const [columns, menu] = useColumns('packages', packageColumns);
  return (
    <Card
      title={t('packages.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('packages.search')} />
          <CsvButton
            name="packages"
            columns={packageColumns}
            rows={(onProgress) => allRows('package.list', { text }, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('packages.title')}
        columns={columns}
        list={list}
        rowKey={(one) => one.id}
        empty={<Nothing searched={text !== undefined} />}
      />
    </Card>
  );
}

function Nothing({ searched }: { searched: boolean }) {
  if (searched) return <Empty icon={IconPackage} title={t('packages.noneFound')} />;
  return (
    <Empty icon={IconPackage} title={t('packages.none')}>
      {t('packages.noneSays')}
      <Command>{'gantry init my-robot\ngantry pack my-robot'}</Command>
    </Empty>
  );
}
