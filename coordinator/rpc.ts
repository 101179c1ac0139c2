/** `POST /api/v1/rpc`: the same frame as on `/ws/run`, for requests over the frame limit; same receipts, same waits (S10). */
import type { FastifyInstance } from 'fastify';
import { GantryError, refuse } from '../protocol/errors.ts';
import { decodeFrame, isRequest, type Reply, type Request } from '../protocol/frame.ts';
import { MAX_OPEN_REQUESTS } from '../protocol/version.ts';
import type { Auth } from './auth.ts';
import type { Core } from './core.ts';
import { bearerOf } from './credentials.ts';
import { type Asker, type Router, toRefusal } from './router.ts';
import { receiptClient } from './run-socket.ts';
import type { Waits } from './waits.ts';

const CLIENT = /^[A-Za-z0-9_-]{8,64}$/;

export interface RpcParts {
  core: Core;
  auth: Auth;
  router: Router;
  waits: Waits;
}

export async function rpcRoute(app: FastifyInstance, { core, auth, router, waits }: RpcParts): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: core.limits.rpcBytes }, (_r, body, done) =>
    done(null, body),
  );

  app.post('/rpc', { bodyLimit: core.limits.rpcBytes }, async (request, reply) => {
    const who = await auth.run(bearerOf(request.headers) ?? '');
    if (!who) return refuse('Unauthenticated', 'this needs the token of a run');
    const { client } = request.query as { client?: string };
    if (client === undefined || !CLIENT.test(client))
      return refuse('ValidationError', 'client: must name the sender, as in run.hello', { field: 'client' });
    const line = { run: who.run };
    reply.raw.on('close', () => waits.drop(line));
    const asker: Asker = { who, from: request.ip, client: receiptClient(who, client), line };
    const replies = await Promise.all(requestsIn(request.body).map((r) => answer(r, asker)));
    const text = replies.filter((r) => r !== undefined);
    return reply.type('application/json').send(JSON.stringify(text.length === 1 ? text[0] : text));
  });

  async function answer({ id, verb, params }: Request, asker: Asker): Promise<Reply | undefined> {
    try {
      const ok = await router.answer(verb, params, asker, id);
      return ok === undefined ? undefined : { re: id, ok };
    } catch (error) {
      return { re: id, err: toRefusal(error, core.log, verb).toWire() };
    }
  }
}

function requestsIn(body: unknown): Request[] {
  const messages = typeof body === 'string' ? decodeFrame(body) : undefined;
  if (!messages?.every(isRequest))
    return refuse('ValidationError', 'the body must be a frame of requests {id, verb, params}');
  if (messages.length > MAX_OPEN_REQUESTS)
    throw new GantryError('TooMany', `at most ${MAX_OPEN_REQUESTS} requests in one frame`, { retry: 'never' });
  return messages;
}
