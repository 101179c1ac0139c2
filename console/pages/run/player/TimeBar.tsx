/** The bar of a run's time, or of a clip's: markers, steps, the place we are at; by pointer and by keyboard. */
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef } from 'react';
import type { StepView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import type { Span } from '../span.ts';
import type { Marker } from './markers.ts';
import { type Timeline, useTimeline } from './timeline.ts';

const STEP_MS = 5_000;

interface Props {
  timeline: Timeline;
  markers: Marker[];
  steps: StepView[];
  /** The part that the bar shows; undefined = the whole run. */
  span: Span | undefined;
  onSeek: (ms: number) => void;
}

export function TimeBar({ timeline, markers, steps, span, onSeek }: Props) {
  const { ms, duration } = useTimeline(timeline);
  const axis = useMemo<Span>(() => span ?? { from: 0, until: duration }, [span, duration]);
  const bar = useRef<HTMLDivElement>(null);
  const point = (event: PointerEvent) => {
    if (event.buttons !== 1 || !bar.current) return;
    const exact = (event.target as HTMLElement).dataset.ms;
    const { left, width } = bar.current.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
    onSeek(exact === undefined ? axis.from + part * (axis.until - axis.from) : Number(exact));
  };
  const press = (event: KeyboardEvent) => {
    const to = { Home: axis.from, End: axis.until, PageUp: ms - 6 * STEP_MS, PageDown: ms + 6 * STEP_MS }[event.key];
    if (to === undefined) return; // arrows and space belong to the whole page
    event.preventDefault();
    onSeek(Math.min(axis.until, Math.max(axis.from, to)));
  };
  return (
    <div
      ref={bar}
      className="bar"
      role="slider"
      tabIndex={0}
      aria-label={t('bar.label')}
      aria-valuemin={Math.round(axis.from)}
      aria-valuemax={Math.round(axis.until)}
      aria-valuenow={Math.round(Math.min(axis.until, Math.max(axis.from, ms)))}
      aria-valuetext={position(ms, false)}
      onPointerDown={point}
      onPointerMove={point}
      onKeyDown={press}
    >
      <div className="bar-track">
        <div className="bar-done" style={{ width: share(ms, axis) }} />
      </div>
      <Marks markers={markers} steps={steps} axis={axis} />
      <div className="bar-head" style={{ left: share(ms, axis) }} />
    </div>
  );
}

/** How far from the axis's beginning to its end. */
const share = (ms: number, { from, until }: Span): string =>
  `${until > from ? Math.min(100, Math.max(0, ((ms - from) / (until - from)) * 100)) : 0}%`;

/** Drawn again only when there are other marks or another axis, not with every frame. */
const Marks = memo(function Marks({ markers, steps, axis }: Pick<Props, 'markers' | 'steps'> & { axis: Span }) {
  const within = (from: number, until = from) => until >= axis.from && from <= axis.until;
  return (
    <>
      {steps
        .filter((step) => within(step.atMs, step.atMs + (step.ms ?? 0)))
        .map((step) => (
          <span
            key={`${step.atMs} ${step.name}`}
            className="bar-step"
            data-failed={step.ok === false || undefined}
            data-ms={step.atMs}
            style={placeOf(step, axis)}
            title={visible(step.name)}
          />
        ))}
      {markers
        .filter((marker) => within(marker.atMs))
        .map((marker) => (
          <span
            key={marker.id}
            className={`bar-mark mark-${marker.kind}`}
            data-ms={marker.atMs}
            style={{ left: share(marker.atMs, axis) }}
            title={marker.says}
          />
        ))}
    </>
  );
});

/** A step that began before the axis, or goes on after it, is cut there. */
function placeOf({ atMs, ms = 0 }: StepView, axis: Span) {
  const from = Math.max(atMs, axis.from);
  const until = Math.min(atMs + ms, axis.until);
  return { left: share(from, axis), width: share(axis.from + until - from, axis) };
}
