/** What a new coordinator's overview offers: the way to the first recorded run. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { inDialog, retype } from './console-fields.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('the first steps in the console');

const { withConsole } = consoleTests(t);

const done = (see: Eyes) =>
  see.page.evaluate(`document.querySelectorAll('.first-step[data-done]').length`) as Promise<number>;

t('C1: the first steps are buttons into the dialogs; each is ticked once it is done; they go after the first job', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.sees('Get to the first recorded run');
    assert.is(await done(see), 0);
    await see.accessible('the first steps');
    await see.click('Add robot');
    await see.sees('You get one command for the new machine.');
    await see.page.keyboard.press('Escape');
    await see.click('Create queue');
    await retype(see, 'Name', 'orders');
    await see.page.locator(inDialog('Create')).click();
    await see.sees('This queue is empty');
    await see.click('Overview');
    await until('the queue is ticked', async () => (await done(see)) === 1);
    await see.click('Upload a package');
    await see.sees('No packages yet');
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await see.click('Overview');
    await until('package and deployment are ticked', async () => (await done(see)) === 3);
    await s.agent('desk', 'office');
    await until('the robot is ticked', async () => (await done(see)) === 4);
    await s.api('job.run', { deployment: 'hello' });
    await until('the steps are gone', async () => !(await see.text()).includes('Get to the first recorded run'));
  }),
);

t.run();
