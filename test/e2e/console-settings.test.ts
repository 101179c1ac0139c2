import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementHandle } from 'puppeteer';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { overtype } from './console-fields.ts';
import { chooseFiles } from './console-forms.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('settings and calendars in the console');

const { withConsole } = consoleTests(t);

const field = (label: string) =>
  `::-p-xpath(//input[@id=//label[normalize-space()='${label}' or normalize-space()='${label} *']/@for])`;

t('C12, E17: a limit is changed, counts at once, shows who set it, and goes back to the default', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/settings');
    await see.sees('default 30 days');
    await see.accessible('the limits');
    await overtype(see.page, field('Keep videos'), '7');
    await see.click('Save');
    await see.sees('1 setting was changed; it counts at once.');
    await see.sees('default 30 days · set by Administrator');
    const value = async (name: string) =>
      (await s.api('settings.show', {})).items.find((item) => item.name === name)!.value;
    assert.is(await value('keepVideoDays'), 7);
    await s.api('settings.update', { keepAuditDays: 99 });
    await until('what another administrator changed is here', () =>
      see.page.evaluate(`[...document.querySelectorAll('input')].some((input) => input.value === '99')`),
    );
    await see.page.locator('[aria-label="Back to the default: Keep videos"]').click();
    await until('it is as before', async () => (await value('keepVideoDays')) === 30);
  }),
);

t('C12: what is out of bounds is refused at its field, and what was typed stays', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/settings/limits');
    await see.sees('Keep videos');
    await overtype(see.page, field('Keep videos'), '99999');
    await see.click('Save');
    await see.page.waitForSelector('input[aria-invalid=true]');
    assert.match(await see.property('input[aria-invalid=true]', 'value'), '99');
    await see.click('Cancel');
    await see.click('Leave');
    await until('the form is as before', () =>
      see.page.evaluate(`!document.querySelector('input[aria-invalid=true]')`),
    );
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t('C12: who is no administrator sees the limits and cannot change them; About says what this is', () =>
  withConsole(async (s, see) => {
    const { link } = await s.api('user.create', { name: 'vera', role: 'viewer' });
    await see.page.goto('about:blank');
    await see.page.goto(link);
    await see.click('Later');
    await see.sees('Robots online');
    await see.go('/settings');
    await see.sees('Only administrators change these.');
    assert.is(await see.page.$('button[type=submit]'), null);
    assert.not.match(await see.text(), 'Webhooks');
    await see.click('About');
    await see.sees('Coordinator’s clock');
    await see.accessible('about this installation');
  }),
);

t('J18: a calendar is clicked together, and what others change of it is shown', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('invoices', 'office');
    await enter(s, see);
    await see.go('/settings/calendars');
    await see.sees('No calendars yet');
    await see.page.locator('.page button ::-p-text(New calendar)').click();
    await type(see, field('Name'), 'Holidays');
    const day = (await see.page.waitForSelector('.day[aria-pressed=false]')) as ElementHandle;
    await day.click();
    await see.page.waitForSelector('.day[aria-pressed=true]');
    await type(see, '.day-names input', 'New Year');
    await see.accessible('the form of a calendar');
    await see.click('Create');
    await see.sees('Holidays was saved: 1 day off.');
    const { days } = await s.api('calendar.show', { calendar: 'Holidays' });
    assert.equal([days.length, days[0]!.name], [1, 'New Year']);
    const date = `${new Date(s.clock.now()).getFullYear()}-12-25`;
    await s.api('calendar.update', { calendar: 'Holidays', days: [{ date, name: 'Christmas' }] });
    await until('what another person changed is here', () =>
      see.page.evaluate(`document.querySelector('.day-names input')?.value === 'Christmas'`),
    );
  }),
);

t('J18: a calendar that schedules use is not deleted: the question names them', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('invoices', 'office');
    await s.api('calendar.create', { name: 'Holidays', days: [{ date: '2026-12-25' }] });
    await enter(s, see);
    await see.go('/settings/calendars');
    await see.sees('1 calendar');
    const rule = { kind: 'cron', cron: '0 6 * * *' } as const;
    await s.api('schedule.create', { name: 'Morning', deployment: 'invoices', rule, calendar: 'Holidays' });
    await see.sees('Morning'); // live
    await see.page.locator('[aria-label="Actions for Holidays"]').click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Delete'])`).click();
    await see.sees('These schedules use it: Morning');
    await see.accessible('the question before a calendar is deleted');
    await see.page.locator(`::-p-xpath(//section//button[normalize-space()='Delete'])`).click();
    await see.sees('take it from them first');
    await see.click('Go back');
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t('J18: a calendar comes out of a file; its wrong line is named, and nothing is saved', () =>
  withConsole(async (s, see) => {
    const at = folder('calendars');
    writeFileSync(join(at, 'wrong.csv'), '2026-12-25,Christmas\n12/26/2026,St Stephen\n');
    writeFileSync(join(at, 'right.csv'), '2026-12-25,Christmas\n2026-12-26,St Stephen\n');
    await enter(s, see);
    await see.go('/calendars/new');
    await type(see, field('Name'), 'Germany');
    const choose = async (name: string) => {
      await chooseFiles(see, 'input[type=file]', join(at, name));
      await see.sees(name);
    };
    await choose('wrong.csv');
    await see.click('Create');
    await see.sees('line 2');
    assert.equal((await s.api('calendar.list', {})).items, []);
    await see.click('Remove');
    await choose('right.csv');
    await see.click('Create');
    await see.sees('Germany was saved: 2 days off.');
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t.run();
