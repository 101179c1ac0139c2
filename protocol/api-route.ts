/** From a verb and its parameters to an HTTP request under `/api/v1`, and back: CLI and coordinator share it. */
import { contract, type VerbName } from './contract.ts';
import { fillRoute, parseRoute, type Route } from './route.ts';

export { API_PREFIX, type Route } from './route.ts';

/** The route of a verb; undefined when no person may send it over HTTP. */
export function routeOf(verb: VerbName): Route | undefined {
  const http: string | undefined = contract[verb].http;
  return http === undefined ? undefined : parseRoute(http);
}

/** The request that carries `params`: path and query filled in, the rest as JSON body. */
export function requestFor(
  verb: VerbName,
  params: Record<string, unknown>,
): { method: string; path: string; body: string | undefined } {
  const route = routeOf(verb);
  if (!route) throw new Error(`${verb} has no HTTP route`);
  return fillRoute(route, params);
}
