/** Choosing a line and seeking to a moment, by pointer, keyboard and address (`?line=N`, `?at=12.3`, a clip's span). */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { LogLine } from '../../../protocol/shapes.ts';
import { useAddressQuery } from '../../app/address.ts';
import type { Clip } from './clip.ts';
import { type Filter, isFiltering, type LogStore } from './log/useLog.ts';
import type { Timeline } from './player/timeline.ts';
import { type Find, useFind } from './useFind.ts';
import { type Keys, useKeyboard } from './useKeyboard.ts';

export interface Moments {
  /** Position of the chosen line: it is in the address. */
  chosen: number | undefined;
  /** Row that a seek leads to. */
  sought: number | undefined;
  choose: (line: LogLine | undefined) => void;
  seek: (ms: number) => void;
  find: Find;
}

interface Axis {
  run: string;
  timeline: Timeline;
  store: LogStore;
  clip: Clip;
  filter: Filter;
}

type PageKeys = Pick<Keys, 'fullScreen' | 'help'>;

export function useMoments(axis: Axis, pageKeys: PageKeys): Moments {
  const { run, timeline, store, clip } = axis;
  const [query, change] = useAddressQuery();
  const chosen = positionOf(query.get('line'));
  const [sought, setSought] = useState<number>();
  const outside = useCallback(
    (ms: number) => clip.span !== undefined && (ms < clip.span.from - 1 || ms > clip.span.until + 1),
    [clip.span],
  );
  const leave = useCallback(
    (ms: number) => (outside(ms) ? { from: undefined, until: undefined, item: undefined } : {}),
    [outside],
  );
  const choose = useCallback(
    (line: LogLine | undefined) => {
      change({ line: line && String(line.n), at: undefined, ...(line ? leave(line.atMs) : {}) });
      if (line) timeline.seek(line.atMs);
    },
    [change, timeline, leave],
  );
  const seek = useCallback(
    (ms: number) => {
      timeline.seek(ms);
      change({ line: undefined, at: undefined, ...leave(ms) });
      void store.findRow(ms).then(setSought);
    },
    [timeline, change, store, leave],
  );
  // The chosen line, as long as the player stands there; after some playing it is where that led to.
  const here = useCallback(() => {
    const line = chosen === undefined ? undefined : store.at(chosen - 1);
    const { ms, duration } = timeline.moment;
    const there = line !== undefined && Math.abs(Math.min(Math.max(0, line.atMs), duration) - ms) < 1;
    return there ? line.n : store.rowAt(timeline.moment.ms) + 1;
  }, [chosen, store, timeline]);
  const find = useFind(run, here, choose);
  usePlaceInAddress({ chosen, at: secondOf(query.get('at')), from: clip.span?.from }, axis, setSought);
  useKeys({ axis, pageKeys, find, seek, choose, here });
  return { chosen, sought, choose, seek, find };
}

interface Acts {
  axis: Axis;
  pageKeys: PageKeys;
  find: Find;
  seek: (ms: number) => void;
  choose: (line: LogLine) => void;
  here: () => number;
}

function useKeys({
  axis: { timeline, store, filter, clip },
  pageKeys,
  find: { find },
  seek,
  choose,
  here,
}: Acts): void {
  const { span } = clip;
  const { fullScreen, help } = pageKeys;
  const keys = useMemo<Keys>(
    () => ({
      ...{ fullScreen, help },
      toggle: () => timeline.toggle(),
      jump: (ms) => {
        const to = timeline.moment.ms + ms;
        seek(span ? Math.min(span.until, Math.max(span.from, to)) : to);
      },
      line: (by) => {
        const line = store.at(here() - 1 + by);
        if (line) choose(line);
      },
      error: (way) => find({ level: 'error' }, way),
      match: (way) => isFiltering(filter) && find(filter, way),
    }),
    [timeline, store, filter, span, find, seek, choose, here, fullScreen, help],
  );
  useKeyboard(keys);
}

function positionOf(text: string | null): number | undefined {
  const n = Number(text);
  return Number.isSafeInteger(n) && n > 0 ? n : undefined;
}

/** `12.3` as ms. */
function secondOf(text: string | null): number | undefined {
  const seconds = Number(text);
  return text !== null && text !== '' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

interface Said {
  chosen: number | undefined;
  at: number | undefined;
  from: number | undefined;
}

/** Goes where the address says when it comes to name another line, second or clip. A line is waited for. */
function usePlaceInAddress(said: Said, { timeline, store }: Axis, onRow: (row: number) => void): void {
  const { chosen, at, from } = said;
  const [gone, setGone] = useState<Said>({ chosen: undefined, at: undefined, from: undefined });
  const line = chosen === undefined ? undefined : store.at(chosen - 1);
  useEffect(() => {
    const now = { chosen, at, from };
    const changed = PLACES.filter((place) => now[place] !== gone[place]);
    if (changed.length === 0) return;
    if (changed.some((place) => now[place] !== undefined)) {
      if (chosen !== undefined && !line) return;
      const ms = line?.atMs ?? at ?? from ?? 0;
      timeline.seek(ms);
      if (!line) void store.findRow(ms).then(onRow);
    }
    setGone(now);
  }, [chosen, at, from, gone, line, timeline, store, onRow]);
}
const PLACES = ['chosen', 'at', 'from'] as const;
