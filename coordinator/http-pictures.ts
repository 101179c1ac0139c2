/** The HTTP routes of the live picture (E13): in from the run's supervisor, out to people with the right to see evidence. */
import type { FastifyInstance } from 'fastify';
import { refuse } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import { MAX_PICTURE_BYTES } from '../protocol/version.ts';
import type { Core } from './core.ts';
import { theRun } from './domain/lookup.ts';
import { mayHaveEvidence } from './domain/principal.ts';
import { bodyOf, readAll, supervisorOf } from './http-blobs.ts';
import type { ByteParts } from './http-bytes.ts';

type OfRun = { run: string };

export function pictureRoutes(app: FastifyInstance, parts: ByteParts): void {
  const { core, pictures } = parts;

  app.put('/runs/:run/picture', async (request) => {
    const who = await supervisorOf(request, parts.auth);
    if ((request.params as OfRun).run !== who.run) refuse('Forbidden', 'this token belongs to another run');
    return { watched: await pictures.take(who, await readAll(bodyOf(request), MAX_PICTURE_BYTES, 'a picture')) };
  });

  app.get('/runs/:run/picture', async (request, reply) => {
    const person = await parts.person(request);
    mayHaveEvidence(person);
    const { run } = request.params as OfRun;
    await mustBeOn(core, person.workspace, run);
    const { n, jpeg } = await pictures.newest(run);
    reply.header('content-type', 'image/jpeg').header('cache-control', 'no-store').header('x-picture', n);
    return reply.send(jpeg);
  });
}

async function mustBeOn({ store }: Core, workspace: string, run: string): Promise<void> {
  const { ended } = await store.read((view) => theRun(view, workspace, run));
  if (ended > 0) refuse('RunEnded', say`the run ${{ run }} is over; its recording and screenshots are with the run`);
}
