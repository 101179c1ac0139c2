/** One HTTP request to the coordinator, with the operator's CA file: bytes out, bytes in, both bounded or streamed. */
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { GantryError, type WireError } from '../../protocol/errors.ts';

/** ms without a byte in either direction after which a request counts as failed. */
const SILENT_MS = 30_000;
/** Bytes of an answer that is read whole. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
  /** Of keptOpen; without it the request has a connection of its own. */
  connection?: Agent;
  /** Gives it up. */
  signal?: AbortSignal;
}

/** A connection that stays open from one request to the next, for one that goes out every second. `destroy` closes it. */
export async function keptOpen(url: string): Promise<Agent> {
  const { Agent } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

export interface HttpAnswer {
  status: number;
  text: string;
}

/** Sends and gives the response as a stream; rejects with `Unavailable` when nobody answers. */
export async function openRequest(r: HttpRequest): Promise<IncomingMessage> {
  const secure = r.url.startsWith('https:');
  const { request } = secure ? await import('node:https') : await import('node:http');
  const options: RequestOptions & { ca?: string } = { method: r.method, headers: { ...r.headers } };
  options.agent = r.connection ?? false;
  if (r.signal) options.signal = r.signal;
  if (secure && r.ca !== undefined) options.ca = r.ca;
  return new Promise((resolve, reject) => {
    const req = request(r.url, options, resolve);
    req.setTimeout(SILENT_MS, () => req.destroy(new Error(`no answer within ${SILENT_MS / 1000} s`)));
    req.on('error', (error) => reject(unreachable(r.url, error)));
    req.end(r.body);
  });
}

/** Sends and reads the whole answer, whatever its status. */
export async function request(r: HttpRequest): Promise<HttpAnswer> {
  const response = await openRequest(r);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(r.url, error as Error);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}

/** The refusal that an answer carries, as an error of ours; without a body of ours the status says what it can. */
export function refusal(answer: HttpAnswer, doing: string): GantryError {
  const wire = wireError(answer.text);
  if (wire) return GantryError.fromWire(wire);
  const later = answer.status >= 500 || answer.status === 429 || answer.status === 408;
  return new GantryError(later ? 'Unavailable' : 'Internal', `${doing}: the coordinator answered ${answer.status}`);
}

function wireError(text: string): WireError | undefined {
  try {
    const body = JSON.parse(text) as { err?: WireError; error?: WireError } & Partial<WireError>;
    const wire = body.err ?? (typeof body.error === 'object' ? body.error : undefined) ?? body;
    return typeof wire.code === 'string' && typeof wire.message === 'string' ? (wire as WireError) : undefined;
  } catch {
    return undefined; // an answer of a proxy, not ours: its status is all there is to go by
  }
}

function unreachable(url: string, cause: Error): GantryError {
  const where = new URL(url).origin;
  return new GantryError('Unavailable', `no coordinator answers at ${where}: ${cause.message || String(cause)}`, {
    cause,
  });
}
