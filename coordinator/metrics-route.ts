/** `GET /metrics`: who may read it. A person's API token, as everywhere; anybody only if the settings say so (X1). */
import type { FastifyInstance } from 'fastify';
import { type PersonParts, personOf } from './http-person.ts';
import type { Metrics } from './metrics.ts';

/** Scrapes a minute from one address: a scraper asks every ten seconds. */
const MOST_A_MINUTE = 300;

export interface MetricsRouteParts extends PersonParts {
  metrics: Metrics;
}

export async function metricsRoute(app: FastifyInstance, parts: MetricsRouteParts): Promise<void> {
  const rateLimit = { max: MOST_A_MINUTE, timeWindow: 60_000 };
  app.get('/metrics', { config: { rateLimit } }, async (request, reply) => {
    if (!parts.options.metricsOpen) await personOf(request, parts);
    const text = await parts.metrics.text();
    return reply.type(parts.metrics.contentType).header('cache-control', 'no-store').send(text);
  });
}
