/** What `METHOD /path/:param` in the contract means: pure text work without the contract itself, so that the console needs no zod. */

export const API_PREFIX = '/api/v1';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the prefix, with `:name` for path parameters. */
  path: string;
  pathParams: string[];
}

export function parseRoute(http: string): Route {
  const [method, path] = http.split(' ') as [Route['method'], string];
  return { method, path, pathParams: [...path.matchAll(/:(\w+)/g)].map((m) => m[1]!) };
}

/** The request that carries `params` on this route: path and query filled in, the rest as JSON body. */
export function fillRoute(
  route: Route,
  params: Record<string, unknown>,
): { method: string; path: string; body: string | undefined } {
  const rest = { ...params };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  if (route.method !== 'GET' && route.method !== 'DELETE')
    return { method: route.method, path: API_PREFIX + path, body: JSON.stringify(rest) };
  const query = new URLSearchParams(Object.entries(rest).flatMap(([name, value]) => queryPairs(name, value)));
  const search = query.size > 0 ? `?${query}` : '';
  return { method: route.method, path: API_PREFIX + path + search, body: undefined };
}

/** A list is its name repeated, an object is JSON: as protocol/query.ts reads them. */
function queryPairs(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => queryPairs(name, one));
  return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
}
