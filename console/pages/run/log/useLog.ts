/** The log of the run on screen: the whole one by position, or the matches of a filter; both live. */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { LogLevel, LogSource } from '../../../../protocol/fields.ts';
import { call } from '../../../api/call.ts';
import { live } from '../../../api/queries.ts';
import { type Lines, LogStore } from './LogStore.ts';
import { MatchStore } from './MatchStore.ts';

export interface Filter {
  level: LogLevel | undefined;
  source: LogSource | undefined;
  text: string;
}
export const noFilter: Filter = { level: undefined, source: undefined, text: '' };
export const isFiltering = (filter: Filter): boolean => Boolean(filter.level || filter.source || filter.text);

/** The whole log of a run; `lines` is how many the run is known to have. */
export function useLogStore(run: string, lines: number): LogStore {
  const store = useMemo(
    () => new LogStore(async (from, limit) => (await call('run.log', { run, from, limit })).lines),
    [run],
  );
  useEffect(() => store.grow(lines), [store, lines]);
  useEffect(() => live.onLines(run, (fresh) => store.append(fresh)), [store, run]);
  return store;
}

/** The matching lines, or undefined without a filter. */
export function useMatches(run: string, { level, source, text }: Filter): MatchStore | undefined {
  const store = useMemo(() => {
    if (!level && !source && !text) return undefined;
    const filter = { level, source, text: text || undefined };
    return new MatchStore(async (from, limit) => (await call('run.log', { run, from, limit, ...filter })).lines);
  }, [run, level, source, text]);
  useEffect(() => (store ? live.onLines(run, () => store.refresh()) : undefined), [store, run]);
  return store;
}

/** Renders again when the lines change. */
export function useVersion(lines: Lines): number {
  return useSyncExternalStore(
    (watcher) => lines.subscribe(watcher),
    () => lines.version,
  );
}
