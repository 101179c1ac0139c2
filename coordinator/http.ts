/** The HTTP side: one route per verb that has one, errors as `WireError`, security headers, the console's files (X5). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { API_PREFIX, routeOf } from '../protocol/api-route.ts';
import { verbNames } from '../protocol/contract.ts';
import { errorStatus, GantryError, refuse } from '../protocol/errors.ts';
import { type Auth, type Person, SESSION_MS } from './auth.ts';
import type { CoordinatorOptions } from './config.ts';
import { ANYONE, type Core } from './core.ts';
import { bearerOf, fromOurPage, SESSION_COOKIE, sessionOf } from './credentials.ts';
import { type ByteParts, byteRoutes } from './http-bytes.ts';
import { type Asker, type Router, toRefusal } from './router.ts';
import { rpcRoute } from './rpc.ts';
import type { Waits } from './waits.ts';

/** JSON bodies of verbs; larger ones are for `/rpc`. A resource value of 1 MiB and its wrapping fit. */
const BODY_BYTES = 2 * 1024 * 1024;
/** Verbs that anybody may send: guessing is slowed down (X10). */
const GUESSABLE = new Set(['session.signIn', 'session.useLink', 'agent.enrol']);

export interface HttpParts extends Omit<ByteParts, 'person'> {
  core: Core;
  auth: Auth;
  router: Router;
  waits: Waits;
  options: CoordinatorOptions;
}

export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { core, options } = parts;
  const https = options.tls && { cert: readFileSync(options.tls.cert), key: readFileSync(options.tls.key) };
  const common = {
    loggerInstance: core.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
  };
  const app = (https ? fastify({ ...common, https }) : fastify(common)) as unknown as FastifyInstance;
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, securityHeaders(https !== undefined));
  await app.register(fastifyRateLimit, { global: false });
  acceptEmptyJson(app);
  app.setErrorHandler((error, request, reply) => sendError(core, error, request, reply));
  app.get('/healthz', () => ({ ok: true }));
  await app.register((api) => verbRoutes(api, parts), { prefix: API_PREFIX });
  await app.register((api) => rpcRoute(api, parts), { prefix: API_PREFIX });
  const person = (request: FastifyRequest) => personOf(request, parts);
  await app.register((api) => byteRoutes(api, { ...parts, person }), { prefix: API_PREFIX });
  await serveConsole(app, options.consoleFolder);
  return app;
}

async function verbRoutes(api: FastifyInstance, parts: HttpParts): Promise<void> {
  for (const verb of verbNames) {
    const route = routeOf(verb);
    if (!route) continue;
    const rateLimit = { max: parts.core.limits.attemptsPerMinute, timeWindow: 60_000, errorResponseBuilder: tooMany };
    api.route({
      method: route.method,
      url: route.path,
      ...(GUESSABLE.has(verb) ? { config: { rateLimit } } : {}),
      handler: async (request, reply) => {
        const params = {
          ...(request.query as object),
          ...(request.body as object | null),
          ...(request.params as object),
        };
        const line = { run: '' };
        reply.raw.on('close', () => parts.waits.drop(line));
        return parts.router.answer(verb, params, await askerOf(request, reply, parts, line));
      },
    });
  }
}

async function askerOf(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HttpParts,
  line: Asker['line'],
): Promise<Asker> {
  const person = await knownPerson(request, parts);
  const secure = parts.options.tls !== undefined || (parts.options.publicUrl ?? '').startsWith('https:');
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    who: person ?? ANYONE,
    from: request.ip,
    line,
    cookies: {
      token: sessionOf(request.headers),
      set: (token) => reply.setCookie(SESSION_COOKIE, token, { ...cookie, maxAge: SESSION_MS / 1_000 }),
      clear: () => reply.clearCookie(SESSION_COOKIE, cookie),
    },
  };
}

/** The person by API token or by cookie; writes with a cookie, and writes of pages, must come from our own page (X5). */
async function knownPerson(request: FastifyRequest, { auth, options }: HttpParts): Promise<Person | undefined> {
  const bearer = bearerOf(request.headers);
  if (bearer !== undefined)
    return (
      (await auth.person(bearer, 'api')) ??
      refuse(
        'Unauthenticated',
        'this API token is unknown or out of date; sign in again (gantry login) or make a new one',
      )
    );
  const session = sessionOf(request.headers);
  const ours = fromOurPage(request.headers, options.tls ? 'https' : 'http', options.publicUrl);
  const writes = request.method !== 'GET' && request.method !== 'HEAD';
  if (writes && !ours && (session !== undefined || request.headers.origin !== undefined))
    refuse('Forbidden', 'this request comes from another page than the console (its Origin is not ours)');
  return session === undefined ? undefined : auth.person(session, 'session');
}

async function personOf(request: FastifyRequest, parts: HttpParts): Promise<Person> {
  return (await knownPerson(request, parts)) ?? refuse('Unauthenticated', 'sign in first, or send an API token');
}

function sendError(core: Core, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toRefusal(translate(error), core.log, `${request.method} ${request.routeOptions.url ?? '?'}`);
  if (refusal.retryInMs !== undefined) reply.header('retry-after', Math.ceil(refusal.retryInMs / 1_000));
  return reply.code(errorStatus[refusal.code]).send(refusal.toWire());
}

/** Fastify's own refusals in our words. */
function translate(error: unknown): unknown {
  if (error instanceof GantryError || !(error instanceof Error)) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status === 413) return new GantryError('TooLarge', 'the body is too large; send large requests to /api/v1/rpc');
  return status < 500 ? new GantryError('ValidationError', error.message, { cause: error }) : error;
}

const tooMany = (_request: FastifyRequest, context: { ttl: number }): GantryError =>
  new GantryError('TooMany', 'too many attempts from this address; wait a little', { retryInMs: context.ttl });

/** A body is optional for verbs whose parameters are all in the path. */
function acceptEmptyJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      const json: unknown = body === '' ? {} : JSON.parse(body as string);
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return done(null, json);
      done(new GantryError('ValidationError', 'the body must be a JSON object'));
    } catch (cause) {
      done(new GantryError('ValidationError', 'the body is not JSON', { cause }));
    }
  });
}

/** No inline script anywhere; the console's styles are made at run time, so inline styles are allowed. */
function securityHeaders(tls: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: 15_552_000 } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
  };
}

/** The built console with its own routing; without a build a page that says what to do. */
async function serveConsole(app: FastifyInstance, folder = join(import.meta.dirname, '..', 'console', 'dist')) {
  const built = existsSync(join(folder, 'index.html'));
  if (built) await app.register(fastifyStatic, { root: folder });
  else app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(NOT_BUILT));
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !/^\/(api|ws)\//.test(request.url) && built;
    if (page && (request.headers.accept ?? '').includes('text/html')) return reply.sendFile('index.html');
    const error = new GantryError('UnknownVerb', `there is nothing at ${request.method} ${request.url.slice(0, 200)}`);
    return reply.code(404).send(error.toWire());
  });
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gantry</title>
<h1>Gantry is running</h1><p>Its console is not built yet: run <code>npm run build:console</code> and reload.</p></html>`;
