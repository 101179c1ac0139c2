import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
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
      const first = () =>
        see.page.$eval('[data-row] td', (cell) => (cell as unknown as { innerText: string }).innerText);
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

t.run();
