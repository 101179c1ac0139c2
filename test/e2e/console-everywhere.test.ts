import * as assert from 'uvu/assert';
import { texts as english } from '../../console/i18n/en/index.ts';
import { texts as russian } from '../../console/i18n/ru/index.ts';
import type { Dictionary } from '../../console/i18n/texts.ts';
import { texts as chinese } from '../../console/i18n/zh-CN/index.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { sharedConsole } from './console-stage.ts';
import { type Named, pages, type Texts, world } from './console-world.ts';

const t = suite('every page of the console');

const texts: Texts = { name: 'Rechnungen 7', tag: 'eu', any: 'the first line\nthe second line' };

const withPages = sharedConsole(t, (s) => world(s, texts));

async function everyPage(see: Eyes, named: Named, look: (page: string) => Promise<void>): Promise<void> {
  for (const [page, address] of Object.entries(pages)) {
    await open(see, page, address(named));
    await look(page);
  }
}

async function open(see: Eyes, page: string, address: string): Promise<void> {
  await see.go(address);
  const there = `document.querySelector('.page h1') !== null && document.querySelector('[aria-busy=true]') === null`;
  await until(`${page} is there`, () => see.page.evaluate(there));
}

const overflow = (see: Eyes) =>
  see.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

/** Tables that must be scrolled sideways to be seen whole. */
const wideTables = (see: Eyes) =>
  see.page.evaluate(
    `[...document.querySelectorAll('.table-scroll')].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.ariaLabel)`,
  ) as Promise<string[]>;

/** Pages looked at in one test: each takes axe-core a second or two in each scheme. */
const AT_ONCE = 6;
const names = Object.keys(pages);
for (let i = 0; i < names.length; i += AT_ONCE) {
  const some = names.slice(i, i + AT_ONCE);
  t(`C: axe-core finds nothing, light and dark, on: ${some.join(', ')}`, () =>
    withPages(async (see, named) => {
      const found: string[] = [];
      for (const page of some) {
        await open(see, page, pages[page]!(named));
        found.push(...(await see.violations()).map((line) => `${page}: ${line}`));
      }
      assert.equal(found, []);
    }),
  );
}

t('C: every page is reached by its address, has a title of its own and fits from a tablet up', () =>
  withPages(async (see, named) => {
    const { width: before, height } = see.page.viewport()!;
    const titles: string[] = [];
    await everyPage(see, named, async (page) => {
      titles.push(await see.page.title());
      for (const width of [1280, 820]) {
        await see.page.setViewport({ width, height: 1_000 });
        assert.ok((await overflow(see)) <= 0, `${page} is wider than ${width}`);
        if (width === 1280) assert.equal(await wideTables(see), [], `tables of ${page} at ${width}`);
      }
    });
    await see.page.setViewport({ width: before, height });
    assert.ok(
      titles.every((title) => / · Gantry$/.test(title)),
      titles.join(),
    );
  }),
);

/** Texts of the frame and of each page that stand on the screen as they are. */
const shownIn = (dictionary: Dictionary) => [
  dictionary['overview.title'],
  dictionary['jobs.title'],
  dictionary['queues.title'],
];

for (const [language, name, dictionary] of [
  ['ru', 'Русский', russian],
  ['zh-CN', '简体中文', chinese],
] as const)
  t(`C: the menu switches to ${language}; it stays after a reload, and nothing English is left`, () =>
    withPages(async (see, named) => {
      await see.page.locator('button.user').click();
      const again = see.page.waitForNavigation();
      await see.page.locator(`[role=menuitem][lang="${language}"]`).click();
      await again;
      await until(`the page is in ${name}`, () => see.page.evaluate(`document.documentElement.lang === '${language}'`));
      await see.page.reload();
      for (const text of shownIn(dictionary)) await see.sees(String(text));
      const left = englishOnly(dictionary);
      await see.page.setViewport({ width: 1280, height: 900 });
      await everyPage(see, named, async (page) => {
        const words = await see.text();
        assert.equal(
          left.filter((text) => words.split('\n').includes(text)),
          [],
          `${page} in ${language}`,
        );
        assert.ok((await overflow(see)) <= 0, `${page} in ${language} is wider than the window`);
        assert.equal(await wideTables(see), [], `tables of ${page} in ${language}`);
      });
    }),
  );

/** English texts that read otherwise in the language: none of them may be a line of a page. */
function englishOnly(dictionary: Dictionary): string[] {
  return Object.entries(english).flatMap(([key, text]) =>
    typeof text === 'string' && !text.includes('{') && dictionary[key as keyof Dictionary] !== text ? [text] : [],
  );
}

t.run();
