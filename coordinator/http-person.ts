/** Which person an HTTP request comes from: API token or session cookie, with the page's Origin checked (X5). */
import type { FastifyRequest } from 'fastify';
import { refuse } from '../protocol/errors.ts';
import type { Auth, Person } from './auth.ts';
import type { CoordinatorOptions } from './config.ts';
import { bearerOf, fromOurPage, sessionOf } from './credentials.ts';

export interface PersonParts {
  auth: Auth;
  options: CoordinatorOptions;
}

/** The person by API token or by cookie; writes with a cookie, and writes of pages, must come from our own page (X5). */
export async function knownPerson(
  request: FastifyRequest,
  { auth, options }: PersonParts,
): Promise<Person | undefined> {
  const bearer = bearerOf(request.headers);
  if (bearer !== undefined)
    return (
      (await auth.person(bearer, 'api')) ??
      refuse(
        'Unauthenticated',
        'this API token is unknown or out of date; sign in again (gantry login) or make a new one',
      )
    );
  const session = sessionOf(request.headers);
  const ours = fromOurPage(request.headers, options.tls ? 'https' : 'http', options.publicUrl);
  const writes = request.method !== 'GET' && request.method !== 'HEAD';
  if (writes && !ours && (session !== undefined || request.headers.origin !== undefined))
    refuse('Forbidden', 'this request comes from another page than the console (its Origin is not ours)');
  return session === undefined ? undefined : auth.person(session, 'session');
}

/** As `knownPerson`; nobody is refused. */
export async function personOf(request: FastifyRequest, parts: PersonParts): Promise<Person> {
  return (await knownPerson(request, parts)) ?? refuse('Unauthenticated', 'sign in first, or send an API token');
}
