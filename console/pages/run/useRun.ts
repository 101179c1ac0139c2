/** What the parts of the run page share: the time axis, the log, the markers, the clip, the chosen line, seeking. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import { useVerb } from '../../api/queries.ts';
import { useNow } from '../../show/Time.tsx';
import { type Clip, useClip } from './clip.ts';
import { type Filter, type LogStore, noFilter, useLogStore } from './log/useLog.ts';
import { durationOf, type Marker, markersOf } from './player/markers.ts';
import { Timeline } from './player/timeline.ts';
import { type FullScreen, useFullScreen } from './player/useFullScreen.ts';
import { type Moments, useMoments } from './useMoments.ts';
import { useVersion } from './windows/useVersion.ts';

/** Error lines marked on the bar at most. */
const MARKED_ERRORS = 200;

export interface RunView extends Moments {
  live: boolean;
  timeline: Timeline;
  store: LogStore;
  markers: Marker[];
  clip: Clip;
  filter: Filter;
  setFilter: (filter: Filter) => void;
  /** What goes over the whole screen. */
  frame: RefObject<HTMLDivElement | null>;
  screen: FullScreen;
  helping: boolean;
  setHelping: (on: boolean) => void;
}

export function useRun(shown: Result<'run.show'>): RunView {
  const { run } = shown;
  const live = run.ended === undefined;
  const store = useLogStore(run.id, run.logDeleted ? 0 : run.lines);
  useVersion(store);
  const markers = useMarkers(shown);
  const { timeline, clip } = useAxis(shown, markers, live);
  const [filter, setFilter] = useState(noFilter);
  const [helping, setHelping] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const screen = useFullScreen(frame);
  const pageKeys = useMemo(() => ({ fullScreen: screen.toggle, help: () => setHelping(true) }), [screen.toggle]);
  const moments = useMoments({ run: run.id, timeline, store, clip, filter }, pageKeys);
  return { live, timeline, store, markers, clip, filter, setFilter, frame, screen, helping, setHelping, ...moments };
}

function useAxis({ run }: Result<'run.show'>, markers: Marker[], live: boolean): { timeline: Timeline; clip: Clip } {
  const clock = useNow(live);
  const [timeline] = useState(() => new Timeline());
  const duration = durationOf(run, markers, clock);
  const clip = useClip(run, duration);
  const { span } = clip;
  useEffect(() => timeline.setDuration(duration, live), [timeline, duration, live]);
  useEffect(() => timeline.limit(span), [timeline, span]);
  useEffect(() => () => timeline.pause(), [timeline]);
  return { timeline, clip };
}

function useMarkers({ run, artifacts, events }: Result<'run.show'>): Marker[] {
  const { data } = useVerb(
    'run.log',
    { run: run.id, level: 'error', limit: MARKED_ERRORS },
    { topics: [`run:${run.id}`], enabled: run.errors > 0, keep: true },
  );
  const errors = data?.lines;
  return useMemo(() => markersOf({ run, artifacts, events, errors: errors ?? [] }), [run, artifacts, events, errors]);
}
