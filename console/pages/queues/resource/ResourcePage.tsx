/** One resource at an address of its own (C5): value, parameters, why it waits, attempts, history. */
import { ActionIcon, Code, CopyButton, SimpleGrid, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconPencil, IconRefresh, IconStack2, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { GantryError } from '../../../../protocol/errors.ts';
import type { ResourceView, ResourceWithValue } from '../../../../protocol/shapes.ts';
import { goTo, to } from '../../../app/address.ts';
import { t } from '../../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../../parts/ActionButton.tsx';
import { Fact } from '../../../parts/Facts.tsx';
import { Card, Page } from '../../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../../parts/States.tsx';
import { Author, Tags } from '../../../parts/Who.tsx';
import { StatusBadge } from '../../../show/Badges.tsx';
import { count } from '../../../show/format.ts';
import { Time } from '../../../show/Time.tsx';
import { visible, visibleLines } from '../../../show/visible.ts';
import { Attempts as AttemptsLeft } from '../columns.tsx';
import { ItemClips } from '../ItemClips.tsx';
import { DeleteResource } from './DeleteResource.tsx';
import { EditResource } from './EditResource.tsx';
import { Effects } from './Effects.tsx';
import { History } from './History.tsx';
import { lockWords } from './LockField.tsx';
import { RetryResource } from './RetryResource.tsx';
import { useResource } from './useEdits.ts';
import { Why } from './Why.tsx';

export function ResourcePage({ queue, id }: { queue: string; id: string }) {
  const { data, error, refetch } = useResource(queue, id);
  if (error instanceof GantryError && error.code === 'ResourceNotFound') return <Gone queue={queue} />;
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { resource, history, effects } = data;
  return (
    <Page
      title={resource.key === undefined ? t('resource.title') : visible(resource.key)}
      above={<Above queue={queue} />}
      says={<span className="id">{id}</span>}
      actions={<Actions queue={queue} resource={resource} />}
    >
      <Why resource={resource} />
      <div className="resource-columns">
        <ValueCard value={resource.value} />
        <Card title={t('resource.parameters')} side={<StatusBadge status={resource.status} />}>
          <Parameters resource={resource} />
        </Card>
      </div>
      {effects.length > 0 && (
        <Card title={t('effects.title')}>
          <Effects queue={queue} id={id} effects={effects} />
        </Card>
      )}
      {history.some(({ kind }) => kind === 'taken') && (
        <Card title={t('clips.title')}>
          <div className="table-scroll">
            <ItemClips resource={resource} history={history} />
          </div>
        </Card>
      )}
      <Card title={t('resource.history')}>
        <div className="history">
          <History events={history} />
        </div>
      </Card>
    </Page>
  );
}

const Above = ({ queue }: { queue: string }) => (
  <span className="above">
    <Link href={to.queues()} className="link">
      {t('queues.title')}
    </Link>
    {' / '}
    <Link href={to.queue(queue)} className="link">
      {visible(queue)}
    </Link>
  </span>
);

function Gone({ queue }: { queue: string }) {
  return (
    <Page title={t('resource.title')} above={<Above queue={queue} />}>
      <Card>
        <Empty icon={IconStack2} title={t('resource.gone')}>
          {t('resource.goneSays')}
        </Empty>
      </Card>
    </Page>
  );
}

type Asked = 'edit' | 'retry' | 'delete';

function Actions({ queue, resource }: { queue: string; resource: ResourceView }) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const one = { queue, id: resource.id, onClose: close };
  return (
    <>
      <ActionButton
        label={t('resource.retry')}
        icon={IconRefresh}
        role="operator"
        variant={resource.status === 'error' ? 'filled' : 'default'}
        onClick={() => setAsked('retry')}
      />
      <ActionButton label={t('resource.edit')} icon={IconPencil} role="operator" onClick={() => setAsked('edit')} />
      <RowMenu
        label={resource.id}
        actions={[
          {
            label: t('form.delete'),
            icon: IconTrash,
            role: 'operator',
            dangerous: true,
            onClick: () => setAsked('delete'),
          },
        ]}
      />
      {asked === 'edit' && <EditResource {...one} />}
      {asked === 'retry' && <RetryResource {...one} />}
      {asked === 'delete' && (
        <DeleteResource resource={resource} onClose={close} onDeleted={() => goTo(to.queue(queue))} />
      )}
    </>
  );
}

function ValueCard({ value }: { value: ResourceWithValue['value'] }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <Card
      title={t('resource.value')}
      side={
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={t('action.copy')}>
              <ActionIcon variant="subtle" color="gray" aria-label={t('action.copy')} onClick={copy}>
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      }
    >
      <Code block className="json" tabIndex={0} aria-label={t('resource.value')}>
        {visibleLines(text)}
      </Code>
    </Card>
  );
}

function Parameters({ resource }: { resource: ResourceView }) {
  const facts: [string, ReactNode][] = [
    [t('resource.attempts'), <AttemptsLeft key="a" resource={resource} />],
    [t('resource.priority'), count(resource.priority)],
    [t('resource.key'), visible(resource.key ?? '—')],
    [t('resource.tags'), resource.tags.length > 0 ? <Tags key="t" tags={resource.tags} shown={4} /> : '—'],
    [t('lock.readLock'), lockWords(resource.readLock)],
    [t('lock.writeLock'), lockWords(resource.writeLock)],
    [t('resource.author'), <Author key="c" author={resource.author} />],
    [t('resource.created'), <Time key="d" at={resource.created} />],
    [t('resource.editor'), <Author key="e" author={resource.editor} />],
    [t('resource.updated'), <Time key="u" at={resource.updated} />],
  ];
  return (
    <SimpleGrid cols={2} spacing="md" p="md">
      {facts.map(([name, what]) => (
        <Fact key={name} name={name}>
          {what}
        </Fact>
      ))}
    </SimpleGrid>
  );
}
