/**
 * What people's work on a queue of a million costs the robots of another queue, and the coordinator's memory and event
 * loop: pages and filters of the list, a limit change, an export, a bulk edit, a deletion. `node bench/large.ts
 * [--rows 1000000] [--seconds 10] [--json]`; bulk edit and deletion are watched for that long.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '../sdk/index.ts';
import { fleet, type Meter } from './parts/fleet.ts';
import { median, percentile } from './parts/statistics.ts';
import { sampleValue } from './peers/driver.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(values.rows);
const WATCHED_MS = Number(values.seconds) * 1_000;
const PORTION = 5_000;
/** Pages of a list, one after the other, as somebody scrolls. */
const PAGES = 20;
const MB = 1e6;

interface Found {
  what: string;
  says: string;
  seconds: number;
  /** ms a robot's take on another queue. */
  takeP50: number;
  takeP99: number;
  /** ms for which nothing else could run, at most. */
  heldUp: number;
  megabytes: number;
}

const f = await fleet();
const robot = connect({ url: f.url, token: f.token });
const found: Found[] = [];
const takes: number[] = [];
let working = true;
try {
  for (const name of ['large', 'others']) await f.api('queue.create', { name, attemptLimit: 3 });
  await robot.queue('others').addMany(Array.from({ length: 1_000 }, (_, n) => ({ value: sampleValue(n) })));
  await filled();
  await f.meter();
  const robots = work();
  await step('robots alone', () => pause(3_000));
  await steps();
  working = false;
  await robots;
} finally {
  robot.close();
  await f.stop();
}
report();

async function filled(): Promise<void> {
  const queue = robot.queue('large');
  for (let n = 0; n < ROWS; n += PORTION) {
    const items = Array.from({ length: Math.min(PORTION, ROWS - n) }, (_, i) => ({ value: sampleValue(n + i) }));
    await queue.addMany(items);
    if (process.stderr.isTTY) process.stderr.write(`\rfilling: ${n + items.length}`);
  }
  process.stderr.write('\n');
}

async function work(): Promise<void> {
  const queue = robot.queue('others');
  while (working) {
    const from = performance.now();
    const resource = await queue.get({ lock: 'both', timeout: 0 });
    takes.push(performance.now() - from);
    await Promise.all([resource.markProcessed(), queue.add(resource.value)]);
  }
}

async function step(what: string, run: () => Promise<unknown>): Promise<void> {
  process.stderr.write(`${what}\n`);
  await f.meter();
  takes.length = 0;
  const rss: number[] = [];
  const timer = setInterval(() => void f.meter().then(sampled), 500);
  let heldUp = 0;
  const sampled = (meter: Meter) => {
    rss.push(meter.rss / MB);
    heldUp = Math.max(heldUp, meter.loopMs.max);
  };
  const start = performance.now();
  const says = await run();
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(timer);
  sampled(await f.meter());
  const took = takes.length > 0 ? [...takes] : [Number.NaN];
  const [takeP50, takeP99] = [median(took), percentile(took, 0.99)];
  found.push({ what, says: String(says ?? ''), seconds, takeP50, takeP99, heldUp, megabytes: Math.max(...rss) });
}

async function steps(): Promise<void> {
  const where = { queue: 'large' } as const;
  await step('list, page by page', () => pages({}));
  await step('list by priority', () => pages({ sort: 'priority' }));
  await step('list, a tag that none has', () => pages({ tags: ['none'] }));
  await step('list, a text that none has', () => pages({ text: 'nowhere to be found' }));
  await step('count by tag', () => f.api('resource.count', { ...where, tags: ['none'] }));
  await step('preview of a bulk edit', () => f.api('bulk.preview', { ...where, where: { priorityFrom: 1 } }));
  await step('limit change', () => f.api('queue.update', { ...where, attemptLimit: 7 }).then(() => 'all of them'));
  await step('export', exported);
  await step('bulk edit', async () => {
    const { id } = await f.api('bulk.start', { ...where, where: {}, change: { priority: 3 } });
    await pause(WATCHED_MS);
    const { changed } = await f.api('bulk.abort', { bulk: id });
    return `${Math.round((changed / WATCHED_MS) * 1_000)} a second`;
  });
  await step('deletion', async () => {
    await f.api('queue.delete', { ...where, force: true });
    await pause(WATCHED_MS);
  });
}

async function pages(params: object): Promise<string> {
  let after: string | undefined;
  let items = 0;
  for (let page = 0; page < PAGES; page++) {
    const list = await f.api('resource.list', { queue: 'large', limit: 100, after, ...params });
    items += list.items.length;
    after = list.next;
    if (after === undefined) break;
  }
  return `${items} shown`;
}

async function exported(): Promise<string> {
  const headers = { authorization: `Bearer ${f.apiToken}` };
  const response = await fetch(`${f.url}/api/v1/queues/large/export?format=jsonl`, { headers });
  let bytes = 0;
  for await (const chunk of response.body!) bytes += chunk.length;
  return `${Math.round(bytes / MB)} MB`;
}

function report(): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'large', rows: ROWS, found })}\n`);
    return;
  }
  const alone = found[0]!.takeP50;
  for (const { what, says, seconds, takeP50, takeP99, heldUp, megabytes } of found)
    process.stdout.write(
      `${what.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  take p50 ${takeP50.toFixed(2).padStart(6)} ms ` +
        `(${(takeP50 / alone).toFixed(2)} times alone), p99 ${takeP99.toFixed(0).padStart(4)} ms; ` +
        `held up ${heldUp.toFixed(0).padStart(4)} ms; ${megabytes.toFixed(0)} MB  ${says}\n`,
    );
}
