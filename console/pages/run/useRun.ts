/** What the parts of the run page share: the time axis, the log, the markers, the chosen line, seeking. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import type { LogLine } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { useAddressQuery } from '../../app/address.ts';
import { useNow } from '../../show/Time.tsx';
import type { LogStore } from './log/LogStore.ts';
import { useLogStore, useVersion } from './log/useLog.ts';
import { durationOf, type Marker, markersOf } from './player/markers.ts';
import { Timeline } from './player/timeline.ts';
import { useKeyboard } from './useKeyboard.ts';

/** Error lines marked on the bar at most. */
const MARKED_ERRORS = 200;

export interface RunView {
  live: boolean;
  timeline: Timeline;
  store: LogStore;
  markers: Marker[];
  /** Position of the chosen line: it is in the address (`?line=N`). */
  chosen: number | undefined;
  /** Row that a seek leads to. */
  sought: number | undefined;
  choose: (line: LogLine | undefined) => void;
  seek: (ms: number) => void;
}

export function useRun(shown: Result<'run.show'>): RunView {
  const { run } = shown;
  const live = run.ended === undefined;
  const clock = useNow(live);
  const [timeline] = useState(() => new Timeline());
  const store = useLogStore(run.id, run.logDeleted ? 0 : run.lines);
  useVersion(store);
  const markers = useMarkers(shown);
  const duration = durationOf(run, markers, clock);
  useEffect(() => timeline.setDuration(duration, live), [timeline, duration, live]);
  useEffect(() => () => timeline.pause(), [timeline]);
  return { live, timeline, store, markers, ...useMoments(timeline, store) };
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

/** Choosing a line and seeking to a moment, by pointer, keyboard and address. */
function useMoments(timeline: Timeline, store: LogStore): Pick<RunView, 'chosen' | 'sought' | 'choose' | 'seek'> {
  const [query, change] = useAddressQuery();
  const chosen = positionOf(query.get('line'));
  const [sought, setSought] = useState<number>();
  useChosenAtStart(chosen, store.at((chosen ?? 0) - 1), timeline);
  const choose = useCallback(
    (line: LogLine | undefined) => {
      change({ line: line && String(line.n) });
      if (line) timeline.seek(line.atMs);
    },
    [change, timeline],
  );
  const seek = useCallback(
    (ms: number) => {
      timeline.seek(ms);
      change({ line: undefined });
      void store.findRow(ms).then(setSought);
    },
    [timeline, change, store],
  );
  const keys = useMemo(
    () => ({
      toggle: () => timeline.toggle(),
      jump: (ms: number) => seek(timeline.moment.ms + ms),
      line: (by: number) => {
        const line = store.at((chosen === undefined ? store.rowAt(timeline.moment.ms) : chosen - 1) + by);
        if (line) choose(line);
      },
    }),
    [timeline, store, chosen, choose, seek],
  );
  useKeyboard(keys);
  return { chosen, sought, choose, seek };
}

function positionOf(text: string | null): number | undefined {
  const n = Number(text);
  return Number.isSafeInteger(n) && n > 0 ? n : undefined;
}

/** An address with `?line=N` opens at the moment of that line, once. */
function useChosenAtStart(chosen: number | undefined, line: LogLine | undefined, timeline: Timeline): void {
  const [wanted, setWanted] = useState(chosen !== undefined);
  useEffect(() => {
    if (!wanted || !line) return;
    timeline.seek(line.atMs);
    setWanted(false);
  }, [wanted, line, timeline]);
}
