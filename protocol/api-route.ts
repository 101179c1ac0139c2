/** From a verb and its parameters to an HTTP request under `/api/v1`, and back: CLI, console and coordinator share it. */
import { contract, type VerbName } from './contract.ts';

export const API_PREFIX = '/api/v1';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the prefix, with `:name` for path parameters. */
  path: string;
  pathParams: string[];
}

/** The route of a verb; undefined when no person may send it over HTTP. */
export function routeOf(verb: VerbName): Route | undefined {
  const http: string | undefined = contract[verb].http;
  if (http === undefined) return undefined;
  const [method, path] = http.split(' ') as [Route['method'], string];
  return { method, path, pathParams: [...path.matchAll(/:(\w+)/g)].map((m) => m[1]!) };
}

/** The request that carries `params`: path and query filled in, the rest as JSON body. */
export function requestFor(
  verb: VerbName,
  params: Record<string, unknown>,
): { method: string; path: string; body: string | undefined } {
  const route = routeOf(verb);
  if (!route) throw new Error(`${verb} has no HTTP route`);
  const rest = { ...params };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  if (route.method !== 'GET' && route.method !== 'DELETE')
    return { method: route.method, path: API_PREFIX + path, body: JSON.stringify(rest) };
  const query = new URLSearchParams(
    Object.entries(rest).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)] as [string, string]])),
  );
  const search = query.size > 0 ? `?${query}` : '';
  return { method: route.method, path: API_PREFIX + path + search, body: undefined };
}
