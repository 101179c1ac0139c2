/** All assets (J6): values and secrets that runs get, and what uses them. Of a secret never the value. */
import { Button, Select } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { allRows, useServerList } from '../../api/lists.ts';
import { useAddressQuery } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { CreateAsset } from './CreateAsset.tsx';
import { assetColumns } from './columns.tsx';
import { types } from './values.ts';
import './assets.css';

export function AssetsPage() {
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title={t('assets.title')}
      says={t('assets.says')}
      actions={
        <ActionButton
          variant="filled"
          icon={IconPlus}
          label={t('assets.create')}
          role="developer"
          onClick={() => setCreating(true)}
        />
      }
    >
      <Assets onCreate={() => setCreating(true)} />
      {creating && <CreateAsset onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Assets({ onCreate }: { onCreate: () => void }) {
  const [query, change] = useAddressQuery();
  const text = useSearchText();
  const type = types.find((one) => one === query.get('type'));
  const filter = { text, ...(type === undefined ? {} : { type }) };
  const topics = ['assets', 'deployments', 'robots'];
  const list = useServerList('asset.list', filter, { topics, initial: { by: 'name', dir: 'asc' } });
  const [columns, menu] = useColumns('assets', assetColumns);
  return (
    <Card
      title={t('assets.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('assets.search')} />
          <Select
            size="xs"
            w={150}
            aria-label={t('assets.filter')}
            placeholder={t('assets.allTypes')}
            clearable
            clearButtonProps={{ 'aria-label': t('action.clear') }}
            data={types.map((one) => ({ value: one, label: t(`asset.type.${one}`) }))}
            value={type ?? null}
            onChange={(next) => change({ type: next ?? undefined, after: undefined })}
          />
          <CsvButton
            name="assets"
            columns={assetColumns}
            rows={(onProgress) => allRows('asset.list', filter, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('assets.title')}
        columns={columns}
        list={list}
        rowKey={(one) => one.id}
        empty={<Nothing searched={text !== undefined || type !== undefined} onCreate={onCreate} />}
      />
    </Card>
  );
}

function Nothing({ searched, onCreate }: { searched: boolean; onCreate: () => void }) {
  const may = useMay('developer');
  if (searched) return <Empty icon={IconKey} title={t('assets.noneFound')} />;
  return (
    <Empty icon={IconKey} title={t('assets.none')}>
      {t('assets.noneSays')}
      <div className="empty-action">
        <Button leftSection={<IconPlus size={16} aria-hidden />} disabled={!may} onClick={onCreate}>
          {t('assets.create')}
        </Button>
      </div>
    </Empty>
  );
}
