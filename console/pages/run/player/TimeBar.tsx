/** The bar of a run's time: markers, steps, the place we are at; by pointer and by keyboard. */
import { type KeyboardEvent, memo, type PointerEvent, useRef } from 'react';
import type { StepView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import type { Marker } from './markers.ts';
import { type Timeline, useTimeline } from './timeline.ts';

const STEP_MS = 5_000;

interface Props {
  timeline: Timeline;
  markers: Marker[];
  steps: StepView[];
  onSeek: (ms: number) => void;
}

export function TimeBar({ timeline, markers, steps, onSeek }: Props) {
  const { ms, duration } = useTimeline(timeline);
  const bar = useRef<HTMLDivElement>(null);
  const point = (event: PointerEvent) => {
    if (event.buttons !== 1 || !bar.current) return;
    const exact = (event.target as HTMLElement).dataset.ms;
    const { left, width } = bar.current.getBoundingClientRect();
    onSeek(exact === undefined ? ((event.clientX - left) / width) * duration : Number(exact));
  };
  const press = (event: KeyboardEvent) => {
    const by = { Home: -ms, End: duration - ms, PageUp: -6 * STEP_MS, PageDown: 6 * STEP_MS }[event.key];
    if (by === undefined) return; // arrows and space belong to the whole page
    event.preventDefault();
    onSeek(ms + by);
  };
  return (
    <div
      ref={bar}
      className="bar"
      role="slider"
      tabIndex={0}
      aria-label={t('bar.label')}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={position(ms, false)}
      onPointerDown={point}
      onPointerMove={point}
      onKeyDown={press}
    >
      <div className="bar-track">
        <div className="bar-done" style={{ width: share(ms, duration) }} />
      </div>
      <Marks markers={markers} steps={steps} duration={duration} />
      <div className="bar-head" style={{ left: share(ms, duration) }} />
    </div>
  );
}

const share = (ms: number, duration: number): string =>
  `${duration > 0 ? Math.min(100, Math.max(0, (ms / duration) * 100)) : 0}%`;

/** Drawn again only when there are other marks, not with every frame. */
const Marks = memo(function Marks({
  markers,
  steps,
  duration,
}: Omit<Props, 'timeline' | 'onSeek'> & { duration: number }) {
  return (
    <>
      {steps.map((step) => (
        <span
          key={`${step.atMs} ${step.name}`}
          className="bar-step"
          data-failed={step.ok === false || undefined}
          data-ms={step.atMs}
          style={{ left: share(step.atMs, duration), width: share(step.ms ?? 0, duration) }}
          title={visible(step.name)}
        />
      ))}
      {markers.map((marker) => (
        <span
          key={marker.id}
          className={`bar-mark mark-${marker.kind}`}
          data-ms={marker.atMs}
          style={{ left: share(marker.atMs, duration) }}
          title={marker.says}
        />
      ))}
    </>
  );
});
