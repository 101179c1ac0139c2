/**
 * The console in a real Chromium: how much and how long the first load is, a queue of a million resources, a run with a
 * million lines, a visible table that changes 200 times a second. `npm run bench -- console [--rows 1000000] [--lines 1000000]
 * [--rounds 5] [--json]`. Figures in ms are of this machine; frames and long tasks are what a person feels.
 */
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'puppeteer';
import { connect } from '../sdk/index.ts';
import { type Eyes, eyes, openBrowser } from '../test/e2e/console-browser.ts';
import { builtConsole } from '../test/e2e/console-build.ts';
import { type Fleet, fleet } from './parts/fleet.ts';
import { median, percentile } from './parts/statistics.ts';
import { sampleValue } from './peers/driver.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [ROWS, LINES, ROUNDS] = [Number(values.rows), Number(values.lines), Number(values.rounds)];
/** As many as the coordinator takes in one call; as many as fit into one report. */
const [ADD_AT_ONCE, LINES_AT_ONCE] = [10_000, 1_000];
const CHANGES_A_SECOND = 200;
const FLOOD_MS = 10_000;
const QUEUE = 'bench';

const found: { what: string; figure: string; value: number }[] = [];
const tell = (what: string, value: number, unit: string): void => {
  found.push({ what, figure: `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`, value });
};

/** Counts frames and long tasks in the page. */
const WATCH = `(() => {
  const seen = (window.seen = { frames: [], long: [] });
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (at) => { seen.frames.push(at - last); last = at; requestAnimationFrame(frame); };
  requestAnimationFrame((at) => { last = at; requestAnimationFrame(frame); });
})()`;
const SEEN = 'window.seen';

const f = await fleet({ console: builtConsole() });
const browser = await openBrowser();
try {
  await firstLoads(browser, f);
  const see = await signedIn(browser, f);
  await manyResources(see, f);
  await manyLines(see, f);
  await flood(see, f);
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else for (const { what, figure } of found) process.stdout.write(`${what.padEnd(72)} ${figure}\n`);
} finally {
  await browser.close();
  await f.stop();
}

/** Each with an empty cache: from the address to the overview's figures. */
async function firstLoads(browser: Browser, f: Fleet): Promise<void> {
  const took: number[] = [];
  let bytes = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const link = await f.link();
    const see = await eyes(browser, 'about:blank');
    const session = await see.page.createCDPSession();
    await session.send('Network.enable');
    bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const start = performance.now();
    await see.page.goto(link);
    await see.click('Later');
    await see.page.waitForSelector('.figure');
    took.push(performance.now() - start);
    await see.close();
  }
  tell('first load, sign-in by link and two clicks included: overview shown', median(took), 'ms');
  tell('first load: bytes over the wire', bytes / 1_000, 'kB');
}

async function signedIn(browser: Browser, f: Fleet): Promise<Eyes> {
  const see = await eyes(browser, 'about:blank');
  await see.page.goto(await f.link());
  await see.click('Later');
  await see.page.waitForSelector('.figure');
  return see;
}

async function manyResources(see: Eyes, f: Fleet): Promise<void> {
  await f.api('queue.create', { name: QUEUE });
  const robot = connect({ url: f.url, token: f.token });
  for (let n = 0; n < ROWS; n += ADD_AT_ONCE) {
    const items = Array.from({ length: Math.min(ADD_AT_ONCE, ROWS - n) }, (_, i) => ({ value: sampleValue(n + i) }));
    await robot.queue(QUEUE).addMany(items);
    process.stderr.write(`\r${n + items.length} resources`);
  }
  process.stderr.write('\n');
  robot.close();
  const of = ` (${ROWS.toLocaleString('en')} resources)`;
  const [open, sort, next]: number[][] = [[], [], []];
  for (let i = 0; i < ROUNDS; i++) {
    await see.go('/');
    await see.page.waitForSelector('.figure');
    open!.push(await until(see.page, () => see.go(`/queues/${QUEUE}`), '[data-row]'));
    const sorted = 'th[aria-sort=ascending] .sorter, th[aria-sort=descending] .sorter';
    sort!.push(await changed(see.page, () => see.page.locator(sorted).click()));
    next!.push(await changed(see.page, () => see.page.locator('[aria-label="Next page"]').click()));
  }
  tell(`open a queue${of}`, median(open!), 'ms');
  tell(`turn its order over${of}`, median(sort!), 'ms');
  tell(`go to the next page${of}`, median(next!), 'ms');
}

async function manyLines(see: Eyes, f: Fleet): Promise<void> {
  const supervisor = f.held[0]!;
  const line = (n: number) =>
    ({ kind: 'line', level: 'info', source: 'stdout', text: `row ${n} of the night` }) as const;
  for (let n = 0; n < LINES; n += LINES_AT_ONCE) {
    await supervisor.report(...Array.from({ length: LINES_AT_ONCE }, (_, i) => line(n + i + 1)));
    if (n % 50_000 === 0) process.stderr.write(`\r${n} lines`);
  }
  process.stderr.write('\n');
  const of = ` (${LINES.toLocaleString('en')} lines)`;
  const { run } = supervisor.order;
  const middle = Math.floor(LINES / 2);
  const [open, search]: number[][] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    await see.go('/');
    await see.page.waitForSelector('.figure');
    open!.push(await until(see.page, () => see.go(`/runs/${run}?line=${middle}`), `[data-line="${middle}"]`));
  }
  await see.page.locator('input[type=search]').fill(`row ${LINES - 1} `);
  search!.push(await until(see.page, async () => {}, `[data-line="${LINES - 1}"]`));
  tell(`open a run at a line in its middle${of}`, median(open!), 'ms');
  tell(`find a text that only the last but one line has${of}`, median(search!), 'ms');
}

/** What a person feels while the table changes: frames a second, and tasks over 50 ms. */
async function flood(see: Eyes, f: Fleet): Promise<void> {
  await see.go(`/queues/${QUEUE}?sort=updated`);
  await see.page.waitForSelector('[data-row]');
  const { items } = await f.api('resource.list', { queue: QUEUE, limit: 50 });
  await see.page.evaluate(WATCH);
  const start = performance.now();
  let changes = 0;
  while (performance.now() - start < FLOOD_MS) {
    const due = Math.floor(((performance.now() - start) / 1_000) * CHANGES_A_SECOND) - changes;
    if (due <= 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    const edits = Array.from({ length: Math.min(due, 20) }, (_, i) => {
      const { id } = items[(changes + i) % items.length]!;
      return f.api('resource.edit', { queue: QUEUE, id, priority: (changes + i) % 4_000 });
    });
    await Promise.all(edits);
    changes += edits.length;
  }
  const seconds = (performance.now() - start) / 1_000;
  const seen = (await see.page.evaluate(SEEN)) as { frames: number[]; long: number[] };
  tell('live table: changes', changes / seconds, 'a second');
  tell('live table: frames', seen.frames.length / seconds, 'a second');
  tell('live table: longest time between two frames', Math.max(...seen.frames), 'ms');
  tell('live table: p99 of the time between two frames', percentile(seen.frames, 99), 'ms');
  tell('live table: tasks over 50 ms', seen.long.length / seconds, 'a second');
}

/** ms from the act until the page has it. */
async function until(page: Page, act: () => Promise<unknown>, selector: string): Promise<number> {
  const start = performance.now();
  await act();
  await page.waitForSelector(selector);
  return performance.now() - start;
}

/** ms from the act until the first row of the table is another. */
async function changed(page: Page, act: () => Promise<unknown>): Promise<number> {
  const first = `document.querySelector('[data-row]')?.dataset.row`;
  const before = await page.evaluate(first);
  const start = performance.now();
  await act();
  await page.waitForFunction(`${first} !== ${JSON.stringify(before)}`, { polling: 'raf' });
  return performance.now() - start;
}
