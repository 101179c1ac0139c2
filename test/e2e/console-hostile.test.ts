import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { consoleTests, enter } from './console-stage.ts';
import { pages, type Texts, world } from './console-world.ts';

const t = suite('the console and texts that mean harm');

const { withConsole } = consoleTests(t);

/** Says so in the page when something of it is run or obeyed. */
const SCRIPT = '<img src=x onerror=ran=1><script>ran=1</script>';
const hostile: Record<string, Texts> = {
  'markup and templates': {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it must stay as it is, that is the test
    name: '<img src=x onerror=ran=1>{{7*7}}${ran=1}',
    tag: '<b onclick=ran=1>tag</b>',
    any: `${SCRIPT}\n"';--\n</script></pre></code><h1>big</h1>\njavascript:ran=1`,
  },
  'directions, marks and emoji': {
    name: '\u202Eevil\u202C 👩‍👩‍👧‍👦 Z\u0351\u0352\u0353\u0354\u0355\u0310a\u0351l\u0352g\u0353o',
    tag: '\u2066tag\u2069 🏴‍☠️',
    any: `\u001b[2J\u001b]0;title\u0007\u001b[31mred\n\u202Eback\u202C\r\nA\u0300\u0301\u0302\u0303\u0304\u0305\n${'🤖'.repeat(200)}`,
  },
  'no end and no space': {
    name: 'W'.repeat(60),
    tag: 'W'.repeat(30),
    any: `${'W'.repeat(4_000)}\n${'x\n'.repeat(40)}`,
  },
};

/** Nothing was run, the page is not wider than the window, and no text runs out of its card. */
async function harmless(see: Eyes, where: string): Promise<void> {
  assert.is(await see.page.evaluate('window.ran'), undefined, `${where}: a text was run`);
  const [wide, window] = (await see.page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as [number, number];
  assert.ok(wide <= window, `${where}: the page is ${wide} wide in a window of ${window}`);
}

for (const [what, texts] of Object.entries(hostile))
  t(`X5: ${what} are shown as text on every page, and break no layout`, () =>
    withConsole(async (s, see) => {
      const named = await world(s, texts);
      await enter(s, see);
      for (const [page, address] of Object.entries(pages)) {
        await see.go(address(named));
        await until(`${page} is there`, () =>
          see.page.evaluate(
            `document.querySelector('.page') !== null && document.querySelector('[aria-busy=true]') === null`,
          ),
        );
        for (const width of [1280, 900]) {
          await see.page.setViewport({ width, height: 900 });
          await harmless(see, `${page} at ${width}`);
        }
      }
    }),
  );

t.run();
