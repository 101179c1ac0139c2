/** Requests too large for a frame: the same over HTTP, tried again as long as the connection stands (P1, Q3). */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { reconnectDelay } from '../protocol/backoff.ts';
import { GantryError, type WireError } from '../protocol/errors.ts';

export interface LargeTarget {
  url: string;
  token: string;
  /** The name of `run.hello`: the request number counts with it, whichever way it goes. */
  client: string;
  /** While this holds, a failed upload is tried again here; afterwards the next connection repeats it. */
  open: () => boolean;
}

/** Resolves with the reply's frame. Throws the refusal, or `Unavailable` when the connection is gone, too. */
export async function postLarge(target: LargeTarget, encoded: string): Promise<string> {
  for (let n = 0; ; n++) {
    const answer = await post(target, encoded);
    if (typeof answer === 'string') return answer;
    if (answer.retry === 'never' || !target.open()) throw answer;
    await pause(reconnectDelay(n, randomInt(2 ** 32) / 2 ** 32));
  }
}

async function post(target: LargeTarget, encoded: string): Promise<string | GantryError> {
  const address = `${target.url.replace(/\/+$/, '')}/api/v1/rpc?client=${target.client}`;
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' };
  try {
    const response = await fetch(address, { method: 'POST', headers, body: encoded });
    const text = await response.text();
    return response.ok ? text : refusal(response.status, text);
  } catch (cause) {
    return new GantryError('Unavailable', `sending ${encoded.length} characters to ${address} failed`, { cause });
  }
}

/** A refusal is the coordinator's error as JSON; anything else is some proxy's page. */
function refusal(status: number, text: string): GantryError {
  const wire = wireError(text);
  if (wire) return GantryError.fromWire(wire);
  const says = `the answer to a large request was HTTP ${status}`;
  if (status === 413)
    return new GantryError('TooLarge', `${says}: something between here and the coordinator limits it`);
  return new GantryError(status >= 500 ? 'Unavailable' : 'ValidationError', `${says}: ${text.slice(0, 200)}`);
}

function wireError(text: string): WireError | undefined {
  try {
    const body = JSON.parse(text) as WireError & { err?: WireError };
    const wire = body.err ?? body;
    return typeof wire.code === 'string' && typeof wire.message === 'string' ? wire : undefined;
  } catch {
    return undefined; // no JSON: the caller reports the status
  }
}
