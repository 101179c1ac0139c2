/** Every HTTP refusal in one shape (`WireError`), also Fastify's own; what to do at an address that does not exist. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX, routeOf } from '../protocol/api-route.ts';
import { byteRoutes } from '../protocol/byte-routes.ts';
import { verbNames } from '../protocol/contract.ts';
import { errorStatus, GantryError } from '../protocol/errors.ts';
import { parseRoute } from '../protocol/route.ts';
import { say } from '../protocol/sentence.ts';
import type { Core } from './core.ts';
import { toRefusal } from './router.ts';

export function sendError(core: Core, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toRefusal(translate(error), core.log, `${request.method} ${request.routeOptions?.url ?? '?'}`);
  if (refusal.retryInMs !== undefined) reply.header('retry-after', Math.ceil(refusal.retryInMs / 1_000));
  return reply.code(errorStatus[refusal.code]).send(refusal.toWire());
}

/** Fastify's own refusals in our words. */
function translate(error: unknown): unknown {
  if (error instanceof GantryError || !(error instanceof Error)) return error;
  const { statusCode: status = 500, code } = error as { statusCode?: number; code?: string };
  if (status === 413)
    return new GantryError(
      'TooLarge',
      'the body is over 2 MiB; send less at once (resource.addMany in several portions), or as a run to /api/v1/rpc',
    );
  if (status === 415)
    return new GantryError(
      'ValidationError',
      'the body must be JSON, with the header "content-type: application/json"',
      {
        field: 'content-type',
      },
    );
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return malformed(error);
  return status < 500 ? new GantryError('ValidationError', error.message, { cause: error }) : error;
}

const malformed = (cause?: Error) =>
  new GantryError('ValidationError', 'the address is malformed: percent-encode names, a "/" in one as %2F', {
    field: 'path',
    cause,
  });

const patterns = [
  ...verbNames.flatMap((verb) => routeOf(verb) ?? []),
  ...byteRoutes.map(({ http }) => parseRoute(http)),
  { method: 'POST', path: '/rpc' },
].map(({ method, path }) => ({ method, matches: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`) }));

/** Methods that this path takes. */
function methodsAt(url: string): string[] {
  const path = url.replace(/\?.*$/, '').replace(/\/$/, '');
  if (!path.startsWith(API_PREFIX)) return [];
  const below = path.slice(API_PREFIX.length);
  return [...new Set(patterns.filter((p) => p.matches.test(below)).map((p) => p.method))].sort();
}

/** 405 with `Allow` where another method is at home, 404 with the way to the reference elsewhere. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { method } = request;
  const url = request.url.slice(0, 200);
  const allowed = methodsAt(request.url);
  if (allowed.length > 0 && !allowed.includes(method))
    return reply
      .code(405)
      .header('allow', allowed.join(', '))
      .send(
        new GantryError(
          'UnknownVerb',
          say`${{ url }} takes ${{ list: allowed.join(' or ') }}, not ${{ method }}`,
        ).toWire(),
      );
  // It has the form of a route, and yet the router passed it by: a part of it is too long to be a name.
  if (allowed.length > 0) return reply.code(400).send(malformed().toWire());
  const hint = url.startsWith('/api') ? `; the API is described at /api/ and /api/v1/openapi.json` : '';
  return reply
    .code(404)
    .send(new GantryError('UnknownVerb', say`there is nothing at ${{ method }} ${{ url }}${{ hint }}`).toWire());
}
