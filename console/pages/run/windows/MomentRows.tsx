/** A list of moments of a run of which only what is on screen is drawn; it grows at both ends while one scrolls. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { Broken } from './Broken.tsx';
import type { Place } from './usePlace.ts';
import { useVersion } from './useVersion.ts';
import type { Rows } from './WindowStore.ts';

/** Of a row of one line; others are measured. */
const ROW_PX = 34;
const OVERSCAN_ROWS = 10;

interface Props<T> {
  /** `first`: number of the first row, when rows are added above. */
  rows: Rows<T> & { readonly first?: number };
  place: Place;
  /** Row of the player's moment, -1 = none. */
  current: number;
  label: string;
  children: (one: T, row: number) => ReactNode;
}

export function MomentRows<T>({ rows, place, current, label, children }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  useVersion(rows);
  const first = rows.first ?? 0;
  const list = useVirtualizer({
    count: rows.count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
    getItemKey: (row) => first + row,
  });
  const items = list.getVirtualItems();
  // After every render: what is on screen is asked for; asking again for what is there or under way costs nothing.
  useEffect(() => rows.need(items[0]?.index ?? 0, items.at(-1)?.index ?? 0));
  useStandStill(box, first);
  const { wanted, playing } = place;
  useEffect(() => {
    if (wanted) list.scrollToIndex(wanted.row, { align: playing ? 'center' : 'auto' });
  }, [wanted, playing, list]);
  return (
    <div ref={box} className="moment-scroll">
      <Broken rows={rows} />
      <ol className="moment-rows" aria-label={label} style={{ height: list.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const one = rows.at(index);
          return (
            <li
              key={key}
              ref={list.measureElement}
              data-index={index}
              data-moment={first + index + 1}
              aria-current={index === current || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {one === undefined ? <div className="moment faint">…</div> : children(one, index)}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Rows that come or go above must not move those on screen. */
function useStandStill(box: React.RefObject<HTMLDivElement | null>, first: number): void {
  const before = useRef(first);
  useLayoutEffect(() => {
    const came = before.current - first;
    before.current = first;
    if (came !== 0 && box.current) box.current.scrollTop += came * ROW_PX;
  }, [box, first]);
}
