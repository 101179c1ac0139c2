import * as assert from 'uvu/assert';
import { FakeAgent } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { overtype } from './console-fields.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('robots and pools in the console');

const { withConsole } = consoleTests(t);

const menu = async (see: Eyes, row: string, entry: string) => {
  await see.page.locator(`[aria-label="Actions for ${row}"]`).click();
  await see.page.locator(`::-p-xpath(//*[@role='menuitem'][starts-with(normalize-space(), '${entry}')])`).click();
};
const dialogButton = (see: Eyes, label: string) =>
  see.page.locator(`::-p-xpath(//*[@role='dialog']//button[normalize-space()='${label}'])`).click();
const rows = (see: Eyes) => see.page.$$eval('[data-row]', (all) => all.length);

t('C11: robots are found by state, pool, label and text, in the address; all is live', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.agent('falcon', 'office');
    const heron = await s.agent('heron');
    await s.api('robot.update', { robot: 'heron', labels: ['vpn'] });
    await enter(s, see);
    await see.go('/robots');
    await see.sees('2 robots');
    await see.accessible('the list of robots');
    await see.go('/robots?label=vpn');
    await see.sees('1 robot\n');
    await see.sees('heron');
    await see.go('/robots?pool=office');
    await see.sees('falcon');
    assert.is(await rows(see), 1);
    await see.go('/robots?state=offline');
    await see.sees('No robot meets the filter');
    heron.close();
    await see.sees('Offline');
    await see.click('Clear filters');
    await type(see, 'input[type=search]', 'machine of fal');
    await until('one is left', async () => (await rows(see)) === 1);
  }),
);

t('C11, J8: a pause says why, labels and pools are changed, a deletion says what stands against it', () =>
  withConsole(async (s, see) => {
    for (const name of ['office', 'warsaw']) await s.api('pool.create', { name });
    const agent = await s.agent('falcon', 'office');
    await enter(s, see);
    await see.go('/robots');
    await menu(see, 'falcon', 'Pause');
    await see.accessible('pausing a robot');
    await type(see, '[role=dialog] input', 'new <screen>');
    await dialogButton(see, 'Pause');
    await see.sees('paused by Administrator: new <screen>');
    await menu(see, 'falcon', 'Resume');
    await see.sees('Idle');

    await menu(see, 'falcon', 'Change labels');
    await see.accessible('the labels of a robot');
    await see.page.locator('[role=dialog] input').click();
    await see.page.keyboard.type(`${'x'.repeat(61)}\n`);
    await dialogButton(see, 'Save');
    await see.sees('A label has at most 60 characters.');
    await see.page.locator('[role=dialog] input').click();
    await see.page.keyboard.press('Backspace');
    await see.page.keyboard.type('vpn\n');
    await dialogButton(see, 'Save');
    await see.sees('The labels of falcon are saved.');
    assert.equal((await s.api('robot.show', { robot: 'falcon' })).labels, ['vpn']);

    await menu(see, 'falcon', 'Change pools');
    await see.accessible('the pools of a robot');
    await see.page.locator('[role=dialog] input').click();
    // Not that of the filter over the list, which is hidden.
    await see.page.locator(`::-p-xpath((//*[@role='option'][normalize-space()='warsaw'])[last()])`).click();
    await see.page.keyboard.press('Tab');
    await dialogButton(see, 'Save');
    await see.sees('The pools of falcon are saved.');
    assert.equal((await s.api('robot.show', { robot: 'falcon' })).pools, ['office', 'warsaw']);

    await see.page.locator('[aria-label="Actions for falcon"]').click();
    await see.sees('Only while it is offline: stop its agent first.');
    await see.page.keyboard.press('Escape');
    await s.deploy('hello', 'office');
    await s.api('deployment.update', { deployment: 'hello', robots: ['falcon'] });
    await s.api('robot.pause', { robot: 'falcon', paused: true });
    await s.api('job.run', { deployment: 'hello' });
    agent.close();
    await see.sees('Offline');
    await menu(see, 'falcon', 'Delete robot');
    await see.sees('It leaves the pools office, warsaw.');
    await see.sees('These deployments name it as their target: hello.');
    await see.accessible('deleting a robot');
    await dialogButton(see, 'Delete robot');
    await see.sees('is pinned to robot falcon; cancel it first');
    see.complaints.length = 0; // the browser says of every refusal that it failed
  }),
);

t('C11: a robot’s page tells its machine, what it runs and what it ran; it keeps its page under another name', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    await enter(s, see);
    await see.go('/robots');
    await see.click('falcon');
    await see.sees('running hello');
    await see.sees('machine of falcon');
    await see.accessible('a robot');
    await see.page.waitForSelector(`a[href="#/runs/${supervisor.order.run}"]`);
    await supervisor.end('failed', 'no such button');
    await see.sees(/Failed[\s\S]*no such button/); // live
    await menu(see, 'falcon', 'Rename');
    await overtype(see.page, '[role=dialog] input', '');
    await dialogButton(see, 'Save');
    await see.page.waitForSelector('[role=dialog] [aria-invalid=true]');
    see.complaints.length = 0; // the browser says of every refusal that it failed
    await type(see, '[role=dialog] input', 'eagle');
    await dialogButton(see, 'Save');
    await see.sees('It is called eagle now.');
    await until('the address follows', () => see.page.url().endsWith('/robots/eagle'));
    await see.sees('machine of falcon');
    see.complaints.length = 0; // and of the old name that it is gone, if it was asked for meanwhile
  }),
);

t('C11, J10: a pool is created with robots, filled, and deleted only when nothing targets it', () =>
  withConsole(async (s, see) => {
    await s.agent('falcon');
    await s.agent('heron');
    await enter(s, see);
    await see.go('/pools');
    await see.sees('No pools yet');
    await see.page.locator('.page button ::-p-text(Create pool)').click();
    await see.accessible('creating a pool');
    await see.page.locator('::-p-xpath(//*[@role="dialog"]//button[normalize-space()="Create"])').click();
    await see.sees('A pool needs a name.');
    await type(see, '[role=dialog] input', 'Office');
    await dialogButton(see, 'Create');
    await see.sees('The pool Office was created.');
    await see.sees('Jobs of this pool wait until it has a robot.');
    await see.accessible('a pool without robots');

    await see.click('Change robots');
    await see.page.locator('[role=dialog] input').click();
    for (const name of ['falcon', 'heron'])
      await see.page.locator(`::-p-xpath(//*[@role='option'][normalize-space()='${name}'])`).click();
    await see.page.keyboard.press('Tab');
    await dialogButton(see, 'Save');
    await see.sees('Office: 2 joined, 0 left.');
    await see.sees('2 robots');

    await menu(see, 'Office', 'Rename');
    await see.accessible('renaming a pool');
    await type(see, '[role=dialog] input', 'Back office');
    await dialogButton(see, 'Save');
    await see.sees('It is called Back office now.');
    await until('the address follows', () => see.page.url().endsWith('/pools/Back%20office'));
    await see.sees('heron');
    await s.api('pool.update', { pool: 'Back office', name: 'Office' });
    see.complaints.length = 0; // of the name that is gone, if it was asked for meanwhile

    await s.deploy('hello', 'Office');
    await s.api('robot.pause', { robot: 'falcon', paused: true });
    await see.go('/pools');
    await see.sees(/Idle\s*1[\s\S]*Paused\s*1[\s\S]*hello/);
    await see.accessible('the list of pools');
    await menu(see, 'Office', 'Delete pool');
    await see.sees('Its 2 robots stay, but leave the pool.');
    await see.sees('These deployments target it and have to be changed first: hello.');
    await dialogButton(see, 'Delete pool');
    await see.sees('the deployment hello targets the pool Office; change it first');
    await s.api('deployment.delete', { deployment: 'hello' });
    await dialogButton(see, 'Delete pool');
    await see.sees('The pool Office was deleted.');
    assert.equal((await s.api('pool.list', {})).items, []);
    see.complaints.length = 0; // the browser says of every refusal that it failed
  }),
);

t('C11: Add robot says that the robot is enrolled, then that it is online', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await enter(s, see);
    await see.go('/pools/office');
    await see.click('Add robot');
    await see.click('Make the command');
    await see.sees('Waiting for the robot');
    const command = await see.property('.install', 'innerText');
    assert.match(command, /^gantry agent enroll --url \S+ --token \S+ && gantry agent start$/);
    const token = /--token (\S+)/.exec(command)![1]!;
    const agent = await FakeAgent.enrol(s.url, token, 'falcon');
    await see.sees('falcon is enrolled. Waiting until its agent is started');
    await agent.connect();
    await see.sees('falcon on machine-1 is here.');
    assert.equal((await s.api('pool.list', {})).items[0]!.robots, ['falcon']);
    agent.close();
  }),
);

t.run();
