import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('webhooks in the console');

const { withConsole } = consoleTests(t);

const field = (label: string) =>
  `::-p-xpath(//input[@id=//label[normalize-space()='${label}' or normalize-space()='${label} *']/@for])`;
const inDialog = (button: string) => `::-p-xpath(//section//button[normalize-space()='${button}'])`;

/** A program that is told of events: it answers 200, and shows which requests came. */
async function receiver(body: (url: string, came: IncomingMessage[]) => Promise<void>): Promise<void> {
  const came: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    came.push(request);
    request.resume().on('end', () => response.end('thank <b>you</b>'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, came);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

t('C: a webhook is made, its secret shown once, tested, and its delivery looked at and sent again', () =>
  receiver((url, came) =>
    withConsole(async (s, see) => {
      await enter(s, see);
      await see.go('/webhooks');
      await see.sees('No webhooks yet');
      await see.accessible('no webhooks');
      await see.page.locator('.page button ::-p-text(New webhook)').click();
      await type(see, field('Name'), 'alerts');
      await type(see, field('Address'), 'ftp://example.org');
      await see.click('Create');
      await see.sees('must begin with https:// or http://');
      await type(see, field('Address'), url);
      await see.accessible('the form of a webhook');
      await see.click('Create');
      await see.sees('This is shown only now.');
      await see.accessible('the secret of a webhook');
      await see.click('I have copied it');
      await see.sees('nothing sent yet');
      await see.click('alerts');
      await see.sees('No deliveries yet');
      await see.click('Send a test');
      await see.page.waitForSelector('td .tone-good'); // live
      assert.is(came.length, 1);
      await see.accessible('a webhook');
      await see.page.locator('td a.link').click();
      await see.sees('thank <b>you</b>');
      await see.accessible('a delivery');
      assert.match(see.page.url(), '/webhooks/alerts/');
      await see.click('Send again');
      await until('it came again, with the same id', () => came.length === 2);
      assert.is(came[0]!.headers['webhook-id'], came[1]!.headers['webhook-id']);
      const tries = () => see.page.$$eval('table[aria-label="Tries"] tr', (all) => all.length);
      await until('both tries stand there', async () => (await tries()) === 2);
      await see.accessible('a delivery that was tried twice');
      see.complaints.length = 0; // the browser tells of the refusal
    }),
  ),
);

t('C: a webhook gets a new secret, is switched off, and is deleted after a question', () =>
  receiver((url) =>
    withConsole(async (s, see) => {
      await enter(s, see);
      await see.go('/webhooks');
      await s.api('webhook.create', { name: 'erp', url, events: ['job.ended'] });
      await see.sees('1 webhook'); // live
      await see.accessible('the list of webhooks');
      await see.click('erp');
      await see.click('New secret');
      await see.sees('Make a new secret for “erp”?');
      await see.page.locator(inDialog('New secret')).click();
      await see.sees('The former secret signs as well until');
      await see.click('I have copied it');
      await see.click('Edit');
      await see.page.locator(`::-p-xpath(//label[normalize-space()='Send events'])`).click();
      await see.click('Save');
      await see.sees('Disabled');
      await see.click('Delete');
      await see.sees('Its deliveries go with it');
      await see.page.locator(inDialog('Delete')).click();
      await see.sees('No webhooks yet');
      assert.equal((await s.api('webhook.list', {})).items, []);
      see.complaints.length = 0; // its page had asked for it once more
    }),
  ),
);

t.run();
