import * as assert from 'uvu/assert';
import { CsvReader } from '../../protocol/import-csv.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('long lists in the console');

const { withConsole } = consoleTests(t);

const MANY = 1_200;

t(
  'C: of a long list of schedules every page, order and filter is asked of the coordinator and stands in the address',
  () =>
    withConsole(async (s, see) => {
      await s.api('pool.create', { name: 'office' });
      for (const name of ['invoices', 'orders']) await s.deploy(name, 'office');
      for (let from = 0; from < MANY; from += 50)
        await Promise.all(
          Array.from({ length: 50 }, (_, i) => from + i).map((n) =>
            s.api('schedule.create', {
              name: `job ${String(n).padStart(4, '0')}`,
              deployment: n % 3 === 0 ? 'orders' : 'invoices',
              rule: { kind: 'cron', cron: '0 6 * * *' },
              enabled: n % 10 === 0,
            }),
          ),
        );
      const first = () => see.property('[data-row] td', 'innerText');
      const shows = (name: string) => until(`${name} comes first`, async () => (await first()) === name);
      await enter(s, see);
      await see.go('/schedules');
      await see.sees('1,200 schedules');
      await see.sees('Page 1 · 1,200 rows');
      await shows('job 0000');
      await see.page.locator('[aria-label="Next page"]').click();
      await shows('job 0050');
      assert.match(see.page.url(), /after=/);
      await see.page.locator('::-p-xpath(//th//button[contains(., "Name")])').click();
      await shows('job 1199');
      assert.match(see.page.url(), /dir=desc/);
      assert.not.match(see.page.url(), /after=/);
      await see.page.locator(`::-p-xpath(//label[normalize-space()='Enabled'])`).click();
      await see.sees('120 schedules');
      await shows('job 1190');
      await see.go('/schedules?deployment=orders&state=enabled&sort=name&dir=asc');
      await see.sees('40 schedules');
      await type(see, 'input[type=search]', 'job 09');
      await see.sees('4 schedules');
      await shows('job 0900');
      await s.api('schedule.delete', { schedule: 'job 0900' });
      await see.sees('3 schedules'); // live
      await see.click('All schedules');
      await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Disable all'])`).click();
      await see.sees('Disable 119 schedules?'); // all there are, not those that the filter or the page shows
      await see.accessible('switching all schedules off');
    }),
);

/** Presses the button and reads the file that the page makes. */
async function csvOf(see: Eyes): Promise<string[][]> {
  await see.page.evaluate(
    `globalThis.madeFiles = []; URL.createObjectURL = (blob) => { madeFiles.push(blob.text()); return 'data:,'; }`,
  );
  await see.click('CSV');
  await see.page.waitForFunction('globalThis.madeFiles.length > 0');
  const text = (await see.page.evaluate('globalThis.madeFiles[0]')) as string;
  const reader = new CsvReader();
  return [...reader.push(text), ...reader.end()].map((line) => (line as { fields: string[] }).fields);
}

t('C2, C6: the file of a table has all its columns and rows, also what is hidden or on other pages', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.api('queue.create', { name: 'orders' });
    await s.api('resource.addMany', { queue: 'orders', items: [1, 2, 3].map((value) => ({ value })) });
    for (let n = 0; n < 60; n++) {
      const where = { status: ['new' as const] };
      const { id } = await s.api('bulk.start', { queue: 'orders', where, change: { priority: n } });
      await until('it is done', async () => (await s.api('bulk.show', { bulk: id })).state === 'done');
    }
    await s.api('schedule.create', {
      name: 'daily',
      deployment: 'hello',
      rule: { kind: 'cron', cron: '0 6 * * *' },
      enabled: false,
    });
    await enter(s, see);
    await see.go('/queues');
    await see.sees('orders');
    const [head, row] = await csvOf(see);
    assert.equal(head!.slice(0, 6), ['Queue', 'Resources', 'New', 'In progress', 'Processed', 'Error']);
    assert.equal(row!.slice(0, 6), ['orders', '3', '3', '0', '0', '0']);
    await see.go('/schedules');
    await see.sees('daily');
    const [names, daily] = await csvOf(see);
    for (const name of ['Author', 'Editor', 'Enabled']) assert.ok(names!.includes(name), `${name} in ${names}`);
    assert.equal([daily!.at(-1), daily![names!.indexOf('Author')]], ['false', 'Administrator']);
    await see.go('/queues/orders?tab=edits');
    await see.sees('Bulk edits');
    assert.is((await csvOf(see)).length, 61);
    await see.go('/deployments/hello');
    await see.page.waitForSelector('a[download][href*="/jobs/export?deployment=hello"]');
  }),
);

t.run();
