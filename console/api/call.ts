/** One verb over HTTP: the contract's route, the session cookie, and refusals as `GantryError`. */
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { type ErrorCode, errorStatus, GantryError, type WireError } from '../../protocol/errors.ts';
import { REPEAT_HEADER } from '../../protocol/repeat.ts';
import { API_PREFIX, fillRoute, parseRoute } from '../../protocol/route.ts';
import { t } from '../i18n/index.ts';

/**
 * Asks the coordinator; rejects with `GantryError`, or with the signal's reason when it was aborted. A write with a
 * `repeatKey` has its effect once, however often it is sent (S10).
 */
export async function call<V extends VerbName>(
  verb: V,
  params: ParamsIn<V>,
  signal?: AbortSignal,
  repeatKey?: string,
): Promise<Result<V>> {
  const http = GANTRY_ROUTES[verb];
  if (http === undefined) throw new Error(`${verb} has no HTTP route`);
  const { method, path, body } = fillRoute(parseRoute(http), params as Record<string, unknown>);
  const response = await send(path, {
    method,
    body: body ?? null,
    signal: signal ?? null,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(repeatKey === undefined ? {} : { [REPEAT_HEADER]: repeatKey }),
    },
  });
  const answer = await readJson(response);
  if (response.ok) return answer as Result<V>;
  throw refusal(response.status, answer);
}

/** Where the bytes of an artifact are; `<video>` and `<img>` take it as their source. */
export const contentOf = (artifact: string): string =>
  `${API_PREFIX}/artifacts/${encodeURIComponent(artifact)}/content`;

/** Where the newest live picture of a run is. */
export const pictureOf = (run: string): string => `${API_PREFIX}/runs/${encodeURIComponent(run)}/picture`;

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new GantryError('Unavailable', t('error.unreachable'), { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined; // not the coordinator's words (a proxy's page, say): the status tells what to do
  }
}

/** What an answer that is no success says. */
export function refusal(status: number, answer: unknown): GantryError {
  if (isWireError(answer)) return GantryError.fromWire(answer);
  const code = (Object.keys(errorStatus) as ErrorCode[]).find((c) => errorStatus[c] === status);
  return new GantryError(code ?? (status >= 500 ? 'Unavailable' : 'Internal'), t('error.status', { status }));
}

function isWireError(answer: unknown): answer is WireError {
  const wire = answer as Partial<WireError> | null;
  return typeof wire === 'object' && typeof wire?.code === 'string' && typeof wire.message === 'string';
}
