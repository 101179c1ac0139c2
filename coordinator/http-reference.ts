/** The API described where it is served: the OpenAPI document, and the page to read it on. Open to all: it holds no data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { API_PREFIX } from '../protocol/api-route.ts';
import { type OpenApi, openApiDocument } from '../protocol/openapi.ts';
import { referencePage } from './reference/page.ts';

const file = (name: string) => readFileSync(join(import.meta.dirname, 'reference', 'static', name), 'utf8');

/** Each is made at the first request for it and kept. */
export async function referenceRoutes(app: FastifyInstance, version: string): Promise<void> {
  const document = once((): OpenApi => openApiDocument(version));
  const serve = (path: string, type: string, make: () => string) => {
    const text = once(make);
    app.get(path, (_request, reply) => reply.type(type).header('cache-control', 'no-cache').send(text()));
  };
  serve(`${API_PREFIX}/openapi.json`, 'application/json', () => JSON.stringify(document()));
  serve('/api/page.css', 'text/css; charset=utf-8', () => file('page.css'));
  serve('/api/page.js', 'text/javascript; charset=utf-8', () => file('page.js'));
  const page = once(() => referencePage(document()));
  app.get('/api', (request, reply) =>
    /^\/api\/(\?|$)/.test(request.url)
      ? reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page())
      : reply.redirect('/api/', 308),
  );
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
