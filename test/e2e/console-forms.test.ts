import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('forms of the console, when things go wrong');

const { withConsole } = consoleTests(t);

/** Opens the form of a new queue; resolves with the field of its name. */
async function begin(see: Eyes) {
  await see.go('/queues');
  await see.page.locator('.page button ::-p-text(Create queue)').click();
  return see.page.waitForSelector('[role=dialog] input');
}
/** What stands in that field when the form is opened. */
const typed = async (see: Eyes) => (await begin(see))!.evaluate((input) => (input as { value: string }).value);

t('C, X2: what was typed survives a reload, and is gone for whoever signs in after a sign-out', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await begin(see);
    await type(see, '[role=dialog] input', 'half a name');
    await until('it is kept', () => see.page.evaluate(`JSON.stringify(sessionStorage).includes('half a name')`));
    see.page.once('dialog', (dialog) => void dialog.accept());
    await see.page.reload();
    assert.is(await typed(see), 'half a name');
    see.page.once('dialog', (dialog) => void dialog.accept());
    await see.page.reload();
    await see.page.locator('button.user').click();
    await see.click('Sign out');
    await see.sees('Sign in');
    assert.not.match(String(await see.page.evaluate('JSON.stringify(sessionStorage)')), 'half a name');
  }),
);

t('C, X2: a session that ends under a form loses nothing; another user who signs in on this tab sees none of it', () =>
  withConsole(async (s, see) => {
    const endSessions = async () => {
      const { items } = await s.api('token.list', {});
      for (const { id, kind } of items) if (kind === 'session') await s.api('token.delete', { tokenId: id });
    };
    await enter(s, see);
    await begin(see);
    await type(see, '[role=dialog] input', 'half a name');
    await endSessions();
    await see.sees('Your session has ended. Sign in again: what you typed into forms is kept.');
    see.page.on('dialog', (dialog) => void dialog.accept());
    await enter(s, see);
    assert.is(await typed(see), 'half a name');
    await see.sees('What you typed here before is back');
    await see.accessible('a form with what was kept');
    await see.click('Start over');
    await until('the field is empty', () =>
      see.page.evaluate(`document.querySelector('[role=dialog] input').value === ''`),
    );
    assert.not.match(await see.text(), 'What you typed here before is back');
    await type(see, '[role=dialog] input', 'another half');
    await endSessions();
    await see.sees('Your session has ended');
    const { link } = await s.api('user.create', { name: 'olga', role: 'operator' });
    await see.page.goto('about:blank');
    await see.page.goto(link);
    await see.click('Later');
    await see.sees('Robots online');
    assert.is(await typed(see), '');
    see.complaints.length = 0; // the browser reports the refusals
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
