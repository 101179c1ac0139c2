/** What happened to a resource, newest first, in words: who, when, in which run, what changed (Q48). */
import { Button, Code, Text, Timeline } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ResourceEvent } from '../../../../protocol/shapes.ts';
import { to } from '../../../app/address.ts';
import { t } from '../../../i18n/index.ts';
import { Author } from '../../../parts/Who.tsx';
import { Time } from '../../../show/Time.tsx';
import { visibleLines } from '../../../show/visible.ts';
import { eventWords, fieldChanges, valueChange } from './words.ts';

/** Events that are shown before the reader asks for more. */
const PORTION = 50;
const colors: Partial<Record<ResourceEvent['kind'], string>> = {
  failed: 'red',
  deleted: 'red',
  processed: 'green',
  taken: 'blue',
  edited: 'petrol',
};

/** `events`: the oldest first, as the coordinator gives them. */
export function History({ events }: { events: ResourceEvent[] }) {
  const [shown, setShown] = useState(PORTION);
  if (events.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('resource.noHistory')}
      </Text>
    );
  const newest = events.toReversed().slice(0, shown);
  return (
    <>
      <Timeline bulletSize={14} lineWidth={2} active={newest.length}>
        {newest.map((event) => (
          <Timeline.Item key={event.id} color={colors[event.kind] ?? 'gray'} title={t(`event.${event.kind}`)}>
            <Head event={event} />
            {eventWords(event).map((line) => (
              <Text key={line} size="sm" className="breaks">
                {line}
              </Text>
            ))}
            <ValueChange event={event} />
          </Timeline.Item>
        ))}
      </Timeline>
      {events.length > shown && (
        <Button variant="default" size="xs" mt="md" onClick={() => setShown(shown + PORTION)}>
          {t('history.more', { n: events.length - shown })}
        </Button>
      )}
    </>
  );
}

function Head({ event }: { event: ResourceEvent }) {
  return (
    <Text component="div" size="xs" c="dimmed" className="event-head">
      <Time at={event.at} />
      <Author author={event.by} />
      {event.run && (
        <Link href={to.run(event.run)} className="link">
          {t('resource.openRun')}
        </Link>
      )}
    </Text>
  );
}

function ValueChange({ event }: { event: ResourceEvent }) {
  const change = valueChange(event);
  if (!change) return null;
  const fields = fieldChanges(change);
  if (!fields)
    return (
      <div className="value-change">
        <Code block className="value was">
          {visibleLines(JSON.stringify(change.before, null, 2))}
        </Code>
        <Code block className="value is">
          {visibleLines(JSON.stringify(change.after, null, 2))}
        </Code>
      </div>
    );
  return (
    <dl className="field-changes">
      {fields.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before === undefined ? <span className="faint">{t('history.absent')}</span> : <del>{before}</del>}
            {' → '}
            {after === undefined ? <span className="faint">{t('history.absent')}</span> : <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
