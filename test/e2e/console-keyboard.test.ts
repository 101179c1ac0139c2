/** The console without a mouse: every stop is reached by Tab, and the keyboard stands where one came to. */
import * as assert from 'uvu/assert';
import { shortId } from '../../console/show/format.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Eyes, videoSecond } from './console-browser.ts';
import { uploadVideo } from './console-fleet.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('the console by keyboard');

const { withConsole } = consoleTests(t);

/** What the keyboard stands on, as a screen reader names it. */
const focused = (see: Eyes): Promise<string> =>
  see.page.evaluate(`(() => {
    const at = document.activeElement;
    const name = at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || '';
    return at === document.body ? 'nothing' : name.trim().replace(/\\s+/g, ' ');
  })()`) as Promise<string>;

const stands = (see: Eyes, on: string) =>
  until(`the keyboard stands on ${on}`, async () => (await focused(see)) === on);

/** Presses Tab until the keyboard stands on `label`; more stops than anybody would press are a failure. */
async function tabTo(see: Eyes, label: string): Promise<void> {
  const stops: string[] = [];
  while (stops.length < 60) {
    await see.page.keyboard.press('Tab');
    const stop = await focused(see);
    if (stop === label) return;
    stops.push(stop);
  }
  throw new Error(`Tab never came to ${label}, but to: ${stops.join(' | ')}`);
}

t('C: from the queue to the clip of its failed resource, by keyboard alone', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('r1', 'office');
    await s.deploy('hello', 'office');
    const { supervisor, script } = await s.running(agent, 'hello');
    await s.api('queue.create', { name: 'orders', attemptLimit: 3 });
    const { id } = await s.api('resource.add', { queue: 'orders', value: { order: 1 }, key: 'ORDER-1' });
    await script.call('resource.get', { queue: 'orders', lock: { write: true } });
    await script.call('resource.fail', { queue: 'orders', id, reason: 'no such customer', retry: false });
    await supervisor.end();
    await uploadVideo(s.url, supervisor, 8, 0);
    await enter(s, see);
    const { keyboard } = see.page;
    await tabTo(see, 'Queues');
    await keyboard.press('Enter');
    await see.page.waitForSelector('h1:focus ::-p-text(Queues)'); // and no more on the link of the same name
    await tabTo(see, 'orders');
    await keyboard.press('Enter');
    await stands(see, 'orders');
    await tabTo(see, 'Error 1');
    await keyboard.press('Space');
    await see.sees('ORDER-1');
    await tabTo(see, shortId(id));
    await keyboard.press('Enter');
    await stands(see, 'ORDER-1');
    await see.sees('no such customer');
    await tabTo(see, 'Watch');
    await keyboard.press('Enter');
    await stands(see, 'hello');
    await see.page.waitForSelector('video');
    await see.sees(`${id} in hand`);
    const before = await videoSecond(see.page);
    await keyboard.press('Space');
    await until('it plays', async () => (await videoSecond(see.page)) > before);
    await see.page.goBack();
    await stands(see, 'ORDER-1');
    await tabTo(see, 'Edit value and retry');
    await keyboard.press('Enter');
    await see.page.waitForSelector('[role=dialog]');
    await tabTo(see, 'Save and retry');
    await keyboard.press('Enter');
    await until('it is new again', async () => {
      const { resource } = await s.api('resource.show', { queue: 'orders', id });
      return resource.status === 'new';
    });
    await stands(see, 'Edit value and retry');
  }),
);

t('C: one key leads past the navigation to the page', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.page.reload();
    await see.sees('Robots online');
    const address = see.page.url();
    await see.page.keyboard.press('Tab');
    assert.is(await focused(see), 'Skip to the page');
    await see.page.keyboard.press('Enter');
    assert.is(await focused(see), 'Overview');
    assert.is(see.page.url(), address);
  }),
);

t('C: Escape leaves a form, also after it was refused; the keyboard is back at the button that opened it', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'orders' });
    await enter(s, see);
    await see.go('/queues');
    await tabTo(see, 'Create queue');
    const { keyboard } = see.page;
    await keyboard.press('Enter');
    await see.page.waitForSelector('[role=dialog] input');
    await stands(see, 'Name *');
    await keyboard.type('orders');
    await keyboard.press('Enter');
    await see.sees('there is already a queue named "orders"');
    see.complaints.length = 0; // the browser reports the refusal
    await keyboard.press('Escape');
    await see.sees('Leave without saving?');
    await keyboard.press('Escape');
    await until('the question is gone', async () => !(await see.text()).includes('Leave without saving?'));
    await see.sees('there is already a queue named "orders"');
    await keyboard.press('Escape');
    await see.sees('Leave without saving?');
    await tabTo(see, 'Leave');
    await keyboard.press('Enter');
    await until('the form is gone', async () => (await see.page.$('[role=dialog]')) === null);
    await stands(see, 'Create queue');
  }),
);

t.run();
