/** The HTTP routes of package archives and of files for parameters: in from people, out to people and to supervisors. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../protocol/errors.ts';
import { type Role, Sha256 } from '../protocol/fields.ts';
import { say } from '../protocol/sentence.ts';
import { parse } from '../protocol/validate.ts';
import type { Auth, Person, RunPrincipal } from './auth.ts';
import type { PersonAsking } from './behalf.ts';
import { bearerOf } from './credentials.ts';
import { fileParams } from './domain/file.ts';
import { thePackage } from './domain/lookup.ts';
import { resolveVersion } from './domain/package.ts';
import { hasRole } from './domain/principal.ts';
import type { Blobs } from './evidence/blobs.ts';
import type { ByteParts } from './http-bytes.ts';

export function blobRoutes(app: FastifyInstance, parts: ByteParts): void {
  app.put('/packages', (request) =>
    asked(request, parts, 'version.added', (asker) => {
      mustBe(asker.who, 'developer', 'publishing');
      return parts.packages.receive(bodyOf(request), announcedBytes(request), asker);
    }),
  );

  app.get('/packages/:package/versions/:version/archive', async (request, reply) => {
    const person = await parts.person(request);
    mustBe(person, 'developer', 'downloading a package');
    return sendVersion(reply, parts, person, request.params as { package: string; version: string });
  });

  app.put('/files', (request) =>
    asked(request, parts, 'file.added', (asker) => {
      mustBe(asker.who, 'operator', 'uploading a file');
      const { name } = request.query as { name?: unknown };
      return parts.paramFiles.receive(bodyOf(request), announcedBytes(request), name, asker);
    }),
  );

  app.get('/blobs/:sha256', async (request, reply) => {
    const who = await supervisorOf(request, parts.auth);
    const sha256 = parse(Sha256, (request.params as { sha256: string }).sha256);
    return sendOrdered(reply, parts, who, sha256);
  });
}

/** What a person sends as bytes; a refusal is noted as that of a verb would be (X11). */
async function asked<R>(
  request: FastifyRequest,
  parts: ByteParts,
  verb: 'version.added' | 'file.added',
  work: (asker: PersonAsking) => Promise<R>,
): Promise<R> {
  const asker = { who: await parts.person(request), from: request.ip };
  try {
    return await work(asker);
  } catch (error) {
    parts.refusals.note(verb, {}, asker, error);
    throw error;
  }
}

function mustBe({ role }: Person, least: Role, what: string): void {
  if (!hasRole(role, least)) refuse('Forbidden', say`${{ what }} needs the role ${{ least }}; you are ${{ role }}`);
}

/** The body as a stream: no parser has touched it. */
export const bodyOf = (request: FastifyRequest): Readable => (request.body as Readable | undefined) ?? request.raw;

/** The whole body, in memory. `what` it is, for the refusal: `a chunk`. */
export async function readAll(body: Readable, limit: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit)
      refuse('TooLarge', say`${{ what }} may have at most ${{ limit }} bytes; send it in smaller ones`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function announcedBytes(request: FastifyRequest): number | undefined {
  const announced = Number(request.headers['content-length']);
  return Number.isSafeInteger(announced) ? announced : undefined;
}

export async function supervisorOf(request: FastifyRequest, auth: Auth): Promise<RunPrincipal> {
  const token = bearerOf(request.headers);
  const who = token === undefined ? undefined : await auth.run(token);
  return who?.kind === 'supervisor' ? who : refuse('Unauthenticated', 'this needs the token of a supervisor');
}

/** Only the archive that its run was ordered to execute, and the files of its own parameters. */
async function sendOrdered(reply: FastifyReply, { core, blobs }: ByteParts, who: RunPrincipal, sha256: string) {
  const ordered = await core.store.read((view) => {
    const job = view.get('job', view.get('run', who.run)?.job ?? '');
    const version = job && view.get('version', job.version);
    return version && (version.sha256 === sha256 || fileParams(version.manifest, job.params).has(sha256));
  });
  return sendBlob(reply, blobs, ordered ? sha256 : undefined);
}

async function sendVersion(
  reply: FastifyReply,
  { core, blobs }: ByteParts,
  { workspace }: Person,
  wanted: { package: string; version: string },
) {
  const { sha256, version } = await core.store.read((view) =>
    resolveVersion(view, thePackage(view, workspace, wanted.package), wanted.version),
  );
  const file = encodeURIComponent(`${wanted.package}-${version}.tgz`);
  reply.header('content-disposition', `attachment; filename*=UTF-8''${file}`).header('x-sha256', sha256);
  return sendBlob(reply, blobs, sha256);
}

async function sendBlob(reply: FastifyReply, blobs: Blobs, sha256: string | undefined) {
  const size = sha256 === undefined ? undefined : await blobs.size(sha256);
  if (sha256 === undefined || size === undefined)
    return refuse('PackageNotFound', 'there is no package and no file with this hash here');
  reply.header('content-type', 'application/octet-stream').header('content-length', size);
  return reply.send(createReadStream(blobs.path(sha256)));
}
