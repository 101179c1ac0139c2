/** The log of the run on screen: the whole one by position, or the matches of a filter; both live. */
import { useEffect, useMemo } from 'react';
import type { Result } from '../../../../protocol/contract.ts';
import type { LogLevel, LogSource } from '../../../../protocol/fields.ts';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { call } from '../../../api/call.ts';
import { live } from '../../../api/queries.ts';
import { WindowStore } from '../windows/WindowStore.ts';
import { MatchStore } from './MatchStore.ts';

export interface Filter {
  level: LogLevel | undefined;
  source: LogSource | undefined;
  text: string;
}
export const noFilter: Filter = { level: undefined, source: undefined, text: '' };
export const isFiltering = (filter: Filter): boolean => Boolean(filter.level || filter.source || filter.text);

/** `limit` lines from position `from` on: an answer with very long lines may end before, then the rest is asked for. */
async function wholeWindow(run: string, from: number, limit: number): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let at: number | undefined = from; at !== undefined && lines.length < limit; ) {
    const part: Result<'run.log'> = await call('run.log', { run, from: at, limit: limit - lines.length });
    lines.push(...part.lines);
    at = part.next;
  }
  return lines;
}

export type LogStore = WindowStore<LogLine>;

/** The whole log of a run; `lines` is how many the run is known to have. */
export function useLogStore(run: string, lines: number): LogStore {
  const store = useMemo(() => new WindowStore<LogLine>((from, limit) => wholeWindow(run, from, limit)), [run]);
  useEffect(() => store.grow(lines), [store, lines]);
  useEffect(() => live.onLines(run, (fresh) => store.append(fresh)), [store, run]);
  return store;
}

/** The matching lines, or undefined without a filter. */
export function useMatches(run: string, { level, source, text }: Filter): MatchStore | undefined {
  const store = useMemo(() => {
    if (!level && !source && !text) return undefined;
    const filter = { level, source, text: text || undefined };
    return new MatchStore((from, limit) => call('run.log', { run, from, limit, ...filter }));
  }, [run, level, source, text]);
  useEffect(() => (store ? live.onLines(run, () => store.refresh()) : undefined), [store, run]);
  return store;
}
