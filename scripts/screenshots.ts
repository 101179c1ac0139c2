/**
 * Pictures of the console for README and docs, light and dark: `docs/images/*.png`. `npm run screenshots` starts an
 * installation that has something to show; with `--url` and `--link` they are taken of one that runs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { findBrowser } from '../agent/capture/browser-path.ts';
import { startShowcase } from './showcase.ts';

export interface ScreenshotOptions {
  /** Address of the coordinator. */
  url: string;
  /** A one-time sign-in link of it; it is spent. */
  link: string;
  /** Folder for the pictures; created when missing. */
  out: string;
}

/** A screen with a mouse, as a desk has it: what a pointer brings out is hidden without one. */
const MOUSE = '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4';
const VIEW = { width: 1440, height: 900, deviceScaleFactor: 1 };
/** ms to wait for a page to have its data and pictures. */
const LOADED_MS = 15_000;
/** ms after which fonts, transitions and the video's frame have settled. */
const SETTLED_MS = 700;

/** Takes each picture in both schemes. Resolves with the files' paths. */
export async function takeScreenshots({ url, link, out }: ScreenshotOptions): Promise<string[]> {
  mkdirSync(out, { recursive: true });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setViewport(VIEW);
    await signIn(page, link);
    await page.mouse.move(VIEW.width - 1, 0); // on nothing that a pointer changes
    const files: string[] = [];
    for (const [name, address] of Object.entries(await pictures(page, url)))
      for (const theme of ['light', 'dark'] as const) {
        await scheme(page, theme);
        await open(page, address);
        const path = join(out, `${name}${theme === 'dark' ? '-dark' : ''}.png`) as `${string}.png`;
        await page.screenshot({ path });
        files.push(path);
      }
    return files;
  } finally {
    await browser.close();
  }
}

/** Picture by its address: pages that are always there, and things of this installation. */
async function pictures(page: Page, url: string): Promise<Record<string, string>> {
  const get = async <T>(path: string) =>
    (await page.evaluate(async (from) => (await fetch(from)).json(), `${url}/api/v1${path}`)) as T;
  const [run, resource, deployment] = [await showcaseRun(get), await showcaseResource(get), await first(get)];
  return {
    overview: '/',
    jobs: '/jobs',
    ...(run === undefined ? {} : { run }),
    queues: '/queues',
    ...resource,
    schedules: '/schedules',
    robots: '/robots',
    ...(deployment === undefined ? {} : { deployment }),
  };
}

async function openBrowser(): Promise<Browser> {
  const found = await findBrowser(process.env);
  if (found.missing) throw new Error(`no browser for the pictures: ${found.install}`);
  return puppeteer.launch({
    executablePath: found.path,
    pipe: true,
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--hide-scrollbars', '--force-color-profile=srgb'],
      MOUSE,
    ],
  });
}

const scheme = (page: Page, value: 'light' | 'dark') =>
  page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);

/** Through the link; the offer of a password is put off. */
async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  const state = await page.waitForSelector('nav, input[autocomplete=new-password]', { timeout: LOADED_MS });
  if (await state?.evaluate((element) => element.tagName === 'INPUT')) {
    await page.locator('button ::-p-text(Later)').click();
    await page.waitForSelector('nav', { timeout: LOADED_MS });
  }
}

async function open(page: Page, address: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(address)}`);
  await page.waitForFunction(LOADED, { timeout: LOADED_MS });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
}

/** Nothing is loading, every picture is there, the video shows a frame. Runs in the page. */
const LOADED = `document.querySelector('.page') !== null
  && document.querySelector('[aria-busy=true]') === null
  && [...document.images].every((image) => image.complete)
  && [...document.querySelectorAll('video')].every((video) => video.readyState >= 2)`;

type Get = <T>(path: string) => Promise<T>;

/** The longest of the newest runs that have a video, opened at a line in its middle. */
async function showcaseRun(get: Get): Promise<string | undefined> {
  const { items } = await get<{ items: { run?: string; state: string }[] }>('/jobs?limit=50');
  let best: { run: string; lines: number } | undefined;
  for (const { run, state } of items) {
    if (run === undefined || state === 'running') continue;
    const shown = await get<{ run: { lines: number; video?: unknown } }>(`/runs/${run}`);
    if (shown.run.video === undefined || (best && shown.run.lines <= best.lines)) continue;
    best = { run, lines: shown.run.lines };
  }
  return best && `/runs/${best.run}?line=${Math.max(1, Math.floor(best.lines / 2))}`;
}

/** The fullest queue, and in the first queue that has one a resource that failed. */
async function showcaseResource(get: Get): Promise<Record<string, string>> {
  const { items } = await get<{ items: { name: string; total: number; counts: { error: number } }[] }>('/queues');
  const fullest = items.toSorted((a, b) => b.total - a.total)[0];
  const failed = items.toSorted((a, b) => a.total - b.total).find(({ counts }) => counts.error > 0);
  const shown: Record<string, string> = fullest ? { queue: `/queues/${encodeURIComponent(fullest.name)}` } : {};
  if (!failed) return shown;
  const path = `/queues/${encodeURIComponent(failed.name)}`;
  const resources = await get<{ items: { id: string }[] }>(`${path}/resources?status=error&limit=1`);
  return resources.items[0] ? { ...shown, resource: `${path}/${resources.items[0].id}` } : shown;
}

async function first(get: Get): Promise<string | undefined> {
  const { items } = await get<{ items: { name: string }[] }>('/deployments');
  return items[0] && `/deployments/${encodeURIComponent(items[0].name)}`;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

if (import.meta.main) {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, link: { type: 'string' }, out: { type: 'string', default: 'docs/images' } },
  });
  const { url, link, out } = values;
  if ((url === undefined) !== (link === undefined)) {
    say('usage: node scripts/screenshots.ts [--url http://… --link "http://…/#/welcome?token=…"] [--out DIR]');
    process.exit(2);
  }
  const of = url !== undefined && link !== undefined ? { url, link, stop: async () => {} } : await startShowcase(say);
  try {
    process.stdout.write(`${(await takeScreenshots({ url: of.url, link: of.link, out })).join('\n')}\n`);
  } finally {
    await of.stop();
  }
}
