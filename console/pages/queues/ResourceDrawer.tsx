/** One resource at an address of its own: parameters, value, history (C5, read-only for now). */
import { Code, Drawer, SimpleGrid, Stack, Text, Timeline, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { ResourceEvent, ResourceWithValue } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { Author, Tags } from '../../parts/Who.tsx';
import { StatusBadge } from '../../show/Badges.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visibleLines } from '../../show/visible.ts';
import { Attempts, Locks } from './columns.tsx';
import { ItemClips } from './ItemClips.tsx';

interface Props {
  queue: string;
  id: string;
  onClose: () => void;
}

export function ResourceDrawer({ queue, id, onClose }: Props) {
  const { data, error, refetch } = useVerb('resource.show', { queue, id }, { topics: [`queue:${queue}`, 'queues'] });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      returnFocus
      title={<span className="id">{id}</span>}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {data ? (
        <Stack gap="lg">
          <Parameters resource={data.resource} />
          <section>
            <Title order={2} size={14} mb="xs">
              {t('resource.value')}
            </Title>
            <Code block className="value">
              {visibleLines(JSON.stringify(data.resource.value, null, 2))}
            </Code>
          </section>
          <section>
            <Title order={2} size={14} mb="xs">
              {t('clips.title')}
            </Title>
            <ItemClips resource={data.resource} history={data.history} />
          </section>
          <section>
            <Title order={2} size={14} mb="sm">
              {t('resource.history')}
            </Title>
            <History events={data.history} />
          </section>
        </Stack>
      ) : error ? (
        <Refused error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Drawer>
  );
}

function Parameters({ resource }: { resource: ResourceWithValue }) {
  return (
    <SimpleGrid cols={2} spacing="md">
      <Fact name={t('resource.status')}>
        <StatusBadge status={resource.status} />
      </Fact>
      <Fact name={t('resource.attempts')}>
        <Attempts resource={resource} />
      </Fact>
      <Fact name={t('resource.priority')}>{count(resource.priority)}</Fact>
      <Fact name={t('resource.tags')}>
        <Tags tags={resource.tags} shown={8} />
      </Fact>
      <Fact name={t('resource.author')}>
        <Author author={resource.author} /> · <Time at={resource.created} />
      </Fact>
      <Fact name={t('resource.editor')}>
        <Author author={resource.editor} /> · <Time at={resource.updated} />
      </Fact>
      {(resource.readLock || resource.writeLock) && (
        <Fact name={t('resource.locks')}>
          <Locks resource={resource} />
        </Fact>
      )}
    </SimpleGrid>
  );
}

function History({ events }: { events: ResourceEvent[] }) {
  if (events.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('resource.noHistory')}
      </Text>
    );
  return (
    <Timeline bulletSize={14} lineWidth={2} active={events.length}>
      {events.map((event) => (
        <Timeline.Item
          key={event.id}
          color={event.kind === 'failed' ? 'red' : event.kind === 'processed' ? 'green' : 'gray'}
          title={t(`event.${event.kind}`)}
        >
          <Text component="div" size="xs" c="dimmed">
            <Time at={event.at} /> · <Author author={event.by} />
            {event.run && (
              <>
                {' · '}
                <Link href={to.run(event.run)} className="link">
                  {t('resource.openRun')}
                </Link>
              </>
            )}
          </Text>
          {hasDetail(event.detail) && (
            <Code block mt={4} className="value">
              {visibleLines(JSON.stringify(event.detail, null, 2))}
            </Code>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

const hasDetail = (detail: unknown): boolean =>
  typeof detail === 'object'
    ? detail !== null && Object.keys(detail).length > 0
    : detail !== undefined && detail !== '';
