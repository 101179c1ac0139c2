import * as assert from 'uvu/assert';
import type { Stage } from '../services/support/stage.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { choose, inDialog, named, retype } from './console-fields.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('launch conditions in the console');

const { withConsole } = consoleTests(t);

async function withQueue(s: Stage, see: Eyes): Promise<void> {
  await s.api('pool.create', { name: 'office' });
  await s.deploy('hello', 'office', { retries: 0 });
  await s.api('queue.create', { name: 'orders' });
  await enter(s, see);
}

t('C3, C6: a launch condition is created from its queue, says live what it waits for, and is edited', () =>
  withConsole(async (s, see) => {
    await withQueue(s, see);
    await see.go('/queues/orders');
    await see.click('Create launch condition');
    await choose(see, 'Deployment', 'hello');
    await retype(see, 'Start at', '3');
    await see.accessible('the dialog of a launch condition');
    await see.click('Create');
    await see.sees('0 of 3 waiting: starts at 3.');
    await s.api('resource.addMany', { queue: 'orders', items: [{ value: 1 }, { value: 2 }] });
    await see.sees('2 of 3 waiting: starts at 3.');
    await see.accessible('a launch condition');
    await see.click('Edit');
    await retype(see, 'Start at', '0');
    await see.click('Save');
    await see.sees('Must be a whole number from 1 to 1,000,000,000.');
    await retype(see, 'Start at', '2');
    await see.click('Save');
    await see.sees('1 of 1 job open.');
    const view = await s.api('condition.show', { queue: 'orders' });
    assert.equal([view.minWaiting, view.open, view.state], [2, 1, 'enabled']);
  }),
);

t('C6: one and all are switched off and on; what is off says why nothing starts', () =>
  withConsole(async (s, see) => {
    await withQueue(s, see);
    await s.api('queue.create', { name: 'invoices' });
    for (const queue of ['orders', 'invoices'])
      await s.api('condition.set', { queue, deployment: 'hello', minWaiting: 9 });
    const states = async () => (await s.api('condition.list', {})).items.map(({ state }) => state).join();
    await see.go('/conditions');
    await see.sees('2 launch conditions');
    await see.accessible('the list of launch conditions');
    await see.page.locator(named('orders starts jobs by itself')).click();
    await see.sees('Disabled: nothing starts by itself.');
    await see.click('Disable all');
    await see.sees('Disable 1 launch condition?');
    await see.page.locator(inDialog('Disable all')).click();
    await until('both are off', async () => (await states()) === 'disabled,disabled');
    await see.sees('1 launch condition disabled.');
    await see.click('Enable all');
    await see.sees('Enable 2 launch conditions?');
    await see.page.locator(inDialog('Enable all')).click();
    await until('both are on', async () => (await states()) === 'enabled,enabled');
  }),
);

t('C6, Q51: the last result is shown; a condition whose jobs fail pauses itself and says so; delete asks first', () =>
  withConsole(async (s, see) => {
    await withQueue(s, see);
    const agent = await s.agent('falcon', 'office');
    await s.api('condition.set', { queue: 'orders', deployment: 'hello' });
    await s.api('resource.add', { queue: 'orders', value: 1 });
    await see.go('/conditions');
    for (let i = 1; i <= 3; i++) {
      const order = await agent.order(i);
      const supervisor = await FakeRun.open(s.url, order, 'supervisor');
      await supervisor.report({ kind: 'started', pid: 4_711 });
      await supervisor.end('failed', 'no <b>SAP</b>');
      supervisor.close();
    }
    await see.sees(/Paused after 3 failures in a row: .*no <b>SAP<\/b>/);
    await see.page.waitForSelector('.condition-last');
    await see.page.locator(named('Actions for orders')).click();
    await see.page.locator('[role=menuitem]:last-child').click();
    await see.sees('The queue starts hello no more by itself.');
    await see.page.locator(inDialog('Delete')).click();
    await see.sees('No launch conditions yet');
  }),
);

t.run();
