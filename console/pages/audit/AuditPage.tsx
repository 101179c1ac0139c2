/** The audit (X11): who did what, from where, what it changed; refused attempts too. Filter, check, export. */
import { IconClipboardList } from '@tabler/icons-react';
import { useServerList } from '../../api/lists.ts';
import { useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvLink } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { AuditFilter, useAuditFilter } from './AuditFilter.tsx';
import { auditColumns } from './columns.tsx';
import { EntryDetail } from './EntryDetail.tsx';
import { Verify } from './Verify.tsx';

export function AuditPage() {
  const [query, change] = useAddressQuery();
  const filter = useAuditFilter();
  const list = useServerList('audit.list', filter, { topics: ['audit'], initial: { by: '', dir: 'desc' } });
  const [columns, menu] = useColumns('audit', auditColumns);
  const open = query.get('entry');
  return (
    <Page title={t('audit.title')} says={t('audit.says')} actions={<Verify />}>
      <Card
        title={t('audit.list')}
        side={
          <div className="tools">
            <CsvLink path="/audit/export" filter={asText(filter)} />
            {menu}
          </div>
        }
      >
        <AuditFilter />
        <DataTable
          label={t('audit.title')}
          columns={columns}
          list={list}
          rowKey={({ n }) => String(n)}
          empty={<Empty icon={IconClipboardList} title={t('audit.none')} />}
          inside={(entry) => <EntryDetail entry={entry} />}
          open={new Set(open === null ? [] : [open])}
          onToggle={(n) => change({ entry: n === open ? undefined : n })}
        />
      </Card>
    </Page>
  );
}

const asText = (filter: Record<string, string | number | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value?.toString()]));
