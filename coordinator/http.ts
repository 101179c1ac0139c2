/** The HTTP side: one route per verb that has one, errors as `WireError`, security headers, the console's files (X5). */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { API_PREFIX } from '../protocol/api-route.ts';
import { GantryError } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import { type ByteParts, byteRoutes } from './http-bytes.ts';
import { sendError, sendNotFound } from './http-errors.ts';
import { requestLimit } from './http-limit.ts';
import { personOf } from './http-person.ts';
import { referenceRoutes } from './http-reference.ts';
import { type VerbParts, verbRoutes } from './http-verbs.ts';
import { type MetricsRouteParts, metricsRoute } from './metrics-route.ts';
import { rpcRoute } from './rpc.ts';

/** JSON bodies of verbs; larger ones are for `/rpc`. A resource value of 1 MiB and its wrapping fit. */
const BODY_BYTES = 2 * 1024 * 1024;
/** Characters of one part of a path: a name of 60 characters of four bytes each, percent-encoded, is 720. */
const PATH_PART_CHARS = 1_024;

export interface HttpParts extends Omit<ByteParts, 'person'>, VerbParts, MetricsRouteParts {
  /** The coordinator's own, for the API document. */
  version: string;
}

export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { core, options } = parts;
  const https = options.tls && { cert: readFileSync(options.tls.cert), key: readFileSync(options.tls.key) };
  const common = {
    loggerInstance: core.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    trustProxy: options.trustedProxies ?? false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PATH_PART_CHARS, ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendError(core, error, request, reply),
  };
  const app = (https ? fastify({ ...common, https }) : fastify(common)) as unknown as FastifyInstance;
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, securityHeaders(https !== undefined));
  await app.register(fastifyRateLimit, requestLimit(core.limits));
  acceptEmptyJson(app);
  app.setErrorHandler((error, request, reply) => sendError(core, error, request, reply));
  app.get('/healthz', () => ({ ok: true }));
  await app.register((open) => metricsRoute(open, parts));
  await app.register((api) => verbRoutes(api, parts), { prefix: API_PREFIX });
  await app.register((api) => rpcRoute(api, parts), { prefix: API_PREFIX });
  const person = (request: FastifyRequest) => personOf(request, parts);
  await app.register((api) => byteRoutes(api, { ...parts, person }), { prefix: API_PREFIX });
  await referenceRoutes(app, parts.version);
  await serveConsole(app, options.consoleFolder);
  return app;
}

/** A body is optional for verbs whose parameters are all in the path. */
function acceptEmptyJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      const json: unknown = body === '' ? {} : JSON.parse(body as string);
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return done(null, json);
      done(new GantryError('ValidationError', 'the body must be a JSON object'));
    } catch (cause) {
      done(
        new GantryError('ValidationError', say`the body is not JSON (${{ message: (cause as Error).message }})`, {
          cause,
        }),
      );
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
  if (built) await app.register(fastifyStatic, { root: folder, preCompressed: true, setHeaders: keepAssets });
  else app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(NOT_BUILT));
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !/^\/(api|ws)\//.test(request.url) && built;
    if (page && (request.headers.accept ?? '').includes('text/html')) return reply.sendFile('index.html');
    return sendNotFound(request, reply);
  });
}

/** What is in `assets/` has its content's hash in its name: a browser need not ask for it again. The page itself it must. */
function keepAssets(reply: FastifyReply, path: string): void {
  if (basename(dirname(path)) === 'assets') void reply.header('cache-control', 'public, max-age=31536000, immutable');
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gantry</title>
<h1>Gantry is running</h1><p>Its console is not built yet: run <code>npm run build:console</code> and reload.</p></html>`;
