/** The console's addresses: everything behind the `#`, query included, so that the server serves one page only. */
import { useMemo, useSyncExternalStore } from 'react';
import type { BaseLocationHook } from 'wouter';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
const current = (): string => `/${location.hash.replace(/^#?\/?/, '')}`;
const parts = (): [path: string, query: string] => {
  const [path = '/', query = ''] = current().split('?', 2);
  return [path, query];
};

/** Of this page, without the query. */
export const currentPath = (): string => parts()[0];

export function goTo(to: string, options: { replace?: boolean } = {}): void {
  const url = new URL(location.href);
  url.hash = to;
  history[options.replace ? 'replaceState' : 'pushState'](null, '', url);
  dispatchEvent(new Event('hashchange'));
}

const useHash = () => [useSyncExternalStore(subscribe, () => parts()[0]), goTo] as [string, typeof goTo];
export const useHashAddress: BaseLocationHook = Object.assign(useHash, {
  hrefs: (href: string) => `#${href}`,
  searchHook: () => useSyncExternalStore(subscribe, () => parts()[1]),
});

/** Query values of this address, and a function that changes some of them (empty = away) without a new history entry. */
export function useAddressQuery(): [URLSearchParams, (changes: Record<string, string | undefined>) => void] {
  const query = useSyncExternalStore(subscribe, () => parts()[1]);
  const values = useMemo(() => new URLSearchParams(query), [query]);
  return [values, changeQuery];
}

function changeQuery(changes: Record<string, string | undefined>): void {
  const [path, query] = parts();
  const values = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') values.delete(name);
    else values.set(name, value);
  }
  goTo(values.size > 0 ? `${path}?${values}` : path, { replace: true });
}

const withQuery = (path: string, values: Record<string, string>): string =>
  Object.keys(values).length > 0 ? `${path}?${new URLSearchParams(values)}` : path;

/** By its name, or by its id where at the name stands the page that makes one. */
type Named = string | { id: string; name: string };
const part = (thing: Named): string =>
  encodeURIComponent(typeof thing === 'string' ? thing : thing.name === 'new' ? thing.id : thing.name);

/** Addresses of things; ids and names are escaped here and nowhere else. */
export const to = {
  jobs: (state?: string) => (state ? `/jobs?state=${state}` : '/jobs'),
  job: (job: string) => `/jobs/${encodeURIComponent(job)}`,
  /** The jobs of one robot or pool. */
  jobsOf: (kind: 'robot' | 'pool', name: string) => `/jobs?${kind}=${encodeURIComponent(name)}`,
  /** The part of a run in which it had a resource in hand (E15); instants in ms since 1970. */
  clip: (run: string, { from, until, item }: { from: number; until: number | undefined; item: string }) =>
    `/runs/${encodeURIComponent(run)}?${new URLSearchParams({ from: String(from), ...(until === undefined ? {} : { until: String(until) }), item })}`,
  run: (run: string, line?: number) => `/runs/${encodeURIComponent(run)}${line ? `?line=${line}` : ''}`,
  packages: () => '/packages',
  package: (name: string) => `/packages/${encodeURIComponent(name)}`,
  deployments: () => '/deployments',
  deployment: (name: string, tab?: string) => `/deployments/${encodeURIComponent(name)}${tab ? `?tab=${tab}` : ''}`,
  editDeployment: (name: string) => `/deployments/${encodeURIComponent(name)}/edit`,
  /** Beside the deployments, as one of them may be called "new". */
  newDeployment: (of: { package?: string; version?: string } = {}) => withQuery('/new-deployment', of),
  assets: () => '/assets',
  asset: (name: string) => `/assets/${encodeURIComponent(name)}`,
  robots: (state?: string) => (state ? `/robots?state=${state}` : '/robots'),
  robot: (robot: string) => `/robots/${encodeURIComponent(robot)}`,
  pools: () => '/pools',
  pool: (pool: string) => `/pools/${encodeURIComponent(pool)}`,
  queues: () => '/queues',
  queue: (queue: string) => `/queues/${encodeURIComponent(queue)}`,
  conditions: () => '/conditions',
  /** By the queue's name, or its id: that is known also of a queue that is gone. */
  condition: (queue: string) => `/conditions/${encodeURIComponent(queue)}`,
  resource: (queue: string, id: string) => `/queues/${encodeURIComponent(queue)}/${encodeURIComponent(id)}`,
  schedules: () => '/schedules',
  schedule: (schedule: Named) => `/schedules/${part(schedule)}`,
  editSchedule: (schedule: Named) => `/schedules/${part(schedule)}/edit`,
  newSchedule: (deployment?: string) => withQuery('/schedules/new', deployment === undefined ? {} : { deployment }),
  calendars: () => '/settings/calendars',
  calendar: (calendar: Named) => `/calendars/${part(calendar)}`,
  newCalendar: () => '/calendars/new',
  settings: (tab?: string) => (tab === undefined ? '/settings' : `/settings/${tab}`),
  webhooks: () => '/webhooks',
  webhook: (webhook: Named) => `/webhooks/${part(webhook)}`,
  delivery: (webhook: Named, delivery: string) => `/webhooks/${part(webhook)}/${encodeURIComponent(delivery)}`,
  users: () => '/users',
  user: (user: Named) => `/users/${part(user)}`,
  tokens: (user?: string) => withQuery('/tokens', user === undefined ? {} : { user }),
  audit: (filter: Record<string, string> = {}) => withQuery('/audit', filter),
};
