/** `robot.browser`: puppeteer, found where the author installed it, started so that it fills the run's screen (S8). */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, LaunchOptions, PuppeteerNode } from 'puppeteer';
import { GantryError } from '../protocol/errors.ts';
import { browserFlags } from './browser-flags.ts';
import type { Environment } from './environment.ts';
import type { Stop } from './stop.ts';

/** puppeteer's launch options; what is given wins over what suits the machine, `args` are added. */
export type BrowserOptions = LaunchOptions;

const PACKAGES = ['puppeteer', 'puppeteer-core'];
let opened = 0;

export async function openBrowser(
  environment: Environment,
  stop: Stop,
  options: BrowserOptions = {},
): Promise<Browser> {
  const puppeteer = await loadPuppeteer();
  const browser = await launch(puppeteer, launchOptions(environment, options));
  stop.onceAtRest(() => {
    // it did not want to: the run is ending all the same
    browser.close().catch(() => browser.process()?.kill('SIGKILL'));
  });
  if (!options.headless && environment.screen) await fillScreen(browser);
  return browser;
}

function launchOptions(environment: Environment, options: BrowserOptions): LaunchOptions {
  const executablePath = options.executablePath ?? environment.browser;
  return {
    headless: !environment.screen,
    pipe: true, // a killed script takes its browser along
    defaultViewport: null, // the page is as large as the window
    ignoreDefaultArgs: ['--enable-automation'], // or a bar across the page says that a robot is at work
    handleSIGTERM: false, // the resource in hand is finished first; then the signal closes it
    ...(environment.profiles ? { userDataDir: join(environment.profiles, `browser-${++opened}`) } : {}),
    ...options,
    ...(executablePath ? { executablePath } : {}),
    args: [...browserFlags(process.getuid?.() === 0), ...(options.args ?? [])],
  };
}

async function launch(puppeteer: PuppeteerNode, options: LaunchOptions): Promise<Browser> {
  try {
    return await puppeteer.launch(options);
  } catch (cause) {
    const says = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new GantryError(
      'Unavailable',
      `the browser ${options.executablePath ?? 'of puppeteer'} did not start: ${says} — ` +
        'install one on the robot machine (Debian: apt install chromium) or name one in GANTRY_BROWSER or robot.browser({ executablePath })',
      { cause, retry: 'never' },
    );
  }
}

/** From the package that runs first (what it brings wins), then from where this SDK is. */
async function loadPuppeteer(): Promise<PuppeteerNode> {
  const places = [process.argv[1], join(process.cwd(), 'package.json')].flatMap((p) =>
    p ? [pathToFileURL(p).href] : [],
  );
  for (const place of [...places, import.meta.url]) {
    for (const name of PACKAGES) {
      const file = resolved(place, name);
      if (file) return ((await import(pathToFileURL(file).href)) as { default: PuppeteerNode }).default;
    }
  }
  throw new GantryError(
    'Unavailable',
    'robot.browser() needs puppeteer, which this package does not have: run `npm i puppeteer` in its folder ' +
      '(or `npm i puppeteer-core` and use the machine’s own browser), then pack it again',
    { retry: 'never' },
  );
}

function resolved(place: string, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined; // the next place may have it
    throw error;
  }
}

/** The window as large as the screen, with or without a window manager. */
async function fillScreen(browser: Browser): Promise<void> {
  const [page] = await browser.pages();
  if (!page) return;
  const size = await page.evaluate('({ width: screen.width, height: screen.height })');
  const session = await page.createCDPSession();
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
  const bounds = { left: 0, top: 0, ...(size as { width: number; height: number }) };
  await session.send('Browser.setWindowBounds', { windowId, bounds });
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'maximized' } });
  await session.detach();
}
