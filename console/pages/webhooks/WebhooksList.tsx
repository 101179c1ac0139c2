/** Webhooks: where events are sent, which, and how the last deliveries fared. */
import { Tooltip } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { WebhookView } from '../../../protocol/shapes-webhook.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { count, iso } from '../../show/format.ts';
import { listed } from '../../show/joined.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { WebhookBadge } from './badges.tsx';
import { WebhookMenu } from './WebhookActions.tsx';
import { WebhookForm } from './WebhookForm.tsx';

const eventNames = ({ events }: WebhookView): string => listed(events.map((event) => t(`webhook.event.${event}`)));

/** The last error, or when the last one arrived. */
const fares = ({ failuresInRow, lastError, lastArrived }: WebhookView): string | undefined =>
  failuresInRow > 0 ? (lastError ?? t('webhook.failing', { n: failuresInRow })) : iso(lastArrived);

const columns: Column<WebhookView>[] = [
  {
    key: 'name',
    title: t('webhook.name'),
    sort: 'name',
    csv: ({ name }) => name,
    cell: (webhook) => (
      <Link href={to.webhook(webhook)} className="link clip name-cell" title={visible(webhook.name)}>
        {visible(webhook.name)}
      </Link>
    ),
  },
  {
    key: 'state',
    title: t('webhook.state'),
    sort: 'state',
    csv: ({ state }) => state,
    cell: ({ state, because = '', becauseAs }) => (
      <Tooltip label={toldAs(because, becauseAs)} disabled={because === ''} multiline maw={420}>
        <span>
          <WebhookBadge state={state} />
        </span>
      </Tooltip>
    ),
  },
  {
    key: 'url',
    title: t('webhook.url'),
    csv: ({ url }) => url,
    cell: ({ url }) => (
      <span className="clip url-cell" title={visible(url)}>
        {visible(url)}
      </span>
    ),
  },
  {
    key: 'events',
    title: t('webhook.events'),
    csv: eventNames,
    cell: (row) => <div className="when-cell">{eventNames(row)}</div>,
  },
  {
    key: 'last',
    title: t('webhook.deliveries'),
    csv: fares,
    cell: (webhook) => <Fares webhook={webhook} />,
  },
  {
    key: 'waiting',
    title: t('webhook.waiting'),
    align: 'right',
    extra: true,
    sort: 'waiting',
    csv: ({ waiting }) => waiting,
    cell: ({ waiting }) => count(waiting),
  },
  {
    key: 'author',
    title: t('webhook.author'),
    extra: true,
    csv: ({ author }) => author.name,
    cell: ({ author }) => <Author author={author} />,
  },
  {
    key: 'updated',
    title: t('webhook.updated'),
    extra: true,
    sort: 'updated',
    csv: ({ updated }) => iso(updated),
    cell: ({ updated }) => <Time at={updated} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (webhook) => <WebhookMenu webhook={webhook} /> },
];

export function WebhooksList() {
  const text = useSearchText();
  const filter = text === undefined ? {} : { text };
  const list = useServerList('webhook.list', filter, { topics: ['webhooks'], initial: { by: 'name', dir: 'asc' } });
  const [visibleColumns, menu] = useColumns('webhooks', columns);
  return (
    <Card
      title={t('webhooks.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Search label={t('webhooks.search')} />
          <CsvButton
            name="webhooks"
            columns={columns}
            rows={(onProgress) => allRows('webhook.list', filter, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('webhooks.title')}
        columns={visibleColumns}
        list={list}
        rowKey={({ id }) => id}
        empty={<NoWebhooks filtered={text !== undefined} />}
      />
    </Card>
  );
}

export function NewWebhook() {
  const [making, setMaking] = useState(false);
  return (
    <>
      <ActionButton
        label={t('webhooks.new')}
        icon={IconPlus}
        role="admin"
        variant="filled"
        onClick={() => setMaking(true)}
      />
      {making && <WebhookForm onClose={() => setMaking(false)} />}
    </>
  );
}

function NoWebhooks({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty icon={IconWebhook} title={t('webhooks.noneSuch')} />;
  return (
    <Empty icon={IconWebhook} title={t('webhooks.none')}>
      {t('webhooks.noneSays')}
      <div className="empty-action">
        <NewWebhook />
      </div>
    </Empty>
  );
}

export function Fares({ webhook: { failuresInRow, lastError, lastArrived } }: { webhook: WebhookView }) {
  if (failuresInRow > 0)
    return (
      <Tooltip label={visible(lastError ?? '')} disabled={lastError === undefined} multiline maw={420}>
        <span className="bad-text small when-cell">{t('webhook.failing', { n: failuresInRow })}</span>
      </Tooltip>
    );
  if (lastArrived === undefined) return <span className="faint">{t('webhook.noneYet')}</span>;
  return (
    <span className="faint small">
      {t('webhook.arrived')} <Time at={lastArrived} />
    </span>
  );
}
