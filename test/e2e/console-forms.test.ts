import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('forms of the console, when things go wrong');

const { withConsole } = consoleTests(t);

t('C, X2: what was typed survives a reload, and is gone for whoever signs in after a sign-out', () =>
  withConsole(async (s, see) => {
    const begin = async () => {
      await see.go('/queues');
      await see.page.locator('.page button ::-p-text(Create queue)').click();
      return see.page.waitForSelector('[role=dialog] input');
    };
    const typed = async () => (await begin())!.evaluate((input) => (input as { value: string }).value);
    await enter(s, see);
    await begin();
    await type(see, '[role=dialog] input', 'half a name');
    await until('it is kept', () => see.page.evaluate(`JSON.stringify(sessionStorage).includes('half a name')`));
    see.page.once('dialog', (dialog) => void dialog.accept());
    await see.page.reload();
    assert.is(await typed(), 'half a name');
    see.page.once('dialog', (dialog) => void dialog.accept());
    await see.page.reload();
    await see.page.locator('button.user').click();
    await see.click('Sign out');
    await see.sees('Sign in');
    assert.not.match(String(await see.page.evaluate('JSON.stringify(sessionStorage)')), 'half a name');
  }),
);

t('S10, J17: Run pressed again after the answer was lost makes no second job', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await enter(s, see);
    await see.go('/jobs');
    await see.click('Run now');
    await see.sees('hello latest on office');
    const network = await see.page.createCDPSession();
    await network.send('Fetch.enable', { patterns: [{ urlPattern: '*/run', requestStage: 'Response' }] });
    network.once('Fetch.requestPaused', async ({ requestId }) => {
      await network.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' });
      await network.send('Fetch.disable');
    });
    await see.click('Run');
    await see.sees('The coordinator can’t be reached');
    assert.is((await s.api('job.list', {})).items.length, 1, 'the first request had its effect');
    await see.click('Run');
    await see.sees('A job was created');
    assert.is((await s.api('job.list', {})).items.length, 1);
    see.complaints.length = 0; // the browser reports the connection that was cut
  }),
);

t.run();
