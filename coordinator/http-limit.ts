/** How many HTTP requests one sender may have a minute (X10): a loop gone wild slows down itself, not everybody's work. */
import { createHash } from 'node:crypto';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { GantryError } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import type { Limits } from './config.ts';
import { bearerOf, sessionOf } from './credentials.ts';

const MINUTE_MS = 60_000;

/**
 * For all routes together, by token or session, else by address: behind one address stand many robots and people. A token
 * that is not known costs one look and no work, so it may have a count of its own.
 */
export const requestLimit = ({ requestsPerMinute: max }: Pick<Limits, 'requestsPerMinute'>) => ({
  global: true,
  max,
  timeWindow: MINUTE_MS,
  keyGenerator: senderOf,
  // Also of a route with a limit of its own: `most` is the route's.
  errorResponseBuilder: (_: FastifyRequest, { ttl, max: most }: { ttl: number; max: number }) =>
    new GantryError('TooMany', say`more than ${{ max: most }} requests a minute from one sender; wait a little`, {
      retryInMs: ttl,
    }),
});

/** For guesses at passwords, links and enrolment tokens: by address. */
export const guessLimit = ({ attemptsPerMinute: max }: Pick<Limits, 'attemptsPerMinute'>) => ({
  max,
  timeWindow: MINUTE_MS,
  keyGenerator: ({ ip }: FastifyRequest) => normalizeIP(ip),
  errorResponseBuilder: (_: FastifyRequest, { ttl }: { ttl: number }) =>
    new GantryError('TooMany', 'too many attempts from this address; wait a little', { retryInMs: ttl }),
});

/** No credential is kept for it. */
function senderOf({ headers, ip }: FastifyRequest): string {
  const credential = bearerOf(headers) ?? sessionOf(headers);
  return credential === undefined ? normalizeIP(ip) : createHash('sha256').update(credential).digest('base64');
}
