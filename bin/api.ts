/** The CLI's way to the coordinator: the verbs of people over HTTP, and bytes in and out. */
import { basename } from 'node:path';
import { API_PREFIX, requestFor } from '../protocol/api-route.ts';
import type { ParamsIn, Result, VerbName } from '../protocol/contract.ts';
import { GantryError, refuse, type WireError } from '../protocol/errors.ts';
import type { FileValue } from '../protocol/file-value.ts';
import { REPEAT_HEADER } from '../protocol/repeat.ts';
import { fillRoute, parseRoute } from '../protocol/route.ts';
import { type PutAnswer, putFile, type Sending } from './put-file.ts';
import { findLogin, type Login } from './settings.ts';
import { notTrusted, trust } from './trust.ts';

/** Hears how many bytes are sent. */
type Progress = (done: number) => void;

export interface Api {
  url: string;
  /** `repeatKey`: the request may be sent again with the same key and has its effect once (protocol/repeat.ts). */
  call<V extends VerbName>(verb: V, params: ParamsIn<V>, repeatKey?: string): Promise<Result<V>>;
  /** The bytes of a route that gives bytes; refusals as everywhere, an end in the middle is `Unavailable`. */
  download(http: string, params: Record<string, unknown>): Promise<{ body: AsyncIterable<Uint8Array> }>;
  /** Streams a package archive. */
  publish(file: string, bytes: number, onProgress: Progress): Promise<Result<'version.added'>>;
  /** Streams a file for a parameter of type `file`; what comes back is the parameter's value. */
  uploadFile(file: string, bytes: number, onProgress: Progress): Promise<FileValue>;
}

export function openApi(flags: { url?: string; token?: string }): Api {
  const login = findLogin(flags);
  trust(login.ca);
  return apiFor(login);
}

export function apiFor(login: Login): Api {
  const url = baseOf(login.url);
  const headers = { authorization: `Bearer ${login.token}` };
  return {
    url,
    call: async <V extends VerbName>(verb: V, params: ParamsIn<V>, repeatKey?: string) => {
      const { method, path, body } = requestFor(verb, params as Record<string, unknown>);
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const repeat = repeatKey === undefined ? {} : { [REPEAT_HEADER]: repeatKey };
      return (await ask(url + path, {
        method,
        headers: { ...headers, ...json, ...repeat },
        ...(body === undefined ? {} : { body }),
      })) as Result<V>;
    },
    download: async (http, params) => {
      const { method, path } = fillRoute(parseRoute(http), params);
      const response = await reach(url + path, { method, headers });
      if (!response.ok) await answer(response);
      return { body: piecesOf(response) };
    },
    publish: async (file, bytes, onProgress) =>
      (await put(`${url}${API_PREFIX}/packages`, headers, { file, bytes, onProgress })) as Result<'version.added'>,
    uploadFile: async (file, bytes, onProgress) => {
      const to = `${url}${API_PREFIX}/files?name=${encodeURIComponent(basename(file))}`;
      return (await put(to, headers, { file, bytes, onProgress })) as FileValue;
    },
  };
}

async function put(url: string, headers: Record<string, string>, sending: Sending): Promise<unknown> {
  let answer: PutAnswer;
  try {
    answer = await putFile(url, headers, sending);
  } catch (error) {
    throw unreachable(url, error);
  }
  if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.text);
  throw GantryError.fromWire(wireError(answer.text, answer.status));
}

/** The coordinator's address without a slash at its end. */
function baseOf(url: string): string {
  if (/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) return url.replace(/\/+$/, '');
  return refuse('ValidationError', `"${url}" is no address of a coordinator: it looks like https://robots.example`, {
    field: 'url',
  });
}

/** A verb that needs no sign-in: signing in itself. Returns the result and the session's cookie. */
export async function callOpen<V extends VerbName>(
  base: string,
  verb: V,
  params: ParamsIn<V>,
): Promise<{ result: Result<V>; cookie: string }> {
  const url = baseOf(base);
  const { method, path, body } = requestFor(verb, params as Record<string, unknown>);
  const response = await reach(url + path, {
    method,
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: body ?? null,
  });
  const cookie = response.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  return { result: (await answer(response)) as Result<V>, cookie };
}

/** A token of one's own, made with a session that was just opened. */
export async function tokenBySession(base: string, cookie: string, name: string): Promise<string> {
  const url = baseOf(base);
  const { method, path, body } = requestFor('token.create', { name });
  const headers = { 'content-type': 'application/json', origin: new URL(url).origin, cookie };
  return ((await ask(url + path, { method, headers, body: body ?? null })) as Result<'token.create'>).token;
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  return answer(await reach(url, init));
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unreachable(url, error);
  }
}

function unreachable(url: string, cause: unknown): GantryError {
  const { origin } = new URL(url);
  const says = `no coordinator answers at ${origin} (${whyOf(cause)}): is it running? ("gantry coordinator start")`;
  return notTrusted(origin, cause) ?? new GantryError('Unavailable', says, { cause });
}

function whyOf(error: unknown): string {
  const { cause, code, message } = error as Error & { cause?: { code?: string; message?: string }; code?: string };
  return cause?.code ?? cause?.message ?? code ?? message;
}

async function answer(response: Response): Promise<unknown> {
  const text = await textOf(response);
  if (response.ok) return text === '' ? {} : JSON.parse(text);
  throw GantryError.fromWire(wireError(text, response.status));
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw new GantryError('Unavailable', `the connection ended in the middle of the answer (${whyOf(error)})`, {
      cause: error,
    });
  }
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) yield piece;
  } catch (error) {
    throw new GantryError('Unavailable', `the connection ended in the middle (${whyOf(error)}); start again`, {
      cause: error,
    });
  }
}

function wireError(text: string, status: number): WireError {
  try {
    const parsed = JSON.parse(text) as WireError;
    if (typeof parsed.code === 'string') return parsed;
  } catch {
    // not JSON: something between us and the coordinator answered; said below
  }
  return {
    code: status === 413 ? 'TooLarge' : 'Internal',
    message: `the answer was HTTP ${status} and not Gantry's: ${text.slice(0, 200)}`,
  };
}
