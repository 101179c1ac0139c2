/** To the next or the previous line that meets a filter, asked from the coordinator: also in a log of a million lines (E4). */
import { useCallback, useRef, useState } from 'react';
import type { LogLine } from '../../../protocol/shapes.ts';
import { call } from '../../api/call.ts';
import { sayRefused } from '../../parts/say.ts';
import type { Filter } from './log/useLog.ts';

export type Way = 'next' | 'previous';

export interface Find {
  find: (filter: Partial<Filter>, way: Way) => void;
  busy: boolean;
  /** There was nothing more that way. */
  none: Way | undefined;
}

/** `here`: the position to go on from; `choose` is told what was found. */
export function useFind(run: string, here: () => number, choose: (line: LogLine) => void): Find {
  const [busy, setBusy] = useState(false);
  const [none, setNone] = useState<Way>();
  const asked = useRef(0);
  const find = useCallback(
    (filter: Partial<Filter>, way: Way) => {
      const mine = ++asked.current;
      setBusy(true);
      lineFrom(run, { ...filter, from: here() + (way === 'next' ? 1 : -1), way })
        .then((line) => {
          if (mine !== asked.current) return;
          setNone(line ? undefined : way);
          if (line) choose(line);
        })
        .catch(sayRefused)
        .finally(() => mine === asked.current && setBusy(false));
    },
    [run, here, choose],
  );
  return { find, busy, none };
}

/** The coordinator looks through so many lines at a time and says where to go on. */
async function lineFrom(
  run: string,
  { from, way, level, source, text }: Partial<Filter> & { from: number; way: Way },
): Promise<LogLine | undefined> {
  const filter = { level, source, text: text || undefined };
  const dir = way === 'next' ? 'asc' : 'desc';
  for (let at: number | undefined = from; at !== undefined && at > 0; ) {
    const { lines, next }: { lines: LogLine[]; next?: number | undefined } = await call('run.log', {
      ...{ run, dir, limit: 1, ...filter },
      from: at,
    });
    if (lines[0]) return lines[0];
    at = next;
  }
  return undefined;
}
