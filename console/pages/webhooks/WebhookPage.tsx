/** One webhook: what it says, how it fares, and its deliveries, each at an address of its own. */
import { Alert, SegmentedControl, SimpleGrid } from '@mantine/core';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { DeliveryState, DeliveryView, WebhookView } from '../../../protocol/shapes-webhook.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { BackLink } from '../../parts/BackLink.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { Author, ShortId } from '../../parts/Who.tsx';
import { count, duration, exact, iso } from '../../show/format.ts';
import { listed } from '../../show/joined.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { DeliveryBadge, WebhookBadge } from './badges.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { eventName } from './event-name.ts';
import { WebhookButtons } from './WebhookActions.tsx';
import { Fares } from './WebhooksList.tsx';

export function WebhookPage({ name, delivery }: { name: string; delivery: string | undefined }) {
  const { data, error, refetch } = useVerb('webhook.show', { webhook: name }, { topics: ['webhooks'] });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.name)}
      above={<BackLink to={to.webhooks()} name={t('webhooks.title')} />}
      says={visible(data.url)}
      actions={<WebhookButtons webhook={data} />}
    >
      {data.because !== undefined && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {toldAs(data.because, data.becauseAs)}
        </Alert>
      )}
      <Card>
        <Facts webhook={data} />
      </Card>
      <Deliveries webhook={data} />
      {delivery !== undefined && <DeliveryDrawer webhook={data} id={delivery} onClose={() => goTo(to.webhook(data))} />}
    </Page>
  );
}

const orAll = (names: string[]): string => (names.length === 0 ? t('webhook.all') : listed(names.map(visible)));

function Facts({ webhook }: { webhook: WebhookView }) {
  const { events, states, deployments, queues, formerSecretUntil } = webhook;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 4 }} p="md">
      <Fact name={t('webhook.state')}>
        <WebhookBadge state={webhook.state} />
      </Fact>
      <Fact name={t('webhook.events')}>{listed(events.map(eventName))}</Fact>
      {events.includes('job.ended') && (
        <>
          <Fact name={t('webhook.states')}>{orAll(states.map((state) => t(`job.state.${state}`)))}</Fact>
          <Fact name={t('webhook.deployments')}>{orAll(deployments)}</Fact>
        </>
      )}
      {events.includes('queue.drained') && <Fact name={t('webhook.queues')}>{orAll(queues)}</Fact>}
      <Fact name={t('webhook.deliveries')}>
        <Fares webhook={webhook} />
      </Fact>
      <Fact name={t('webhook.waiting')}>{count(webhook.waiting)}</Fact>
      {webhook.lost > 0 && <Fact name={t('webhook.lost')}>{count(webhook.lost)}</Fact>}
      {formerSecretUntil !== undefined && <Fact name={t('webhook.former')}>{exact(formerSecretUntil)}</Fact>}
      <Fact name={t('webhook.updated')}>
        <Author author={webhook.editor} /> · <Time at={webhook.updated} />
      </Fact>
    </SimpleGrid>
  );
}

const states: DeliveryState[] = ['waiting', 'delivered', 'failed', 'dropped'];

const columns = (webhook: WebhookView): Column<DeliveryView>[] => [
  {
    key: 'id',
    title: t('delivery.id'),
    csv: ({ id }) => id,
    cell: ({ id }) => (
      <Link href={to.delivery(webhook, id)} className="link">
        <ShortId id={id} />
      </Link>
    ),
  },
  {
    key: 'state',
    title: t('delivery.state'),
    csv: ({ state }) => state,
    cell: ({ state }) => <DeliveryBadge state={state} />,
  },
  { key: 'event', title: t('delivery.event'), csv: ({ event }) => event, cell: ({ event }) => eventName(event) },
  {
    key: 'attempts',
    title: t('delivery.attempts'),
    align: 'right',
    csv: ({ attempts }) => attempts,
    cell: ({ attempts }) => count(attempts),
  },
  {
    key: 'answer',
    title: t('delivery.answer'),
    csv: ({ lastStatus, lastError }) => lastError ?? (lastStatus === undefined ? undefined : `HTTP ${lastStatus}`),
    cell: (delivery) => <Answer delivery={delivery} />,
  },
  {
    key: 'took',
    title: t('delivery.took'),
    align: 'right',
    csv: ({ lastMs }) => (lastMs === undefined ? undefined : duration(lastMs)),
    cell: ({ lastMs }) => (lastMs === undefined ? '—' : duration(lastMs)),
  },
  {
    key: 'due',
    title: t('delivery.due'),
    csv: ({ due }) => iso(due),
    cell: ({ due }) => <Time at={due} none="—" />,
  },
  {
    key: 'created',
    title: t('delivery.created'),
    csv: ({ created }) => iso(created),
    cell: ({ created }) => <Time at={created} />,
  },
];

function Answer({ delivery: { lastStatus, lastError } }: { delivery: DeliveryView }) {
  if (lastError !== undefined)
    return (
      <span className="bad-text small clip url-cell" title={visible(lastError)}>
        {visible(lastError)}
      </span>
    );
  return lastStatus === undefined ? <span className="faint">—</span> : <span>HTTP {lastStatus}</span>;
}

function Deliveries({ webhook }: { webhook: WebhookView }) {
  const [query, change] = useAddressQuery();
  const state = states.find((one) => one === query.get('state'));
  const list = useServerList(
    'webhook.deliveries',
    { webhook: webhook.id, state },
    { topics: ['webhooks'], initial: { by: '', dir: 'desc' } },
  );
  const [shown, menu] = useColumns('deliveries', columns(webhook));
  return (
    <Card
      title={t('delivery.title')}
      side={
        <div className="tools">
          <SegmentedControl
            size="xs"
            aria-label={t('delivery.filter')}
            value={state ?? ''}
            onChange={(value) => change({ state: value, after: undefined })}
            data={[
              { value: '', label: t('jobs.all') },
              ...states.map((one) => ({ value: one, label: t(`delivery.state.${one}`) })),
            ]}
          />
          <CsvButton
            name={`${webhook.name} deliveries`}
            columns={columns(webhook)}
            rows={(onProgress) => allRows('webhook.deliveries', { webhook: webhook.id, state }, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('delivery.title')}
        columns={shown}
        list={list}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={IconSend} title={t(state ? 'delivery.noneSuch' : 'delivery.none')}>
            {state ? '' : t('delivery.noneSays')}
          </Empty>
        }
      />
    </Card>
  );
}
