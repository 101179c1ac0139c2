/** One queue (C3): what can be done with it, what it starts by itself, its resources and its bulk edits. */
import { Group, Tabs } from '@mantine/core';
import { IconBolt, IconPlus, IconSettings, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { QueueView } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../parts/ActionButton.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { ConditionForm } from '../conditions/ConditionForm.tsx';
import { AddResources } from './add/AddResources.tsx';
import { Bulks } from './bulk/Bulks.tsx';
import { ConditionLine } from './ConditionLine.tsx';
import { Counts } from './Counts.tsx';
import { DeleteQueue } from './DeleteQueue.tsx';
import { QueueParameters } from './QueueForm.tsx';
import { Resources } from './Resources.tsx';

export function QueuePage({ queue }: { queue: string }) {
  const { data, error, refetch } = useVerb('queue.show', { queue }, { topics: [`queue:${queue}`, 'queues'] });
  const [adding, setAdding] = useState(false);
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const limit = data.attemptLimit;
  return (
    <Page
      title={visible(data.name)}
      above={
        <Link href={to.queues()} className="link above">
          {t('queues.title')}
        </Link>
      }
      says={limit === undefined ? t('queue.noLimit') : t('queue.limit', { n: limit })}
      actions={<Actions queue={data} onAdd={() => setAdding(true)} />}
    >
      <Card>
        <div className="queue-counts">
          <Counts counts={data.counts} />
          {data.condition && <ConditionLine queue={data} />}
        </div>
      </Card>
      <Content queue={data} onAdd={() => setAdding(true)} />
      {adding && <AddResources queue={data.name} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Content({ queue, onAdd }: { queue: QueueView; onAdd: () => void }) {
  const [query, change] = useAddressQuery();
  const tab = query.get('tab') === 'edits' ? 'edits' : 'resources';
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(value) =>
        change({ tab: value === 'edits' ? 'edits' : '', sort: undefined, dir: undefined, after: undefined })
      }
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="resources">{t('queue.resources')}</Tabs.Tab>
        <Tabs.Tab value="edits">{t('bulk.title')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="resources">
        <Resources queue={queue} onAdd={onAdd} />
      </Tabs.Panel>
      <Tabs.Panel value="edits">
        <Bulks queue={queue.name} />
      </Tabs.Panel>
    </Tabs>
  );
}

type Asked = 'parameters' | 'delete' | 'condition';

function Actions({ queue, onAdd }: { queue: QueueView; onAdd: () => void }) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const has = queue.condition !== undefined;
  return (
    <Group gap="xs">
      <ActionButton label={t('add.button')} icon={IconPlus} role="operator" variant="filled" onClick={onAdd} />
      <ActionButton
        label={t(has ? 'queue.openCondition' : 'queue.createCondition')}
        icon={IconBolt}
        role={has ? 'viewer' : 'operator'}
        onClick={() => (has ? goTo(to.condition(queue.id)) : setAsked('condition'))}
      />
      <ActionButton
        label={t('queue.parameters')}
        icon={IconSettings}
        role="operator"
        onClick={() => setAsked('parameters')}
      />
      <RowMenu
        label={visible(queue.name)}
        actions={[
          {
            label: t('queue.delete'),
            icon: IconTrash,
            role: 'operator',
            dangerous: true,
            onClick: () => setAsked('delete'),
          },
        ]}
      />
      {asked === 'parameters' && (
        <QueueParameters queue={queue} onClose={close} onRenamed={(name) => goTo(to.queue(name), { replace: true })} />
      )}
      {asked === 'delete' && <DeleteQueue queue={queue} onClose={close} onDeleted={() => goTo(to.queues())} />}
      {asked === 'condition' && <ConditionForm queue={queue.name} onClose={close} />}
    </Group>
  );
}
