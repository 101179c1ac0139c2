/** What every test of the console begins with: one build and one browser for a file, a coordinator and a page for each test or for all. */
import type { Browser } from 'puppeteer';
import * as assert from 'uvu/assert';
import { type Stage, signInByLink } from '../services/support/stage.ts';
import type { suite } from '../support/suite.ts';
import { type Eyes, eyes, openBrowser } from './console-browser.ts';
import { builtConsole } from './console-build.ts';
import { overtype } from './console-fields.ts';
import { consoleStage } from './console-fleet.ts';

/** Runs `body` with a coordinator of its own and a page that looks at it; fails when the browser complained of anything. */
export type WithConsole = (body: (s: Stage, see: Eyes) => Promise<void>) => Promise<void>;

/** The browser of a file's tests; it is there from the first test to the last. */
export function consoleTests(t: ReturnType<typeof suite>): { withConsole: WithConsole; browser: () => Browser } {
  let browser: Browser;
  t.before(async () => {
    builtConsole();
    browser = await openBrowser();
  });
  t.after(() => browser.close());
  const withConsole: WithConsole = async (body) => {
    const s = await consoleStage();
    const see = await eyes(browser);
    try {
      await body(s, see);
      assert.equal(see.complaints, [], 'the browser complained');
    } finally {
      await see.close();
      await s.close();
    }
  };
  return { withConsole, browser: () => browser };
}

/** Runs `body` with what `sharedConsole` made; fails when the browser complained of anything meanwhile. */
export type WithShared<Made> = (body: (see: Eyes, made: Made) => Promise<void>) => Promise<void>;

/**
 * For a file whose tests only look: one coordinator, filled by `prepare`, and one signed-in page for all of them. A test
 * goes to the address that it wants to see, and leaves the page as wide as it was.
 */
export function sharedConsole<Made>(
  t: ReturnType<typeof suite>,
  prepare: (s: Stage) => Promise<Made>,
): WithShared<Made> {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const { browser } = consoleTests(t);
  let see: Eyes;
  let made: Made;
  t.before(async () => {
    const s = await consoleStage();
    closing.push(() => s.close());
    made = await prepare(s);
    see = await eyes(browser());
    closing.push(() => see.close());
    await enter(s, see);
  });
  return async (body) => {
    let heard: string[] = [];
    try {
      await body(see, made);
    } finally {
      heard = see.complaints.splice(0); // the next test answers only for its own
    }
    assert.equal(heard, [], 'the browser complained');
  };
}

/** Signed in as the administrator; that a link does it by the page is proven in console.test.ts. */
export async function enter(s: Stage, see: Eyes): Promise<void> {
  const [name, value] = (await signInByLink(s.url, await s.coordinator.createSignInLink())).split('=', 2);
  const { hostname: domain } = new URL(s.url);
  await see.page.browserContext().setCookie({ name: name!, value: value!, domain, path: '/', httpOnly: true });
  await see.page.goto(`${s.url}/`);
  await see.sees('Robots online');
  await see.sees('Live'); // over the socket, not by asking again
}

/** Fills a field as a person would. */
export async function type(see: Eyes, selector: string, value: string): Promise<void> {
  await overtype(see.page, selector, value);
}
