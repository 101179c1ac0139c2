import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { overtype } from './console-fields.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('jobs in the console');

const { withConsole } = consoleTests(t);

const rows = (see: Eyes) => see.page.evaluate(`document.querySelectorAll('[data-row]').length`) as Promise<number>;
const hasRows = (see: Eyes, n: number) => until(`the table has ${n} rows`, async () => (await rows(see)) === n);
/** Opens a filter's menu and chooses in it. */
async function choose(see: Eyes, filter: string, value: string): Promise<void> {
  await see.page.locator(`::-p-xpath(//button[contains(@class,'filter') and starts-with(., '${filter}')])`).click();
  await see.page.locator(`::-p-xpath(//*[@role='option'][normalize-space()='${value}'])`).click();
}
/** Types over what the one number field of a dialog has. */
async function number(see: Eyes, digits: string): Promise<void> {
  await overtype(see.page, '[role=dialog] .mantine-NumberInput-input', digits);
}
const menu = async (see: Eyes, entry: string) => {
  await see.page.locator('[aria-label^="Actions for"]').click();
  await see.page.locator(`::-p-xpath(//*[@role='menuitem'][starts-with(normalize-space(), '${entry}')])`).click();
};

t('C9: the list is narrowed by state, deployment, time and text, all in the address', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.deploy('bills', 'office');
    const [a] = (await s.api('job.run', { deployment: 'hello' })).jobs;
    await s.api('job.run', { deployment: 'hello' });
    await s.api('job.run', { deployment: 'bills' });
    await s.api('job.cancel', { job: a!.id });
    await enter(s, see);
    await see.go('/jobs');
    await hasRows(see, 3);
    await see.accessible('the list of jobs');
    await choose(see, 'Deployment', 'hello');
    await hasRows(see, 2);
    await choose(see, 'State', 'Cancelled');
    await hasRows(see, 1);
    assert.match(see.page.url(), 'deployment=hello');
    await see.page.locator(`::-p-xpath(//*[@role='option'][normalize-space()='Queued'])`).click();
    await hasRows(see, 2);
    await see.page.keyboard.press('Escape');
    await type(see, 'input[type=search]', 'nothing says this');
    await see.sees('No job meets the filter');
    await see.click('Clear filters');
    await hasRows(see, 3);
    assert.is(await see.property('input[type=search]', 'value'), '');
    await see.go(`/jobs?until=${a!.created - 1}`);
    await see.sees('No job meets the filter');
  }),
);

t(
  'J31: many jobs at once: the preview says which stay as they are and why, then all that meet the filter are changed',
  () =>
    withConsole(async (s, see) => {
      await s.api('pool.create', { name: 'office' });
      await s.deploy('hello', 'office');
      for (let i = 0; i < 30; i++) await s.api('job.run', { deployment: 'hello' });
      const { items } = await s.api('job.list', { limit: 2 });
      await s.api('job.cancel', { job: items[0]!.id });
      await enter(s, see);
      await see.page.evaluate(`localStorage.setItem('gantry.rows', '25')`);
      await see.go('/jobs');
      await hasRows(see, 25);
      await see.page.locator('[aria-label="Choose all rows of this page"]').click();
      await see.sees('25 rows chosen');
      await see.click('Priority');
      await see.sees('25 jobs are chosen.');
      await number(see, '9000');
      await see.sees('It must be a number from 0 to 5,000.');
      await number(see, '3000');
      await see.sees('25 jobs are chosen. Of these 24 will change.');
      await see.sees('1 · not queued any more: cancelled');
      await see.accessible('the preview of a batch');
      await see.click('Change 24 jobs');
      await see.sees('24 jobs were changed.');
      await see.page.locator('footer, .mantine-Modal-body button ::-p-text(Close)').click();
      assert.is((await s.api('job.show', { job: items[1]!.id })).priority, 3_000);

      await see.page.locator('[aria-label="Choose all rows of this page"]').click();
      await see.click('Choose all that meet the filter');
      await see.click('Cancel');
      await see.sees('30 jobs are chosen. Of these 29 will change.');
      await see.click('Cancel 29 jobs');
      await see.sees('29 jobs were changed.');
      assert.is((await s.api('job.list', { state: ['queued'] })).items.length, 0);
    }),
);

t('C9, J25: the menu of a row changes the priority, keeps what was refused, and runs a job again', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    const { jobs } = await s.api('job.run', { deployment: 'hello', key: 'invoice 17' });
    const job = jobs[0]!.id;
    await enter(s, see);
    await see.go('/jobs');
    await hasRows(see, 1);
    await menu(see, 'Change priority');
    await see.sees('Priority of this job');
    await see.accessible('the priority of a job');
    await number(see, '2500');
    const agent = await s.agent('falcon', 'office'); // takes the job meanwhile
    await agent.order();
    await see.click('Save');
    await see.page.waitForSelector('[role=dialog] [role=alert]');
    assert.is(await see.property('.mantine-NumberInput-input', 'value'), '2500');
    await see.page.locator('[role=dialog] button ::-p-text(Cancel)').click();
    await see.click('Leave');

    see.complaints.length = 0; // the browser says of every refusal that it failed
    await see.go(`/jobs/${job}`);
    await see.sees('invoice 17');
    await menu(see, 'Run again');
    await see.sees('A new job was created');
    await see.sees(/Runs again\s+j_/);
    await see.accessible('a job');
    await menu(see, 'Force-close');
    await see.sees('without waiting for its robot');
    await see.page.locator('[role=dialog] button ::-p-text(Force-close)').click();
    await see.sees('Cancelled');
  }),
);

t('J30: a job names the jobs that its runs started, and they name it', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('parent', 'office');
    await s.deploy('child', 'office');
    const { job, script } = await s.running(agent, 'parent');
    const made = await script.call('job.start', { deployment: 'child' });
    await enter(s, see);
    await see.go(`/jobs/${job}`);
    await see.sees('1 job started by its runs');
    await see.accessible('a job with children');
    await see.page.locator(`a[href="#/jobs/${made.job.id}"]`).click();
    await see.sees('Started by job');
    await see.page.waitForSelector(`a[href="#/jobs/${job}"]`);
  }),
);

t('C9, E15: a job that succeeded leads to the resource that it failed, and to that second', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('invoices', 'office');
    const { job, supervisor, script } = await s.running(agent, 'invoices');
    await s.api('queue.create', { name: 'orders', attemptLimit: 3 });
    await s.api('resource.add', { queue: 'orders', value: 1, key: 'ORDER-1' });
    await s.api('resource.add', { queue: 'orders', value: 2, key: 'ORDER-2' });
    for (const reason of ['no such customer', undefined]) {
      const { id } = await script.call('resource.get', { queue: 'orders', lock: { write: true } });
      const one = { queue: 'orders', id };
      if (reason === undefined) await script.call('resource.markProcessed', one);
      else await script.call('resource.fail', { ...one, reason, retry: false });
    }
    await supervisor.end();
    assert.is((await s.api('job.show', { job })).state, 'succeeded');
    await enter(s, see);
    await see.go(`/jobs/${job}`);
    await see.sees(/1 processed · 1 failed/);
    await see.sees('no such customer');
    await see.page.waitForSelector('::-p-xpath(//tr[contains(., "ORDER-1")]//*[normalize-space()="Error"])');
    await see.accessible('a job that failed a resource');
    await see.click('Watch');
    await see.sees('in hand');
    assert.match(see.page.url(), 'item=');
    await see.page.goBack();
    await see.click('ORDER-1');
    await see.sees('Edit value and retry');
  }),
);

t('J32: why a job waits, with the way to the robot, its run and the pool', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    await s.api('job.run', { deployment: 'hello' });
    await enter(s, see);
    await see.go('/jobs?state=queued');
    await hasRows(see, 1);
    await see.page.locator('.opener').click();
    await see.sees('Waits for a robot of the pool office');
    await see.sees('It starts when falcon ends its run.');
    for (const href of ['/pools/office', '/robots/falcon', `/runs/${supervisor.order.run}`])
      await see.page.waitForSelector(`.why-waiting a[href="#${href}"]`);
    await supervisor.end();
    await see.sees('No job meets the filter'); // live: the robot took it
  }),
);

t.run();
