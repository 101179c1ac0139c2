/** React's view of the API: `useVerb` reads and stays live, `useCommand` writes; lists with pages are in lists.ts. */
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { call } from './call.ts';
import { type Connection, Live } from './live.ts';

/** ms that changes are gathered before what is on screen is fetched again. */
const GATHER_MS = 150;
/** While they keep coming: reading two hundred changes a second helps nobody, and drawing them makes the page stutter. */
const BUSY_MS = 1_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof GantryError && error.retry === 'later',
    },
  },
});

const changed = new Set<string>();
let all = false;
let gathering = false;

export const live = new Live({
  changed: (topics) => {
    if (topics === 'all') all = true;
    else for (const topic of topics) changed.add(topic);
    void refresh();
  },
});

/** While one refresh is under way the next gathers, so that a busy fleet costs one fetch at a time. */
async function refresh(): Promise<void> {
  if (gathering) return;
  gathering = true;
  for (let wait = GATHER_MS; all || changed.size > 0; wait = BUSY_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const [everything, topics] = [all, new Set(changed)];
    all = false;
    changed.clear();
    await queryClient.invalidateQueries({
      predicate: ({ meta }) => everything || topicsOf(meta).some((topic) => topics.has(topic)),
    });
  }
  gathering = false;
}

const topicsOf = (meta: Record<string, unknown> | undefined): string[] => (meta?.topics as string[] | undefined) ?? [];

export function useConnection(): Connection {
  return useSyncExternalStore(
    (watcher) => live.onState(watcher),
    () => live.state,
  );
}

/** Keeps topics subscribed while the component is on screen. */
export function useTopics(topics: readonly string[]): void {
  const key = topics.join('\n');
  useEffect(() => (key === '' ? undefined : live.watch(key.split('\n'))), [key]);
}

interface ReadOptions {
  /** What on the live socket makes this answer old. */
  topics?: string[];
  enabled?: boolean;
  /** Show the answer to the previous parameters until the new one is there: lists being filtered. */
  keep?: boolean;
}

export function useVerb<V extends VerbName>(verb: V, params: ParamsIn<V>, options: ReadOptions = {}) {
  const topics = options.topics ?? [];
  useTopics(options.enabled === false ? [] : topics);
  return useQuery<Result<V>, Error>({
    queryKey: [verb, params],
    queryFn: ({ signal }) => call(verb, params, signal),
    meta: { topics },
    enabled: options.enabled ?? true,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A write; afterwards everything on screen is fetched again, also when the live socket is down. */
export function useCommand<V extends VerbName>(verb: V) {
  const client = useQueryClient();
  return useMutation<Result<V>, Error, ParamsIn<V>>({
    mutationFn: (params) => call(verb, params),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'run.log' }),
  });
}
