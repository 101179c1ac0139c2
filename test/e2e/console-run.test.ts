import * as assert from 'uvu/assert';
import type { Stage } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Eyes, videoSecond } from './console-browser.ts';
import { onRobot, uploadVideo } from './console-fleet.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('the player in the console');

const { withConsole } = consoleTests(t);

const entry = (text: string, level: 'info' | 'error' = 'info') =>
  ({ kind: 'line', level, source: 'stdout', text }) as const;

const positionMs = (see: Eyes) =>
  see.page.evaluate(`Number(document.querySelector('[data-position]')?.dataset.position ?? -1)`) as Promise<number>;
const chosen = (see: Eyes) =>
  see.page.evaluate(`Number(document.querySelector('[data-chosen]')?.dataset.line ?? 0)`) as Promise<number>;
const isChosen = (see: Eyes, line: number) => until(`line ${line} is chosen`, async () => (await chosen(see)) === line);

t('E4, E14: search goes to the next and the previous match of a long log, with all lines around it', () =>
  withConsole(async (s, see) => {
    const { supervisor, run } = await onRobot(s);
    for (let part = 0; part < 10; part++)
      await supervisor.report(
        ...Array.from({ length: 1_000 }, (_, i) => entry(i === 500 ? `needle <b>${part}</b>` : `row ${i}`)),
      );
    await supervisor.end();
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await see.sees('10,000 lines');
    await type(see, 'input[type=search]', 'NEEDLE');
    await see.sees('10 lines match');
    await see.accessible('a run with a search');
    await see.page.locator('::-p-xpath(//label[.="All lines"])').click();
    await see.sees('10,000 lines');
    await see.page.focus('input[type=search]');
    await see.page.keyboard.press('Enter');
    await isChosen(see, 501);
    assert.is(await see.property('.log-text mark', 'innerText'), 'needle');
    await see.page.keyboard.press('Enter');
    await isChosen(see, 1_501);
    await see.page.locator('[aria-label="Previous match (N)"]').click();
    await isChosen(see, 501);
    await see.page.locator('[aria-label="Previous match (N)"]').click();
    await see.sees('No match before this');
    await see.page.locator('[data-line="501"]').click();
    await see.page.keyboard.press('n');
    await isChosen(see, 1_501);
    await see.sees('needle <b>1</b>');
  }),
);

t('E14: keys go from error to error, tell what they do, and take the player over the whole screen', () =>
  withConsole(async (s, see) => {
    const { supervisor, run } = await onRobot(s);
    await supervisor.report(
      ...Array.from({ length: 60 }, (_, i) => entry(`row ${i + 1}`, i % 20 === 9 ? 'error' : 'info')),
    );
    await supervisor.end('failed', 'one\ntwo');
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await see.sees('row 1');
    for (const line of [10, 30, 50]) {
      await see.page.keyboard.press('e');
      await isChosen(see, line);
    }
    await see.page.keyboard.press('E');
    await isChosen(see, 30);
    await see.page.keyboard.press('?');
    await see.sees('Keys of the player');
    await see.accessible('the keys of the player');
    await see.page.keyboard.press('e'); // means nothing in a dialog
    await see.page.keyboard.press('Escape');
    await until('the dialog is gone', async () => (await see.page.$('[role=dialog]')) === null);
    assert.is(await chosen(see), 30);
    await see.page.keyboard.press('f');
    await until('the player is over the whole screen', () =>
      see.page.evaluate(`document.fullscreenElement?.classList.contains('player') === true`),
    );
    await see.page.keyboard.press('f');
    await until('it is back', () => see.page.evaluate('document.fullscreenElement === null'));
  }),
);

t('E14: a link to a second opens there; states, errors and steps are marked', () =>
  withConsole(async (s, see) => {
    const { supervisor, run } = await onRobot(s);
    await supervisor.report({ kind: 'step', step: 1, name: 'sign in' }, entry('broken', 'error'), {
      kind: 'step-end',
      step: 1,
      ok: true,
      ms: 10,
    });
    await supervisor.end();
    await uploadVideo(s.url, supervisor, 8, 0);
    await enter(s, see);
    await see.page.goto(`${s.url}/#/runs/${run}?at=3.5`);
    await see.page.waitForSelector('video');
    await until('the video is at that second', async () => Math.abs((await videoSecond(see.page)) - 3.5) < 0.05);
    assert.is(await positionMs(see), 3_500);
    await see.go(`/runs/${run}?at=6.25`); // a colleague's link to another second of the run that is open already
    await until('the video is there', async () => Math.abs((await videoSecond(see.page)) - 6.25) < 0.05);
    const marks = (kind: string) => see.page.$$eval(`.bar-${kind}`, (all) => all.length);
    const all = async () => [await marks('mark.mark-error'), await marks('mark.mark-state'), await marks('step')];
    await until('every moment has its mark', async () => String(await all()) === '1,2,1');
    await see.page.locator('.bar-step').click();
    await until('it is at the step', async () => (await videoSecond(see.page)) < 0.1);
    assert.not.match(see.page.url(), 'at=');
  }),
);

t(
  'E15: a resource’s attempt opens the player where it was taken, plays to where it was finished, and leads to the whole run',
  () =>
    withConsole(async (s, see) => {
      const { supervisor, script, run } = await onRobot(s);
      await s.api('queue.create', { name: 'q', attemptLimit: 3 });
      const { id } = await s.api('resource.add', { queue: 'q', value: 1 });
      await script.call('resource.get', { queue: 'q', lock: { write: true } });
      await until('a while', async () => s.clock.now() - (await taken(s, id)) > 1_200);
      await script.call('resource.markProcessed', { queue: 'q', id });
      await supervisor.line('a line');
      await supervisor.end();
      await uploadVideo(s.url, supervisor, 20, -2_000);
      await enter(s, see);
      await see.go(`/queues/q/${id}`);
      await see.page.locator('::-p-xpath(//a[normalize-space()="Watch"])').click();
      await see.page.waitForSelector('video');
      await see.sees(`${id} in hand`);
      await see.accessible('a clip');
      const shown = await s.api('run.show', { run });
      const at = (kind: string) => shown.events.find((event) => event.kind === kind)!.at - shown.run.started!;
      await until('the video is where it was taken', async () => {
        const second = await videoSecond(see.page);
        return Math.abs(second - (at('taken') + 2_000) / 1_000) < 0.3;
      });
      await see.page.keyboard.press('Space');
      await until('it plays', async () => (await positionMs(see)) > at('taken') + 200);
      await until('it stops at the end of the clip', () => see.page.evaluate(`document.querySelector('video').paused`));
      const end = await positionMs(see);
      assert.ok(Math.abs(end - at('processed')) < 300, `stopped at ${end}, processed at ${at('processed')}`);
      await see.click('Show the whole run');
      assert.not.match(see.page.url(), 'from=');
      assert.is(await see.property('.bar', 'ariaValueMin'), '0');
    }),
);

const taken = async (s: Stage, id: string): Promise<number> =>
  (await s.api('resource.show', { queue: 'q', id })).history.find((event) => event.kind === 'taken')!.at;

t.run();
