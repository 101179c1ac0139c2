/** What a request carries to say who sent it: bearer token, session cookie, Origin (X5). Pure, from headers. */
import type { IncomingHttpHeaders } from 'node:http';

export const SESSION_COOKIE = 'gantry_session';

export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,500})$/i.exec(headers.authorization ?? '')?.[1];
}

export function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return undefined;
}

/** Whether the page that sent this is one of ours: scheme, host and port exactly. A missing Origin is not. */
export function fromOurPage(
  headers: IncomingHttpHeaders,
  scheme: 'http' | 'https',
  publicUrl: string | undefined,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return origin === `${scheme}://${host}` || (publicUrl !== undefined && origin === new URL(publicUrl).origin);
}
