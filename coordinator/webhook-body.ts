/** What a delivery looks like on the wire: its JSON, with addresses in the console. */
import type { DeliveryRow } from './domain/rows.ts';

interface About {
  at?: number;
  job?: { id: string };
  run?: { id: string };
  queue?: { name: string };
  robot?: object;
}

/** `url`: the address under which people reach the console. */
export function bodyOf({ event, payload, created }: Readonly<DeliveryRow>, url: string): string {
  const { at, ...data } = payload as About;
  const timestamp = new Date(at ?? created).toISOString();
  return JSON.stringify({ type: event, timestamp, data, links: linksOf(data, url) });
}

function linksOf({ job, run, queue, robot }: About, url: string): Record<string, string> {
  return {
    console: url,
    ...(job ? { job: `${url}/jobs/${encodeURIComponent(job.id)}` } : {}),
    ...(run ? { run: `${url}/runs/${encodeURIComponent(run.id)}` } : {}),
    ...(queue ? { queue: `${url}/queues/${encodeURIComponent(queue.name)}` } : {}),
    ...(robot ? { robots: `${url}/robots` } : {}),
  };
}
