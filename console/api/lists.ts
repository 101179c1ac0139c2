/** Lists as tables need them: one page of rows, filter and order in the address, kept live. From the server or from memory. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { useAddressQuery } from '../app/address.ts';
import { remember, remembered } from '../environment.ts';
import { call } from './call.ts';
import { useTopics } from './queries.ts';

export interface Sorting {
  by: string;
  dir: 'asc' | 'desc';
}

/** What `DataTable` shows. */
export interface List<T> {
  /** Undefined until the first answer. */
  rows: T[] | undefined;
  error: Error | null;
  retry: () => void;
  sorting: Sorting;
  sort: (sorting: Sorting) => void;
  pager: Pager;
}

export interface Pager {
  /** Rows that meet the filter, where that is known. */
  total: number | undefined;
  /** From 1; undefined when the page was opened by a link and its place is not known. */
  page: number | undefined;
  first?: (() => void) | undefined;
  previous?: (() => void) | undefined;
  next?: (() => void) | undefined;
  rows: number;
  setRows: (rows: number) => void;
}

export const ROWS_CHOICES = [25, 50, 100];
const ROWS = 50;

function useRows(): [number, (rows: number) => void] {
  const [rows, set] = useState(() => {
    const stored = Number(remembered('rows'));
    return ROWS_CHOICES.includes(stored) ? stored : ROWS;
  });
  return [
    rows,
    (next) => {
      remember('rows', next);
      set(next);
    },
  ];
}

/** `sort` and `dir` of the address, and how to change them: a new order begins at the first page. */
export function useSorting(initial: Sorting): [Sorting, (sorting: Sorting) => void] {
  const [query, change] = useAddressQuery();
  const dir = query.get('dir');
  return [
    { by: query.get('sort') ?? initial.by, dir: dir === 'asc' || dir === 'desc' ? dir : initial.dir },
    ({ by, dir }) => change({ sort: by, dir, after: undefined }),
  ];
}

/** Verbs that answer page by page. */
type PagedVerb = {
  [V in VerbName]: Result<V> extends { items: unknown[]; next?: string | undefined } ? V : never;
}[VerbName];
type RowOf<V extends PagedVerb> = Result<V> extends { items: (infer Row)[] } ? Row : never;
interface PageOf<V extends PagedVerb> {
  items: RowOf<V>[];
  next?: string | undefined;
  total?: number | undefined;
}

/**
 * One page (keyset) of a list of the coordinator. The cursor is in the address, so that a page can be sent as a link and
 * the browser's Back works; the way back by button is known for pages that were walked to.
 */
export function useServerList<V extends PagedVerb>(
  verb: V,
  filter: Omit<ParamsIn<V>, 'limit' | 'after' | 'sort' | 'dir'>,
  /** `by: ''` = in the only order that the verb has. */
  options: { topics: string[]; initial: Sorting },
): List<RowOf<V>> {
  const [query, change] = useAddressQuery();
  const [sorting, sort] = useSorting(options.initial);
  const [rows, setRows] = useRows();
  const [walked, setWalked] = useState<string[]>([]);
  const after = query.get('after') ?? undefined;
  useTopics(options.topics);
  const params = { ...filter, sort: sorting.by || undefined, dir: sorting.dir, limit: rows, after };
  const { data, error, refetch } = useQuery<PageOf<V>, Error>({
    queryKey: [verb, 'page', params],
    queryFn: async ({ signal }) => (await call(verb, params as unknown as ParamsIn<V>, signal)) as PageOf<V>,
    placeholderData: keepPreviousData,
    meta: { topics: options.topics },
  });
  const go = (cursor: string | undefined, way: string[]) => {
    setWalked(way);
    change({ after: cursor });
  };
  const at = after === undefined ? 0 : walked.lastIndexOf(after) + 1;
  const known = after === undefined || at > 0;
  const next = data?.next;
  return {
    rows: data?.items,
    error,
    retry: () => void refetch(),
    sorting,
    sort,
    pager: {
      total: data?.total,
      page: known ? at + 1 : undefined,
      first: after === undefined ? undefined : () => go(undefined, []),
      previous: known && at > 0 ? () => go(walked[at - 2], walked.slice(0, at - 1)) : undefined,
      next: next === undefined ? undefined : () => go(next, [...(known ? walked.slice(0, at) : []), next]),
      rows,
      setRows: (count) => {
        setRows(count);
        go(undefined, []);
      },
    },
  };
}

/** Rows fetched in one go when all are wanted. */
const PORTION = 500;

/** Hears how many rows of how many are here; the verb may not know how many there are. */
export type RowsProgress = (done: number, total: number | undefined) => void;

/** Every row that meets the filter, on whatever page: for a file. */
export async function allRows<V extends PagedVerb>(
  verb: V,
  filter: ParamsIn<V>,
  onProgress?: RowsProgress,
): Promise<RowOf<V>[]> {
  const rows: RowOf<V>[] = [];
  let after: string | undefined;
  do {
    const params = { ...filter, limit: PORTION, after } as unknown as ParamsIn<V>;
    const page: PageOf<V> = (await call(verb, params)) as PageOf<V>;
    rows.push(...page.items);
    after = page.next;
    onProgress?.(rows.length, page.total);
  } while (after !== undefined);
  return rows;
}

interface LocalOptions<T> {
  initial: Sorting;
  /** What a row is ordered by, for each order that a column names. */
  by: Record<string, (row: T) => string | number>;
}

/** The same for a list that is short enough to be here as a whole. */
export function useLocalList<T>(
  source: { data: T[] | undefined; error: Error | null; refetch: () => unknown },
  { initial, by }: LocalOptions<T>,
): List<T> {
  const [sorting, sort] = useSorting(initial);
  const [rows, setRows] = useRows();
  const [page, setPage] = useState(1);
  const all = source.data && sorted(source.data, by[sorting.by] ?? by[initial.by], sorting.dir);
  const pages = Math.max(1, Math.ceil((all?.length ?? 0) / rows));
  const at = Math.min(page, pages);
  return {
    rows: all?.slice((at - 1) * rows, at * rows),
    error: source.error,
    retry: () => void source.refetch(),
    sorting,
    sort,
    pager: {
      total: all?.length,
      page: at,
      first: at > 1 ? () => setPage(1) : undefined,
      previous: at > 1 ? () => setPage(at - 1) : undefined,
      next: at < pages ? () => setPage(at + 1) : undefined,
      rows,
      setRows,
    },
  };
}

function sorted<T>(rows: T[], of: ((row: T) => string | number) | undefined, dir: Sorting['dir']): T[] {
  if (!of) return rows;
  const sign = dir === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(of(a), of(b)));
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
