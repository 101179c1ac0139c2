/** Where the player stands among rows: they go there when it is moved and while it plays, not while it follows a live run. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Timeline, useTimeline } from '../player/timeline.ts';
import type { Seekable } from './WindowStore.ts';

export interface Place {
  ms: number;
  playing: boolean;
  /** Row to bring on screen; another object each time it is wanted. */
  wanted: { row: number } | undefined;
  want: (row: Promise<number>) => void;
}

export function usePlace(rows: Seekable<unknown>, timeline: Timeline, live: boolean): Place {
  const { ms, playing, duration } = useTimeline(timeline);
  const [wanted, setWanted] = useState<{ row: number }>();
  const asked = useRef(0);
  const want = useCallback((found: Promise<number>) => {
    const mine = ++asked.current;
    void found.then((row) => {
      if (mine === asked.current) setWanted({ row: Math.max(0, row) }); // before the first one: to the first one
    });
  }, []);
  const follows = live && ms >= duration;
  useEffect(() => {
    if (!follows || asked.current === 0) want(rows.findRow(ms));
  }, [rows, ms, follows, want]);
  return { ms, playing, wanted, want };
}
