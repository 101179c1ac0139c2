/** `robot.browser`: puppeteer, found where the author installed it, started so that it fills the run's screen (S8). */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, LaunchOptions, PuppeteerNode } from 'puppeteer';
import { GantryError } from '../protocol/errors.ts';
import { browserFlags } from './browser-flags.ts';
import { BrowserMirror } from './browser-mirror.ts';
import { type Environment, ownVariables } from './environment.ts';
import { mainModuleDone } from './main-module.ts';
import type { Report } from './report.ts';
import type { Stop } from './stop.ts';

/** puppeteer's launch options; what is given wins over what suits the machine, `args` are added. */
export type BrowserOptions = LaunchOptions;

const PACKAGES = ['puppeteer', 'puppeteer-core'];
let opened = 0;

export async function openBrowser(
  environment: Environment,
  { stop, report }: { stop: Stop; report: Report },
  options: BrowserOptions = {},
): Promise<Browser> {
  const puppeteer = await loadPuppeteer();
  let done = false;
  const end = mainModuleDone()?.then(() => {
    done = true;
  });
  const browser = await launch(puppeteer, launchOptions(environment, options));
  // A script that is over before its browser is there goes on without being awaited: it ends when it closes the browser.
  if (!done) end?.then(() => letGo(browser));
  stop.onceAtRest(() => {
    // it did not want to: the run is ending all the same
    browser.close().catch(() => browser.process()?.kill('SIGKILL'));
  });
  if (environment.screen && windowless(environment, options)) mirror(browser, environment, report);
  else if (!options.headless && environment.screen) await fillScreen(browser);
  return browser;
}

/** No longer keeps the process alive; what still waits for an answer of the browser does. It ends with the process. */
function letGo(browser: Browser): void {
  const child = browser.process();
  child?.unref();
  for (const pipe of child?.stdio ?? []) (pipe as Socket | null)?.unref?.();
}

/** The machine's only browser can't open a window; one that the script brings is its own affair. */
const windowless = (environment: Environment, options: BrowserOptions): boolean =>
  environment.headlessOnly && !options.executablePath;

/** Its pages on the run's screen all the same, for the video and the screenshots; without ffplay a warning (E9). */
function mirror(browser: Browser, { ffplay, screenSize }: Environment, report: Report): void {
  if (!ffplay) {
    report.log.warn(
      'this machine’s browser is headless and ffplay is missing: the video and the screenshots show an empty screen. ' +
        'Install it (apt-get install ffmpeg) and start the agent again, or give the machine a browser with a window',
    );
    return;
  }
  const warn = (text: string) => report.log.warn(text);
  const picture = new BrowserMirror(browser, { ffplay, env: ownVariables(), size: screenSize, warn });
  report.watchPrivate((on) => picture.hide(on));
  report.log.info('this machine’s browser is headless: its active page is mirrored on the screen by ffplay');
}

function launchOptions(environment: Environment, options: BrowserOptions): LaunchOptions {
  const noWindow = windowless(environment, options);
  const { width, height } = environment.screenSize;
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
    ...(noWindow ? { headless: 'shell' as const } : {}), // whatever was asked for: it has no other way
    args: [
      ...browserFlags(process.getuid?.() === 0),
      ...(noWindow ? [`--window-size=${width},${height}`] : []),
      ...(options.args ?? []),
    ],
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
