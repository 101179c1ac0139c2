/** Requests too large for a frame: the same over HTTP, tried again as long as the connection stands (P1, Q3). */
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { reconnectDelay } from '../protocol/backoff.ts';
import { GantryError, type WireError } from '../protocol/errors.ts';

/** ms without a byte in either direction after which an upload is begun again. */
const SILENT_MS = 60_000;

export interface LargeTarget {
  url: string;
  token: string;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
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
    const { status, text } = await send(address, { method: 'POST', headers, ca: target.ca, agent: false }, encoded);
    return status >= 200 && status < 300 ? text : refusal(status, text);
  } catch (cause) {
    return new GantryError('Unavailable', `sending ${encoded.length} characters to ${address} failed`, { cause });
  }
}

/** Not `fetch`: it takes no CA. */
async function send(address: string, options: RequestOptions, body: string): Promise<{ status: number; text: string }> {
  const { request } = address.startsWith('https:') ? await import('node:https') : await import('node:http');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(address, options, resolve);
    asked.setTimeout(SILENT_MS, () => asked.destroy(new Error(`no byte for ${SILENT_MS / 1000} s`)));
    asked.on('error', reject);
    asked.end(body);
  });
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part as string;
  return { status: response.statusCode ?? 0, text };
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
