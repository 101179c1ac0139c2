/** Whose receipt a write over HTTP gets that carries an `Idempotency-Key` (S10). */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { contract, type VerbName } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import { REPEAT_HEADER, REPEAT_KEY } from '../protocol/repeat.ts';
import { say } from '../protocol/sentence.ts';
import type { Asker } from './router.ts';

/** The person's and the key's part of the receipt; `undefined`: no receipt was asked for. */
export function repeatKeyOf(request: FastifyRequest, verb: VerbName, { who }: Asker): string | undefined {
  const key = request.headers[REPEAT_HEADER];
  if (key === undefined || who.kind !== 'person' || contract[verb].kind !== 'write') return undefined;
  if (typeof key !== 'string' || !REPEAT_KEY.test(key))
    return refuse(
      'ValidationError',
      say`${{ REPEAT_HEADER }}: must be 8 to 100 letters, digits, dots, dashes or underscores`,
      {
        field: REPEAT_HEADER,
      },
    );
  return `${who.user}:${key}`;
}

/** What two requests have in common of which one is the other's repetition. */
export interface Repeated {
  verb: string;
  /** Without credentials. */
  params: unknown;
  /** What stands for them (request-marks.ts). */
  mark?: string | undefined;
}

/**
 * The key's part and the request's own. The same request with the same key has its effect once and its first answer again;
 * another request is another write, also when somebody uses one key for everything.
 */
export function repeatReceipt(key: string, { verb, params, mark = '' }: Repeated): string {
  const text = JSON.stringify([verb, params, mark]);
  return `${key}:${createHash('sha256').update(text).digest('base64url')}:0`;
}
