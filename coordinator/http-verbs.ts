/** One HTTP route per verb of people: parameters out of path, query and body; a write may carry a key that makes it safe to repeat. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '../protocol/api-route.ts';
import { contract, type VerbName, verbNames } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import { fromQuery, queryTypes } from '../protocol/query.ts';
import { SESSION_MS } from './auth.ts';
import { ANYONE, type Core } from './core.ts';
import { SESSION_COOKIE, sessionOf } from './credentials.ts';
import { GivingWay } from './giving-way.ts';
import { guessLimit } from './http-limit.ts';
import { knownPerson, type PersonParts } from './http-person.ts';
import { repeatKeyOf } from './repeat.ts';
import type { Asker, Router } from './router.ts';
import type { Waits } from './waits.ts';

/** Resources of one `resource.addMany` from which on it gives way to others. */
const LARGE_ITEMS = 20;
/** Verbs that anybody may send: guessing is slowed down (X10). */
const GUESSABLE = new Set(['session.signIn', 'session.useLink', 'agent.enrol']);

export interface VerbParts extends PersonParts {
  core: Core;
  router: Router;
  waits: Waits;
}

export async function verbRoutes(api: FastifyInstance, parts: VerbParts): Promise<void> {
  const givingWay = new GivingWay(parts.core);
  const rateLimit = guessLimit(parts.core.limits);
  for (const verb of verbNames) {
    const route = routeOf(verb);
    if (!route) continue;
    api.route({
      method: route.method,
      url: route.path,
      ...(GUESSABLE.has(verb) ? { config: { rateLimit } } : {}),
      handler: async (request, reply) => {
        const params = {
          ...fromQuery(queryTypes(contract[verb].params), request.query as Record<string, unknown>),
          ...(request.body as object | null),
          ...(request.params as object),
        };
        const line = { run: '' };
        reply.raw.on('close', () => parts.waits.drop(line));
        const asker = await askerOf(request, reply, parts, line);
        const repeat = repeatKeyOf(request, verb, asker);
        const answer = async () => answered(await parts.router.answer(verb, params, { ...asker, repeat }));
        return isLarge(verb, params) ? givingWay.run(answer) : answer();
      },
    });
  }
}

/** A wait that was dropped by a stop has no answer: an empty one would look like a success. */
const answered = (result: unknown): unknown =>
  result ?? refuse('Unavailable', 'the coordinator is being stopped; ask again when it is back');

const isLarge = (verb: VerbName, params: { items?: unknown }): boolean =>
  verb === 'resource.addMany' && Array.isArray(params.items) && params.items.length >= LARGE_ITEMS;

async function askerOf(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: VerbParts,
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
