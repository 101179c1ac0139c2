/** Where the log is scrolled to: the tail while live, the video's line while playing, what was asked for; else where the viewer left it. */
import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** px from the end within which the view counts as being at the end. */
const TAIL_PX = 40;

interface Place {
  rows: Virtualizer<HTMLDivElement, Element>;
  box: RefObject<HTMLDivElement | null>;
  count: number;
  live: boolean;
  playing: boolean;
  /** Row of the line at the player's moment, -1 = none. */
  current: number;
  /** A row to bring on screen: the chosen line's, or the one of a moment sought. */
  wanted: number | undefined;
}

interface Scrolling {
  /** The tail is being followed. */
  following: boolean;
  follow: () => void;
  onScroll: () => void;
}

export function useScrolling({ rows, box, count, live, playing, current, wanted }: Place): Scrolling {
  const [following, setFollowing] = useState(live && wanted === undefined);
  const tail = live && following;
  useEffect(() => {
    if (tail && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [tail, count, rows]);
  useEffect(() => {
    if (playing && current >= 0) rows.scrollToIndex(current, { align: 'center' });
  }, [playing, current, rows]);

  const there = wanted !== undefined && wanted >= 0 && wanted < count ? wanted : undefined;
  const first = useRef(true);
  useEffect(() => {
    if (there === undefined) return;
    rows.scrollToIndex(there, { align: first.current ? 'center' : 'auto' });
    first.current = false;
  }, [there, rows]);

  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    if (live) setFollowing(scrollHeight - scrollTop - clientHeight < TAIL_PX);
  };
  return { following: tail, follow: () => setFollowing(true), onScroll };
}
