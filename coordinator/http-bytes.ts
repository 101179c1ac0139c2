/** The HTTP routes that carry bytes instead of verbs: packages in, archives out, evidence in and out, large requests. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../protocol/errors.ts';
import { Sha256 } from '../protocol/fields.ts';
import { parse } from '../protocol/validate.ts';
import type { Auth, Person } from './auth.ts';
import type { Core } from './core.ts';
import { theRun } from './domain/lookup.ts';
import { mayHaveEvidence } from './domain/principal.ts';
import type { ArtifactRow } from './domain/rows.ts';
import type { ArtifactFiles } from './evidence/artifacts.ts';
import type { Blobs } from './evidence/blobs.ts';
import { parseRange } from './evidence/range.ts';
import { blobRoutes, bodyOf, readAll, supervisorOf } from './http-blobs.ts';
import { exportRoutes } from './http-exports.ts';
import { pictureRoutes } from './http-pictures.ts';
import type { Packages } from './packages.ts';
import type { ParamFiles } from './param-files.ts';
import type { Pictures } from './pictures.ts';
import type { Refusals } from './refusals.ts';
import { type Uploads, WrongOffset } from './uploads.ts';

/** Kinds that a browser may show in place; everything else is a download (X5). */
const SHOWN = new Set(['video/mp4', 'video/webm', 'image/png', 'image/webp', 'image/jpeg']);

export interface ByteParts {
  core: Core;
  auth: Auth;
  blobs: Blobs;
  files: ArtifactFiles;
  packages: Packages;
  paramFiles: ParamFiles;
  uploads: Uploads;
  /** The signed-in person of a request, `Origin` checked for writes. */
  person(request: FastifyRequest): Promise<Person>;
  refusals: Refusals;
  pictures: Pictures;
}

export async function byteRoutes(app: FastifyInstance, parts: ByteParts): Promise<void> {
  const { core, uploads } = parts;
  const { chunkBytes } = core.limits;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));

  blobRoutes(app, parts);
  pictureRoutes(app, parts);
  exportRoutes(app, parts);

  app.patch('/artifacts/:artifact', async (request, reply) => {
    const who = await supervisorOf(request, parts.auth);
    const { artifact } = request.params as { artifact: string };
    const offset = Number((request.query as { offset?: string }).offset);
    if (!Number.isSafeInteger(offset) || offset < 0)
      refuse('ValidationError', 'offset: must be a whole number from 0', { field: 'offset' });
    const sha256 = parse(Sha256, request.headers['x-sha256'], 'x-sha256: ');
    const bytes = await readAll(bodyOf(request), chunkBytes, 'a chunk');
    try {
      return await uploads.receive({ artifact, offset, sha256, bytes }, who);
    } catch (error) {
      if (!(error instanceof WrongOffset)) throw error;
      return reply.code(409).send({ ...error.toWire(), received: error.received });
    }
  });

  app.get('/artifacts/:artifact/content', async (request, reply) => {
    const person = await parts.person(request);
    mayHaveEvidence(person);
    const { artifact } = request.params as { artifact: string };
    return sendArtifact(request, reply, parts, await artifactFor(parts.core, person, artifact));
  });
}

/** Gone with its run as soon as that is deleted, though its bytes go a moment later. */
function artifactFor({ store }: Core, { workspace }: Person, id: string): Promise<Readonly<ArtifactRow>> {
  return store.read((view) => {
    const row = view.get('artifact', id);
    if (!row) return refuse('ArtifactNotFound', `there is no artifact ${id.slice(0, 70)}`);
    theRun(view, workspace, row.run);
    return row;
  });
}

/** What has arrived so far, in ranges: a video plays while it is still uploading. */
async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  { files }: ByteParts,
  row: Readonly<ArtifactRow>,
) {
  if (row.deleted > 0)
    return refuse(
      'ArtifactNotFound',
      `"${row.name}" was deleted on ${new Date(row.deleted).toISOString()}: ${row.because}`,
    );
  const size = row.received;
  const range = parseRange(request.headers.range, size);
  const shown = SHOWN.has(row.mime);
  reply
    .header('accept-ranges', 'bytes')
    .header('cache-control', row.state === 'complete' ? 'private, max-age=86400, immutable' : 'no-store')
    .header('content-type', shown ? row.mime : 'application/octet-stream')
    .header(
      'content-disposition',
      `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(row.name)}`,
    );
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (size === 0) return reply.header('content-length', 0).send('');
  const { start, end } = range === 'all' ? { start: 0, end: size - 1 } : range;
  if (range !== 'all') reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
  reply.header('content-length', end - start + 1);
  return reply.send(files.read(row, start, end));
}
