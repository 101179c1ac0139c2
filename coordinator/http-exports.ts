/** The HTTP routes that export: resources of a queue, and the console's tables of jobs, robots and audit entries. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExportFormat, ExportParams } from '../protocol/export-rows.ts';
import { type ExportedVerb, TableParams } from '../protocol/export-tables.ts';
import { fromQuery, queryTypes } from '../protocol/query.ts';
import { parse } from '../protocol/validate.ts';
import { theQueue } from './domain/lookup.ts';
import { exportResources } from './export.ts';
import { exportTable, type Filter } from './export-tables.ts';
import type { ByteParts } from './http-bytes.ts';
import { admit } from './router.ts';

export function exportRoutes(app: FastifyInstance, parts: ByteParts): void {
  app.get('/queues/:queue/export', (request, reply) => sendQueue(request, reply, parts));
  app.get('/jobs/export', (request, reply) => sendTable(request, reply, parts, 'job.list'));
  app.get('/audit/export', (request, reply) => sendTable(request, reply, parts, 'audit.list'));
  app.get('/exports/robots', (request, reply) => sendTable(request, reply, parts, 'robot.list'));
}

const queueTypes = queryTypes(ExportParams);
const tableTypes = {
  'job.list': queryTypes(TableParams['job.list']),
  'audit.list': queryTypes(TableParams['audit.list']),
  'robot.list': queryTypes(TableParams['robot.list']),
};
const fileNames = { 'job.list': 'jobs', 'audit.list': 'audit', 'robot.list': 'robots' };

async function sendQueue(request: FastifyRequest, reply: FastifyReply, { core, person }: ByteParts) {
  const { workspace } = await person(request);
  const query = fromQuery(queueTypes, request.query as Record<string, unknown>);
  const params = parse(ExportParams, { ...query, ...(request.params as object) });
  const { queue: name, format = 'jsonl', ...where } = params;
  const queue = await core.store.read((view) => theQueue(view, workspace, name));
  return send(reply, { name: queue.name, format }, exportResources(core, { queue, where, format }));
}

/** With the rights of the list. */
async function sendTable(
  request: FastifyRequest,
  reply: FastifyReply,
  { core, person }: ByteParts,
  verb: ExportedVerb,
) {
  const who = await person(request);
  admit(verb, who);
  const query = fromQuery(tableTypes[verb], request.query as Record<string, unknown>);
  const { format = 'jsonl', ...filter } = parse(TableParams[verb], query);
  const text = await exportTable(core, {
    verb,
    workspace: who.workspace,
    filter: filter as Filter<typeof verb>,
    format,
  });
  return send(reply, { name: fileNames[verb], format }, text);
}

const mime = { csv: 'text/csv; charset=utf-8; header=present', jsonl: 'application/x-ndjson; charset=utf-8' };

/** Ends with the client: a stream that nobody reads any more is given up, and with it the walk over the rows. */
function send(
  reply: FastifyReply,
  { name, format }: { name: string; format: ExportFormat },
  text: AsyncGenerator<string>,
): FastifyReply {
  reply
    .header('content-type', mime[format])
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`);
  return reply.send(Readable.from(text, { objectMode: false }));
}
