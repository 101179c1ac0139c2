/** What the run did in queues, however much; a click goes to the moment. */
import { Button, Group, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Result } from '../../../protocol/contract.ts';
import type { ResourceEvent } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ShortId } from '../../parts/Who.tsx';
import { position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Nothing } from './Nothing.tsx';
import type { Timeline } from './player/timeline.ts';
import type { EventStore } from './windows/EventStore.ts';
import { MomentRows } from './windows/MomentRows.tsx';
import { usePlace } from './windows/usePlace.ts';
import { useVersion } from './windows/useVersion.ts';

interface Props {
  shown: Result<'run.show'>;
  events: EventStore;
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Actions({ shown: { run, events: latest, moreEvents }, events, timeline, onSeek }: Props) {
  useVersion(events);
  const place = usePlace(events, timeline, run.ended === undefined);
  if (latest.length === 0) return <Nothing>{t('run.noActions')}</Nothing>;
  const start = run.started ?? run.assigned;
  return (
    <>
      {moreEvents && <Ends onGo={(end) => place.want(events.findEnd(end))} />}
      <MomentRows rows={events} place={place} current={events.rowAt(place.ms)} label={t('run.actions')}>
        {(event) => <Action event={event} atMs={event.at - start} onSeek={onSeek} />}
      </MomentRows>
    </>
  );
}

/** Where there are so many that pages of them come as one scrolls: to the very first and to the newest. */
function Ends({ onGo }: { onGo: (end: 'first' | 'newest') => void }) {
  return (
    <Group gap="xs" px="md" py={8} className="moment-ends">
      {(['first', 'newest'] as const).map((end) => (
        <Button
          key={end}
          size="compact-xs"
          variant="default"
          leftSection={
            end === 'first' ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />
          }
          onClick={() => onGo(end)}
        >
          {t(`run.actions.${end}`)}
        </Button>
      ))}
    </Group>
  );
}

function Action({ event, atMs, onSeek }: { event: ResourceEvent; atMs: number; onSeek: (ms: number) => void }) {
  const queue = visible(event.queue);
  return (
    <div className="moment">
      <UnstyledButton className="moment-at" onClick={() => onSeek(atMs)}>
        {position(atMs, false)}
      </UnstyledButton>
      <i className={`dot mark-${event.kind}`} aria-hidden />
      <span className="moment-text moment-line" title={queue}>
        {t(`event.${event.kind}`)} <span className="faint">· {queue}</span>
      </span>
      <Link href={to.resource(event.queue, event.resource)} className="link">
        <ShortId id={event.resource} />
      </Link>
    </div>
  );
}
