import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { eyes } from './console-browser.ts';
import { inDialog, named, retype } from './console-fields.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('resources in the console');

const { withConsole, browser } = consoleTests(t);

t('C3: the filter stands in the address, the table follows it, and the export has the same resources', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const items = Array.from({ length: 30 }, (_, n) => ({
      value: { customer: n % 2 ? 'Odd Ltd' : 'Even & Söhne' },
      tags: n % 3 ? [] : ['third'],
      key: `K-${n}`,
    }));
    const { ids } = await s.api('resource.addMany', { queue: 'orders', items });
    await s.api('resource.edit', { queue: 'orders', id: ids[3]!, status: 'error' });
    await enter(s, see);
    await see.go('/queues/orders');
    await see.page.locator('.pill ::-p-text(Error)').click();
    await rows(see, 1);
    assert.match(see.page.url(), 'status=error');
    await see.page.locator('.pill ::-p-text(Error)').click();
    await type(see, 'input[type=search]', 'odd ltd');
    await rows(see, 15);
    await see.click('Filter');
    await see.accessible('the filter of resources');
    await see.page.locator('[role=dialog] input').fill('third');
    await see.page.keyboard.press('Enter');
    await see.click('Apply');
    await rows(see, 5);
    const address = see.page.url();
    await see.page.goto('about:blank');
    await see.page.goto(address);
    await rows(see, 5);
    await see.click('Export');
    const href = await see.property('[role=menuitem]:last-child', 'href');
    const lines = (await see.page.evaluate(`fetch(${JSON.stringify(href)}).then((r) => r.text())`)) as string;
    assert.is(lines.trim().split('\n').length, 5);
  }),
);

async function rows(see: Parameters<typeof type>[0], count: number): Promise<void> {
  await until(`${count} rows`, async () => (await see.page.$$('tr[data-row]')).length === count);
}

t('C: times are relative, the exact instant is shown on hover and goes with the pointer or by a key', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    await s.api('resource.add', { queue: 'orders', value: 1 });
    await enter(s, see);
    await see.go('/queues/orders');
    await rows(see, 1);
    const year = (await see.property('tr[data-row] time', 'dateTime')).slice(0, 4);
    const shown = async () => {
      await see.page.locator('tr[data-row] time').hover();
      assert.match(await see.property('[role=tooltip]', 'innerText'), year);
    };
    const gone = () => until('it is gone', async () => (await see.page.$('[role=tooltip]')) === null);
    await shown();
    await see.page.locator('h1').hover();
    await gone();
    await shown();
    await see.page.keyboard.press('Escape');
    await gone();
  }),
);

t('C3: many are changed after a preview, with progress, and put back by undo', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const items = Array.from({ length: 60 }, (_, n) => ({ value: n, tags: n < 55 ? ['eu'] : [] }));
    await s.api('resource.addMany', { queue: 'orders', items });
    await enter(s, see);
    await see.go('/queues/orders?tags=eu');
    await rows(see, 50);
    await see.page.locator('thead input[type=checkbox]').click();
    await see.sees('50 rows chosen');
    await see.click('Choose all that meet the filter');
    await see.click('Change');
    await see.sees('55 resources');
    await see.click('Change 55 resources');
    await see.sees('Say at least one change.');
    await retype(see, 'Priority', '7');
    await see.accessible('the dialog of a bulk edit');
    await see.click('Change 55 resources');
    await see.sees('55 changed');
    const at7 = () => s.api('bulk.preview', { queue: 'orders', where: { priorityFrom: 7 } });
    assert.is((await at7()).count, 55);
    await see.click('Undo');
    await see.sees('Put back what a bulk edit changed');
    await until('everything is as it was', async () => (await at7()).count === 0);
    await see.click('Close');
    await see.page.locator('[role=tab] ::-p-text(Bulk edits)').click();
    await see.sees('Priority: 7');
    await see.sees('Undone');
  }),
);

t('C4: what a robot changes meanwhile stays; the same field asks whose value shall stand', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const { id } = await s.api('resource.add', { queue: 'orders', value: 1, tags: ['one'], priority: 1 });
    await enter(s, see);
    await see.go(`/queues/orders/${id}`);
    await see.click('Resource parameters');
    await retype(see, 'Priority', '5');
    await see.accessible('the parameters of a resource');
    await s.api('resource.edit', { queue: 'orders', id, tags: ['of the robot'] });
    await see.sees('of the robot'); // a field that nobody edited follows
    await see.click('Save');
    await see.sees('The parameters were saved.');
    const saved = (await s.api('resource.show', { queue: 'orders', id })).resource;
    assert.equal([saved.priority, saved.tags], [5, ['of the robot']]);

    await see.click('Resource parameters');
    await retype(see, 'Priority', '6');
    await s.api('resource.edit', { queue: 'orders', id, priority: 99 });
    await see.sees('It is now: 99');
    await see.click('Save');
    await see.sees('Somebody changed the same field meanwhile.');
    assert.is((await s.api('resource.show', { queue: 'orders', id })).resource.priority, 99);
    await see.click('Keep mine');
    await see.click('Save');
    await until(
      'mine stands',
      async () => (await s.api('resource.show', { queue: 'orders', id })).resource.priority === 6,
    );
  }),
);

t('C4, Q34: a lock has its owner beside it and a date that is active only when ticked', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const { id } = await s.api('resource.add', { queue: 'orders', value: 1 });
    await enter(s, see);
    await see.go(`/queues/orders/${id}`);
    await see.click('Resource parameters');
    const disabled = () => see.property('.lock-field input[type=text], .lock-field [data-dates-input]', 'disabled');
    assert.is(await disabled(), 'true');
    await see.page.locator(named('Lock for reading')).click();
    await see.sees('will be yours');
    assert.is(await disabled(), 'false');
    await see.click('Save');
    await see.sees('The parameters were saved.');
    const { readLock, writeLock } = (await s.api('resource.show', { queue: 'orders', id })).resource;
    assert.equal([readLock?.until, readLock?.owner.kind, writeLock], [undefined, 'user', undefined]);
    await see.sees('It is locked by Administrator');
  }),
);

t('C5: a failed resource says why, shows its attempts and history in words, and is retried with another value', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.api('queue.create', { name: 'orders', attemptLimit: 1 });
    const { id } = await s.api('resource.add', { queue: 'orders', value: { number: 1 }, key: 'K-1' });
    const agent = await s.agent('falcon', 'office');
    const { supervisor, script } = await s.running(agent, 'hello');
    await script.call('resource.get', { queue: 'orders', id, lock: { read: true } });
    await script.call('resource.fail', { queue: 'orders', id, reason: 'no such <b>customer</b>' });
    await enter(s, see);
    await see.go(`/queues/orders/${id}`);
    await see.sees('Its only attempt is used up. Correct the value and retry it.');
    await see.sees('no such <b>customer</b>');
    await see.page.waitForSelector(`table a[href="#/runs/${supervisor.order.run}"]`); // an attempt is a row with its run
    await see.accessible('a resource');
    await see.click('Edit value and retry');
    await type(see, '[role=dialog] textarea', '{ "number": 2');
    await see.click('Save and retry');
    await see.sees('This is not JSON yet; mend it, then save.');
    await type(see, '[role=dialog] textarea', '{ "number": 2 }');
    await see.accessible('the dialog that retries');
    await see.click('Save and retry');
    await see.sees('The resource is new again');
    await see.sees(/number\s+1 → 2/);
    const { resource } = await s.api('resource.show', { queue: 'orders', id });
    assert.equal([resource.status, resource.attemptsLeft, resource.value], ['new', 1, { number: 2 }]);
    await see.sees('so that nothing starts by itself');
  }),
);

t('C3: what one person changes another sees without a reload; a resource that is deleted says so', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const { id } = await s.api('resource.add', { queue: 'orders', value: 'the value' });
    await enter(s, see);
    const other = await eyes(browser(), s.url);
    await enter(s, other);
    await see.go('/queues/orders');
    await other.go(`/queues/orders/${id}`);
    await other.sees('the value');
    await see.page.bringToFront(); // a page behind another draws nothing, and can't be clicked
    await see.page.locator(named(`Actions for ${id}`)).click();
    await see.page.locator('::-p-xpath(//*[@role="menuitem"][normalize-space()="Resource parameters"])').click();
    await retype(see, 'Priority', '41');
    await see.click('Save');
    await other.sees('41');
    await see.page.locator(named(`Actions for ${id}`)).click();
    await see.page.locator('[role=menuitem]:last-child').click();
    await see.sees('Delete this resource?');
    await see.page.locator(inDialog('Delete')).click();
    await see.sees('This queue is empty');
    await other.sees('This resource is not there any more');
    await other.close();
  }),
);

t.run();
