/** All packages (C7): upload by drag and drop, latest version, what uses them. */
import { IconPackage } from '@tabler/icons-react';
import type { PackageView } from '../../../protocol/shapes-fleet.ts';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Command, Empty } from '../../parts/States.tsx';
import { newest, packageColumns, usersOf } from './columns.tsx';
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
  const { data, error, refetch } = useVerb('package.list', {}, { topics: ['packages', 'deployments'] });
  const found = data?.items.filter((one) => has(one, text));
  const list = useLocalList(
    { data: found, error, refetch },
    {
      initial: { by: 'name', dir: 'asc' },
      by: {
        name: (one) => one.name,
        uploaded: (one) => newest(one)?.created ?? 0,
        size: (one) => newest(one)?.bytes ?? 0,
        users: (one) => usersOf(one).length,
      },
    },
  );
  const [columns, menu] = useColumns('packages', packageColumns);
  return (
    <Card
      title={t('packages.list', { n: found?.length ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('packages.search')} />
          <CsvButton name="packages" columns={columns} rows={found} />
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

const has = (one: PackageView, text: string | undefined): boolean =>
  text === undefined || `${one.name}\n${one.title}`.toLowerCase().includes(text.toLowerCase());

function Nothing({ searched }: { searched: boolean }) {
  if (searched) return <Empty icon={IconPackage} title={t('packages.noneFound')} />;
  return (
    <Empty icon={IconPackage} title={t('packages.none')}>
      {t('packages.noneSays')}
      <Command>{'gantry init my-robot\ngantry pack my-robot'}</Command>
    </Empty>
  );
}
