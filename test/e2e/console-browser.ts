/** A real Chromium that looks at the console: what it sees, and everything it complains about. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import * as assert from 'uvu/assert';
import { findBrowser } from '../../agent/capture/browser-path.ts';
import { until } from '../support/until.ts';

/** Chromium says this for the one question that must be refused: who am I, before signing in. */
const EXPECTED = /status of 401/;

/** `GANTRY_SLOW_PAGES=8`: pages that are so many times slower find the tests that look too early. */
const SLOWER = Number(process.env.GANTRY_SLOW_PAGES ?? 1);

export interface Eyes {
  page: Page;
  /** Errors of the console, of scripts, refusals by the CSP; the expected 401 is left out. */
  complaints: string[];
  text(): Promise<string>;
  /** Waits until the page's text has it. */
  sees(what: string | RegExp): Promise<void>;
  go(address: string): Promise<void>;
  /** A property of what a selector finds, as text; waits until it is there. */
  property(
    selector: string,
    name: 'value' | 'innerText' | 'href' | 'disabled' | 'ariaValueMin' | 'dateTime',
  ): Promise<string>;
  click(text: string): Promise<void>;
  /** Fails with what axe-core finds wrong on the page as it is, in both colour schemes. */
  accessible(where: string): Promise<void>;
  /** The same as a list, one line for each place. */
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  const found = await findBrowser(process.env);
  if (found.missing) throw new Error(`the console's tests need a browser: ${found.install}`);
  return puppeteer.launch({
    executablePath: found.path,
    pipe: true,
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
      // A renderer in reserve for the next page is work that no test wants.
      '--disable-features=SpareRendererForSitePerProcess',
    ],
  });
}

/** A page with a profile of its own, so that tests do not share cookies; empty until it is sent somewhere, or at `url`. */
export async function eyes(browser: Browser, url?: string): Promise<Eyes> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.emulateMediaFeatures([STILL_PAGE]);
  if (SLOWER > 1) await page.emulateCPUThrottling(SLOWER);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const text = () => page.evaluate<[], () => string>('document.body.innerText' as never);
  if (url !== undefined) await page.goto(url);
  return {
    page,
    complaints,
    text,
    sees: async (what) => {
      let last = '';
      const there = async () => {
        last = await text();
        return typeof what === 'string' ? last.includes(what) : what.test(last);
      };
      await until(`the page shows ${what}`, there).catch((error: Error) => {
        throw new Error(`${error.message}; it shows: ${last.slice(0, 1_500)}`);
      });
    },
    go: async (address) => {
      await page.evaluate(`location.hash = ${JSON.stringify(address)}; ${TWO_FRAMES}`);
      await page.waitForFunction(NONE_HIDDEN);
    },
    property: async (selector, name) => {
      const found = await page.waitForSelector(selector);
      return String(await (await found!.getProperty(name)).jsonValue());
    },
    click: (label) => page.locator(`::-p-xpath(//*[self::button or self::a][normalize-space()='${label}'])`).click(),
    accessible: async (where) => assert.equal(await inBothSchemes(page), [], where),
    violations: () => inBothSchemes(page),
    close: () => context.close(),
  };
}

/** A dialog that is still fading in has the contrast of a ghost, and every test would wait for it. */
const STILL_PAGE = { name: 'prefers-reduced-motion', value: 'reduce' };

async function inBothSchemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, STILL_PAGE]);
    const isSo = `document.documentElement.dataset.mantineColorScheme === '${scheme}'`;
    await until(`the page is ${scheme}`, () => page.evaluate(isSo));
    await until('colours have changed', () => page.evaluate(STILL));
    found.push(...(await violations(page, RULES[scheme])).map((line) => `${scheme}: ${line}`));
  }
  return found;
}

/** What axe-core checks in each scheme: between light and dark nothing changes but colours. */
const RULES = {
  light: {},
  dark: { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } },
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** By then the address has been heard of and drawn. */
const TWO_FRAMES = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))';

/**
 * The page that is left stays, hidden, until the next one's code is there: a click on a button of it, which may be called as
 * the wanted one, would wait for ever.
 */
const NONE_HIDDEN = `[...document.querySelectorAll('.page')].every((page) => page.getClientRects().length > 0)`;

/** No transition is under way; what turns for ever does not count. */
const STILL = `document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)`;

/** Of a page under a dialog only what lies over it: the page was looked at alone, and each look takes a second of a core. */
const WHAT_COUNTS = `document.querySelector('[data-portal] [role=dialog]') ? { include: [['[data-portal]']] } : document`;

/** Each as `rule: what is wrong: where`. */
async function violations(page: Page, rules: object): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
  return page.evaluate(`axe.run(${WHAT_COUNTS}, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.failureSummary.split('\\n').at(-1).trim() + ': ' + node.html.slice(0, 200))))`) as Promise<
    string[]
  >;
}

/** The first line of the log view that is lit as the player's, and the player's place in ms. */
export const currentLine = (page: Page) =>
  page.evaluate(`Number(document.querySelector('[data-current]')?.dataset.line ?? 0)`) as Promise<number>;
export const videoSecond = (page: Page) =>
  page.evaluate(`document.querySelector('video')?.currentTime ?? -1`) as Promise<number>;
