import * as assert from 'uvu/assert';
import type { Stage } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { overtype } from './console-fields.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('schedules in the console');

const { withConsole } = consoleTests(t);

const atSix = { kind: 'cron', cron: '0 6 * * 1-5' } as const;

async function deployed(s: Stage): Promise<void> {
  await s.api('pool.create', { name: 'office' });
  await s.deploy('invoices', 'office');
}

/** A field of a form by its label, and a value chosen from the list that it opens. */
async function choose(see: Eyes, label: string, option: string): Promise<void> {
  await see.page.locator(field(label)).click();
  await see.page.locator(`::-p-xpath(//*[@role='option'][normalize-space()='${option}'])`).click();
}
const field = (label: string) =>
  `::-p-xpath(//input[@id=//label[normalize-space()='${label}' or normalize-space()='${label} *']/@for])`;
const typed = (see: Eyes, label: string) => see.property(field(label), 'value');

t('C6, J18: a schedule is made with a rule that is chosen; its next times are shown while it is', () =>
  withConsole(async (s, see) => {
    await deployed(s);
    await enter(s, see);
    await see.go('/schedules');
    await see.sees('No schedules yet');
    await see.accessible('no schedules');
    await see.click('New schedule');
    await see.sees('every day at 06:00');
    await type(see, field('Name'), 'Morning');
    await choose(see, 'Deployment', 'invoices');
    await choose(see, 'Usual case', 'Monday to Friday');
    await see.sees('Monday to Friday at 06:00');
    assert.is(await typed(see, 'Cron'), '0 6 * * 1-5');
    await see.page.locator(field('Time zone')).click();
    await see.page.keyboard.type('Berlin');
    await see.page.locator(`::-p-xpath(//*[@role='option'][contains(., 'Europe/Berlin')])`).click();
    await see.sees('the clocks there go');
    await see.accessible('the form of a schedule');
    await see.click('Create');
    await see.sees('Morning was created.');
    const { items } = await s.api('schedule.list', {});
    assert.equal([items[0]!.rule, items[0]!.timezone, items[0]!.deployment], [atSix, 'Europe/Berlin', 'invoices']);
    await see.sees('None of its own');
    await see.accessible('a schedule');
  }),
);

t('J18: what is refused stands at its field while one types, and what was typed stays', () =>
  withConsole(async (s, see) => {
    await deployed(s);
    await s.api('schedule.create', { name: 'Taken', deployment: 'invoices', rule: atSix });
    await enter(s, see);
    await see.go('/schedules/new?deployment=invoices');
    await type(see, field('Cron'), '0 6 31 2 *');
    await see.sees('never comes: there is no such day');
    await type(see, field('Cron'), '0 25 * * *');
    await see.page.waitForSelector('input[aria-invalid=true]');
    await see.click('Create');
    await see.sees('Give it a name.');
    await type(see, field('Cron'), '*/7 9-17 * * *');
    await see.sees('cron */7 9-17 * * *');
    await type(see, field('Name'), 'taken');
    await see.click('Create');
    await until('the name is refused at its field', () =>
      see.page.evaluate(`document.querySelector('input[aria-invalid=true]')?.value === 'taken'`),
    );
    assert.is(await typed(see, 'Cron'), '*/7 9-17 * * *');
    await see.click('Cancel');
    await see.sees('Leave without saving?');
    await see.click('Leave');
    await see.sees('1 schedule');
    see.complaints.length = 0; // the browser tells of each refusal
  }),
);

t('J18: a rule of the calendar and one of every so long are changed and kept', () =>
  withConsole(async (s, see) => {
    await deployed(s);
    await s.api('schedule.create', {
      ...{ name: 'Month end', deployment: 'invoices', priority: 4_000 },
      rule: { kind: 'calendar', time: '18:00', on: { kind: 'working-day', nth: [-1] }, months: [3] },
    });
    await enter(s, see);
    await see.go('/schedules/Month end/edit');
    await see.sees('each month: the last working day, at 18:00; only in March');
    await choose(see, 'On a day off', 'the working day before');
    await see.click('Save');
    await see.sees('Month end was saved.');
    const kept = await s.api('schedule.show', { schedule: 'Month end' });
    assert.equal([kept.priority, kept.rule.kind === 'calendar' && kept.rule.onDayOff], [4_000, 'before']);
    await see.click('Edit');
    await see.page.locator(`::-p-xpath(//label[normalize-space()='Every so long'])`).click();
    await overtype(see.page, field('Every'), '20');
    await see.sees('every 20 minutes');
    await see.click('Save');
    await until('the rule is another', async () => {
      const { rule } = await s.api('schedule.show', { schedule: 'Month end' });
      return rule.kind === 'every' && rule.every === 1_200_000;
    });
  }),
);

t('C6: the table follows live; one is switched off, all are, and one is deleted after a question', () =>
  withConsole(async (s, see) => {
    await deployed(s);
    await enter(s, see);
    await see.go('/schedules');
    await see.sees('No schedules yet');
    const every = { kind: 'every', every: 60_000 } as const;
    await s.api('schedule.create', { name: 'minutely', deployment: 'invoices', rule: every });
    await s.api('schedule.create', { name: 'other', deployment: 'invoices', rule: atSix });
    await see.sees('2 schedules');
    s.clock.advance(61_000);
    await see.sees('Queued'); // its job
    await see.accessible('the list of schedules');
    await see.page.locator('[aria-label="minutely is enabled"]').click();
    await until('it is off', async () => !(await s.api('schedule.show', { schedule: 'minutely' })).enabled);
    await see.click('All schedules');
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Disable all'])`).click();
    await see.sees('Disable 1 schedule?');
    await see.accessible('the question before all are disabled');
    await see.page.locator(`::-p-xpath(//section//button[normalize-space()='Disable all'])`).click();
    await see.sees('1 schedule was disabled.');
    await see.page.locator('[aria-label="Actions for other"]').click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Delete'])`).click();
    await see.sees('It does not start invoices any more');
    await see.page.locator(`::-p-xpath(//section//button[normalize-space()='Delete'])`).click();
    await see.sees('other was deleted.');
    assert.is((await s.api('schedule.list', {})).items.length, 1);
  }),
);

t.run();
