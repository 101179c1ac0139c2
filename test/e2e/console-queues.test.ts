import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { choose, inDialog, named, retype } from './console-fields.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('queues and resources in the console');

const { withConsole } = consoleTests(t);

t('C2: a queue is created in a dialog that keeps what was typed when it is refused, and says why at the field', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    await enter(s, see);
    await see.go('/queues');
    await see.sees('orders');
    await see.click('Create queue');
    await retype(see, 'Name', ' Orders ');
    await see.page.locator(named('Limit the number of processing attempts')).click();
    await retype(see, 'Number of attempts', '0');
    await see.click('Create');
    await see.sees('Must be a whole number from 1 to 1,000,000.');
    await retype(see, 'Number of attempts', '5');
    await see.accessible('the dialog that creates a queue');
    see.complaints.length = 0;
    await see.click('Create');
    await see.sees(/There is already|already/);
    const kept = await see.property(named('Name'), 'value');
    assert.is(kept.trim(), 'Orders');
    await retype(see, 'Name', 'Invoices');
    see.complaints.length = 0; // the browser reports the refusal
    await see.click('Create');
    await see.sees('Each resource gets 5 attempts.');
    assert.is((await s.api('queue.show', { queue: 'invoices' })).attemptLimit, 5);
  }),
);

t('C2, C3: the parameters rename a queue and switch its limit off; a launch condition that uses it has an icon', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.api('queue.create', { name: 'orders', attemptLimit: 2 });
    await enter(s, see);
    await see.go('/queues/orders');
    await see.click('Queue parameters');
    await retype(see, 'Name', 'orders 2027');
    await see.page.locator(named('Limit the number of processing attempts')).click();
    await see.page.waitForSelector('input[disabled]'); // the number is active only with the limit
    await see.click('Save');
    await see.sees('The number of attempts is not limited.');
    assert.match(decodeURIComponent(see.page.url()), '/queues/orders 2027');
    await s.api('condition.set', { queue: 'orders 2027', deployment: 'hello' });
    await see.sees('Open launch condition');
    await see.go('/queues');
    await see.page.waitForSelector('[aria-label="A launch condition starts hello by itself"]');
    await s.api('condition.set', { queue: 'orders 2027', enabled: false });
    await see.page.waitForSelector('[aria-label="The launch condition for hello is disabled"]');
    await see.accessible('the list of queues');
  }),
);

t(
  'C2: the question before a queue is deleted names its resources and its launch condition; what is in use asks twice',
  () =>
    withConsole(async (s, see) => {
      await s.api('pool.create', { name: 'office' });
      await s.deploy('hello', 'office');
      await s.api('queue.create', { name: 'orders' });
      await s.api('resource.addMany', { queue: 'orders', items: [{ value: 1 }, { value: 2 }] });
      await s.api('condition.set', { queue: 'orders', deployment: 'hello', minWaiting: 9 });
      await enter(s, see);
      await see.go('/queues');
      await see.page.locator(named('Actions for orders')).click();
      await see.page.locator('[role=menuitem]:last-child').click();
      await see.sees('Its 2 resources are deleted');
      await see.sees('Its launch condition, which starts hello, is disabled.');
      await see.page.locator(inDialog('Delete')).click();
      await see.sees('2 unfinished resources');
      see.complaints.length = 0; // the browser reports the refusal
      await see.click('Delete all the same');
      await see.sees('its 2 resources are being removed in the background');
      await see.sees('No queues yet');
      assert.is((await s.api('condition.list', {})).items[0]!.state, 'disabled');
    }),
);

t('C3: one resource is typed as fields or as JSON; a wrong value says so and is kept', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    await s.api('resource.add', { queue: 'orders', value: { number: 1, name: 'x' } });
    await enter(s, see);
    await see.go('/queues/orders');
    await see.click('Add resources');
    await see.page.waitForSelector('[aria-label="Value of field 2"]'); // named like the newest one
    await type(see, '[aria-label="Value of field 1"]', 'many');
    await see.sees('This is not a number.');
    await type(see, '[aria-label="Value of field 1"]', '17');
    await type(see, '[aria-label="Value of field 2"]', 'Zürich 🦀');
    await see.accessible('the dialog that adds a resource');
    await see.click('Add');
    await see.sees('The resource is in the queue.');
    const { items } = await s.api('resource.list', { queue: 'orders', limit: 1 });
    const { resource } = await s.api('resource.show', { queue: 'orders', id: items[0]!.id });
    assert.equal(resource.value, { number: 17, name: 'Zürich 🦀' });
  }),
);

t('C3: a CSV file is read in the browser and sent in portions; wrong lines are named, known keys add nothing', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    await s.api('resource.add', { queue: 'orders', value: 0, key: '3' });
    const lines = Array.from({ length: 250 }, (_, i) => `${i + 1},name ${i + 1},${i === 9 ? 'soon' : i}`);
    lines[4] = '5,"a broken quote';
    const file = join(folder('import'), 'orders.csv');
    writeFileSync(file, `number,name,urgency\n${lines.join('\n')}\n`);
    await enter(s, see);
    await see.go('/queues/orders');
    await see.click('Add resources');
    await see.page.locator('::-p-xpath(//label[normalize-space()="From a file"])').click();
    const input = await see.page.waitForSelector('input[type=file]');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await see.sees('Wrong lines at its beginning');
    await choose(see, 'Key from', 'number');
    await choose(see, 'Priority from', 'urgency');
    await see.accessible('the dialog that adds a file');
    await see.page.locator(inDialog('Add resources')).click();
    await see.sees(/\d+ resources added/);
    await see.sees('1 had a key that is there already');
    await see.sees('line 6');
    await see.sees('line 11');
    await see.sees('is no whole number');
    const { counts } = await s.api('queue.show', { queue: 'orders' });
    assert.is(counts.new, 248);
  }),
);

t('C3: all or nothing adds nothing when one line is wrong', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    const file = join(folder('import'), 'orders.jsonl');
    writeFileSync(file, '{"number":1}\n{"number":\n{"number":3}\n');
    await enter(s, see);
    await see.go('/queues/orders');
    await see.click('Add resources');
    await see.page.locator('::-p-xpath(//label[normalize-space()="From a file"])').click();
    const input = await see.page.waitForSelector('input[type=file]');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    await see.sees('The first resources');
    await see.page.locator(named('All or nothing')).click();
    await see.page.locator(inDialog('Add resources')).click();
    await see.sees('Nothing was added: one line is wrong.');
    await see.sees('line 2');
    assert.is((await s.api('queue.show', { queue: 'orders' })).total, 0);
  }),
);

t.run();
