/** What the run did in queues; a click goes to the moment. */
import { UnstyledButton } from '@mantine/core';
import { Link } from 'wouter';
import type { ResourceEvent } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ShortId } from '../../parts/Who.tsx';
import { position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Nothing } from './Nothing.tsx';
import { type Timeline, useTimeline } from './player/timeline.ts';

interface Props {
  events: ResourceEvent[];
  /** Instant of the run's start. */
  start: number;
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Actions({ events, start, timeline, onSeek }: Props) {
  const { ms } = useTimeline(timeline);
  const current = events.findLastIndex((event) => event.at - start <= ms);
  if (events.length === 0) return <Nothing>{t('run.noActions')}</Nothing>;
  return (
    <ol className="moments">
      {events.map((event, i) => (
        <li key={event.id} className="moment" aria-current={i === current || undefined}>
          <UnstyledButton className="moment-at" onClick={() => onSeek(event.at - start)}>
            {position(event.at - start, false)}
          </UnstyledButton>
          <i className={`dot mark-${event.kind}`} aria-hidden />
          <span className="moment-text">
            {t(`event.${event.kind}`)} <span className="faint">· {visible(event.queue)}</span>
          </span>
          <Link href={to.resource(event.queue, event.resource)} className="link">
            <ShortId id={event.resource} />
          </Link>
        </li>
      ))}
    </ol>
  );
}
