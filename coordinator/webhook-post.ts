/** One attempt to deliver: a POST with a limit on its time, no redirect followed, little of the answer read. Never throws. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Bytes of an answer that are kept, to find out what is wrong; what comes after them is not read. */
export const ANSWER_BYTES = 1_024;
const MOST_ERROR_CHARS = 300;

export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** ms for everything: name, connection, TLS, answer. */
  timeoutMs: number;
  /** Ends it at once. */
  signal: AbortSignal;
}

export interface Answer {
  outcome: 'ok' | 'failed' | 'gone';
  /** 0 = there was none. */
  status: number;
  error: string;
  /** How the answer begins. */
  answer: string;
  /** The receiver asked for so much rest (`Retry-After` in seconds). */
  restMs: number;
}

export function post({ url, headers, body, timeoutMs, signal }: Post): Promise<Answer> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    // A connection of its own: a kept one may be closed by the receiver just as the next request leaves.
    const request = send(url, { method: 'POST', headers, agent: false, signal });
    const tooLate = new Error(`no answer within ${timeoutMs / 1_000} s`);
    const timer = setTimeout(() => request.destroy(tooLate), timeoutMs);
    const done = (answer: Answer) => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    let answered = false; // from then on the status counts, whatever becomes of the rest
    request.on('error', (error) => !answered && done(unanswered(error, url)));
    request.on('response', (response) => {
      answered = true;
      beginning(response).then((text) => done(judged(response, text)));
    });
    request.end(body);
  });
}

/** Resolves at the end, at the limit, or when the connection breaks: the status is known by then. */
function beginning(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = () => resolve(Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= ANSWER_BYTES) done();
    });
    response.on('end', done);
    response.on('error', done);
    response.on('close', done);
  });
}

function judged({ statusCode: status = 0, headers }: IncomingMessage, answer: string): Answer {
  const seconds = Number(headers['retry-after'] ?? 0);
  const restMs = Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1_000) : 0;
  if (status >= 200 && status < 300) return { outcome: 'ok', status, error: '', answer, restMs: 0 };
  if (status === 410) return { outcome: 'gone', status, error: 'answered 410 Gone', answer, restMs };
  const redirect = status >= 300 && status < 400 && headers.location !== undefined;
  const error = redirect
    ? `answered ${status}, a redirect to ${headers.location}; redirects are not followed: name the final address`
    : `answered ${status}`;
  return { outcome: 'failed', status, error: error.slice(0, MOST_ERROR_CHARS), answer, restMs };
}

const says: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'its name is unknown here',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it closed the connection without an answer',
};

function unanswered(error: Error, url: string): Answer {
  const { code = '' } = error as NodeJS.ErrnoException;
  const where = new URL(url).host;
  const what = says[code] ?? (error.message || code);
  const text = code === '' ? what : `${where}: ${what} (${code})`;
  return { outcome: 'failed', status: 0, error: text.slice(0, MOST_ERROR_CHARS), answer: '', restMs: 0 };
}
