/** The API described where it is served: the OpenAPI document, and the page to read it on. Open to all: it holds no data. */
import type { FastifyInstance } from 'fastify';
import { API_PREFIX } from '../protocol/api-route.ts';
import { openApiDocument } from '../protocol/openapi.ts';

export async function referenceRoutes(app: FastifyInstance, version: string): Promise<void> {
  let made: string | undefined;
  const document = () => {
    made ??= JSON.stringify(openApiDocument(version));
    return made;
  };
  app.get(`${API_PREFIX}/openapi.json`, (_request, reply) => reply.type('application/json').send(document()));
}
