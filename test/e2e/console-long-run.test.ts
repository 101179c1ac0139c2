import * as assert from 'uvu/assert';
import type { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { onRobot } from './console-fleet.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('a long run in the console');

const { withConsole } = consoleTests(t);

const range = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, i) => from + i);

/** Entries come 10 ms apart, so step n begins 20 ms after the one before. */
const report = async (supervisor: FakeRun, from: number, until: number) => {
  for (let first = from; first <= until; first += 250)
    await supervisor.report(
      ...range(first, Math.min(until, first + 249)).flatMap((step) => [
        { kind: 'step', step, name: `step ${step}` } as const,
        { kind: 'step-end', step, ok: true, ms: 10 } as const,
      ]),
    );
};

/** What the list shows, its elements on the page, and the one at the player's moment. */
const shows = (see: Eyes) =>
  see.page.evaluate(`({
    texts: [...document.querySelectorAll('.moment-rows > li')].map((li) => li.innerText.replace(/\\s+/g, ' ')),
    current: document.querySelector('.moment-rows > li[aria-current]')?.innerText.replace(/\\s+/g, ' ') ?? '',
    top: document.querySelector('.moment-scroll').scrollTop,
  })`) as Promise<{ texts: string[]; current: string; top: number }>;
const scroll = (see: Eyes, to: string) =>
  see.page.evaluate(`(() => {
    const box = document.querySelector('.moment-scroll');
    box.scrollTop = ${to};
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  })()`);
const inList = (see: Eyes, what: string) =>
  until(`the list shows ${what}`, async () => (await shows(see)).texts.some((text) => text.includes(what)));

t(
  'E4, E14: every step of a run of thousands is reached, leads to its moment and is marked there; live ones are added',
  () =>
    withConsole(async (s, see) => {
      const { supervisor, run } = await onRobot(s);
      await report(supervisor, 1, 3_200);
      await enter(s, see);
      await see.go(`/runs/${run}`);
      await see.sees('Steps 3,200');
      await scroll(see, '0');
      await inList(see, 'step 1 ');
      assert.ok((await shows(see)).texts.length < 60, 'only what is on screen is drawn');
      await scroll(see, 'box.scrollHeight');
      await inList(see, 'step 3200 ');
      await supervisor.report({ kind: 'step', step: 3_201, name: 'the last one' });
      await see.sees('Steps 3,201');
      await scroll(see, 'box.scrollHeight');
      await inList(see, 'the last one');
      await supervisor.report({ kind: 'step-end', step: 3_201, ok: false, ms: 7, error: 'no button' });
      await inList(see, 'no button');
      s.clock.jump(70_000); // as long as its entries say that it took
      await supervisor.end();
      await see.sees('Succeeded');
      await see.accessible('a run with thousands of steps');
      await scroll(see, '(box.scrollHeight * 2100) / 3200');
      await until('steps there', async () => /step 2[01]\d\d /.test((await shows(see)).texts.join()));
      const wanted = (await shows(see)).texts.find((text) => /step 2[01]\d\d /.test(text))!;
      await see.page.locator(`::-p-xpath(//li//button[contains(., '${/step \d+/.exec(wanted)![0]}')])`).click();
      await until('it is marked', async () => (await shows(see)).current === wanted);
      await see.page.focus('.bar');
      await see.page.keyboard.press('Home');
      await inList(see, 'step 1 ');
      await see.page.keyboard.press('End');
      await inList(see, 'the last one');
    }),
);

t('E4, E14: every queue action of a run of thousands is reached, from both ends and from the player', () =>
  withConsole(async (s, see) => {
    const { supervisor, script, run } = await onRobot(s);
    await s.api('queue.create', { name: 'q' });
    const add = (n: number) =>
      script.call('resource.addMany', { queue: 'q', items: range(1, n).map((value) => ({ value })) });
    const first = await add(1);
    for (let portion = 0; portion < 5; portion++) await add(600);
    const last = await add(1);
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await see.sees('Queue actions 2,000+');
    await see.page.locator(`::-p-xpath(//*[@role='tab'][contains(., 'Queue actions')])`).click();
    const has = (id: string) =>
      until(`${id} is there`, () =>
        see.page.evaluate(`document.querySelector('.moment-rows a[href*="${id}"]') !== null`),
      );
    await see.click('To the first');
    await has(first.ids[0]!);
    await see.accessible('a run with thousands of queue actions');
    const seen = (await see.page.evaluate(walkTo(last.ids[0]!))) as string[];
    assert.is(seen.length, 3_002);
    await see.click('To the first');
    await has(first.ids[0]!);
    await see.click('To the newest');
    await has(last.ids[0]!);
    const { ids } = await add(1);
    await scroll(see, 'box.scrollHeight');
    await has(ids[0]!); // live
    const { top } = await shows(see);
    await scroll(see, 'box.scrollTop - 400');
    await until('it stays where it was put', async () => Math.abs((await shows(see)).top - (top - 400)) < 2);
    await supervisor.end();
  }),
);

/** In the page: down the list, screen by screen, until this resource is on it; all that were on screen. */
const walkTo = (id: string) => `(async () => {
  const seen = new Set();
  const box = document.querySelector('.moment-scroll');
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let screens = 0; screens < 5_000 && ![...seen].some((href) => href.includes('${id}')); screens++) {
    for (const { href } of document.querySelectorAll('.moment-rows a')) seen.add(href);
    box.scrollTop += 500;
    await drawn();
  }
  return [...seen];
})()`;

t.run();
