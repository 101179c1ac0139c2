/** Pictures of the console for the README, taken from a coordinator that has something to show: `docs/images/*.png`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { findBrowser } from '../agent/capture/browser-path.ts';

export interface ScreenshotOptions {
  /** Address of the coordinator. */
  url: string;
  /** A one-time sign-in link of it; it is spent. */
  link: string;
  /** Folder for the pictures; created when missing. */
  out: string;
}

const VIEW = { width: 1440, height: 900, deviceScaleFactor: 1 };
/** ms to wait for a page to have its data and pictures. */
const LOADED_MS = 15_000;
/** ms after which fonts, transitions and the video's frame have settled. */
const SETTLED_MS = 700;

/** Takes overview, jobs, run, robots, queues in light and the run in dark. Resolves with the files' paths. */
export async function takeScreenshots({ url, link, out }: ScreenshotOptions): Promise<string[]> {
  mkdirSync(out, { recursive: true });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setViewport(VIEW);
    await scheme(page, 'light');
    await signIn(page, link);
    const run = await showcaseRun(page, url);
    const files: string[] = [];
    const take = async (name: string, address: string) => {
      await open(page, address);
      const path = join(out, `${name}.png`) as `${string}.png`;
      await page.screenshot({ path });
      files.push(path);
    };
    for (const name of ['overview', 'jobs', 'robots', 'queues'])
      await take(name, name === 'overview' ? '/' : `/${name}`);
    if (run !== undefined) {
      await take('run', run);
      await scheme(page, 'dark');
      await take('run-dark', run);
    }
    return files;
  } finally {
    await browser.close();
  }
}

async function openBrowser(): Promise<Browser> {
  const found = await findBrowser(process.env);
  if (found.missing) throw new Error(`no browser for the pictures: ${found.install}`);
  return puppeteer.launch({
    executablePath: found.path,
    pipe: true,
    args: ['--no-sandbox', '--disable-background-networking', '--hide-scrollbars', '--force-color-profile=srgb'],
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
  && document.querySelector('[aria-busy]') === null
  && [...document.images].every((image) => image.complete)
  && [...document.querySelectorAll('video')].every((video) => video.readyState >= 2)`;

interface Shown {
  jobs: { run?: string; state: string }[];
}

/** The longest of the newest runs that have a video, opened at a line in its middle. */
async function showcaseRun(page: Page, url: string): Promise<string | undefined> {
  const get = async <T>(path: string) =>
    (await page.evaluate(async (from) => (await fetch(from)).json(), `${url}/api/v1${path}`)) as T;
  const { items } = await get<{ items: Shown['jobs'] }>('/jobs?limit=50');
  let best: { run: string; lines: number } | undefined;
  for (const { run, state } of items) {
    if (run === undefined || state === 'running') continue;
    const shown = await get<{ run: { lines: number; video?: unknown } }>(`/runs/${run}`);
    if (shown.run.video === undefined || (best && shown.run.lines <= best.lines)) continue;
    best = { run, lines: shown.run.lines };
  }
  return best && `/runs/${best.run}?line=${Math.max(1, Math.floor(best.lines / 2))}`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, link: { type: 'string' }, out: { type: 'string', default: 'docs/images' } },
  });
  if (values.url === undefined || values.link === undefined) {
    process.stderr.write(
      'usage: node scripts/screenshots.ts --url http://… --link "http://…/#/welcome?token=…" [--out DIR]\n',
    );
    process.exit(2);
  }
  const files = await takeScreenshots({ url: values.url, link: values.link, out: values.out });
  process.stdout.write(`${files.join('\n')}\n`);
}
