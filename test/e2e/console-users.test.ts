import * as assert from 'uvu/assert';
import { api } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { eyes } from './console-browser.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('users and tokens in the console');

const { withConsole, browser } = consoleTests(t);

const field = (label: string) =>
  `::-p-xpath(//input[@id=//label[normalize-space()='${label}' or normalize-space()='${label} *']/@for])`;
const inDialog = (button: string) => `::-p-xpath(//section//button[normalize-space()='${button}'])`;

t('C12, X2: a user is invited by a link that is shown once and lets them in once', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/users');
    await see.sees('1 user');
    await see.accessible('the list of users');
    await see.click('Invite a user');
    await type(see, field('Name'), 'admin');
    await see.click('Make the link');
    await see.sees('there is already a user named "admin"');
    await type(see, field('Name'), 'olga');
    await type(see, field('Full name'), 'Olga <b>Petrova</b>');
    await see.accessible('inviting a user');
    await see.click('Make the link');
    await see.sees('It works once, for another 23 h');
    await see.accessible('the link of a user');
    const link = (await see.property('pre', 'innerText')).trim();
    await see.click('I have copied it');
    await see.sees('Olga <b>Petrova</b>');
    const other = await eyes(browser(), link);
    await other.click('Later');
    await other.sees('Robots online');
    await other.close();
    await see.sees(/Olga <b>Petrova<\/b>\s+operator\s+may see it\s+(just now|\d+s ago)/);
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t('X3: role and rights are changed at the user’s own address; the last administrator stays one', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/users');
    await s.api('user.create', { name: 'dev', role: 'viewer' });
    await see.sees('2 users'); // live
    await see.click('dev');
    await see.page.locator(`::-p-xpath(//label[normalize-space()='developer'])`).click();
    await see.click('Save');
    await see.sees('dev was saved; it counts at once.');
    const dev = (await s.api('user.list', {})).items.find(({ name }) => name === 'dev')!;
    assert.is(dev.role, 'developer');
    await see.go('/users/admin');
    await see.page.locator(`::-p-xpath(//label[normalize-space()='viewer'])`).click();
    await see.click('Save');
    await see.sees('is the only administrator; make another one first');
    await see.click('Cancel');
    await see.click('Leave');
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t('X3: a user is locked out and deleted; the question names the sessions and tokens that end', () =>
  withConsole(async (s, see) => {
    await s.api('user.create', { name: 'victor', role: 'viewer' });
    await enter(s, see);
    await see.go('/users');
    await see.page.locator('[aria-label="Actions for victor"]').click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Lock out'])`).click();
    await see.sees('Locked out');
    await see.page.locator('[aria-label="Actions for victor"]').click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Delete'])`).click();
    await see.sees('0 API tokens, 0 sessions');
    await see.accessible('the question before a user is deleted');
    await see.page.locator(inDialog('Delete')).click();
    await see.sees('victor was deleted.');
    await see.sees('1 user');
  }),
);

t('X2: a token of one’s own is shown once, works with its lesser role, and is void when deleted', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/tokens');
    await see.sees('API token'); // that of the test
    await see.accessible('the list of tokens');
    await see.click('New API token');
    await type(see, field('Name'), 'ci');
    await see.page.locator(field('Role')).click();
    await see.page.locator(`::-p-xpath(//*[@role='option'][normalize-space()='viewer'])`).click();
    await see.accessible('the form of a token');
    await see.click('Create');
    await see.sees('This is shown only now.');
    const token = (await see.property('pre', 'innerText')).trim();
    await see.click('I have copied it');
    assert.is((await api(s.url, token, 'session.show', {})).user.name, 'admin');
    const refused = await api(s.url, token, 'pool.create', { name: 'x' }).catch((error: Error) => error);
    assert.instance(refused, Error);
    const { id } = (await s.api('token.list', {})).items.find(({ name }) => name === 'ci')!;
    await see.page.locator(`[aria-label="Actions for ci ${id}"]`).click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][normalize-space()='Delete'])`).click();
    await see.page.locator(inDialog('Delete')).click();
    await see.sees('ci is void now.');
    await until('the token is void', () =>
      api(s.url, token, 'session.show', {}).then(
        () => false,
        () => true,
      ),
    );
  }),
);

t('X3: who is no administrator finds only the tokens of their own', () =>
  withConsole(async (s, see) => {
    const { link } = await s.api('user.create', { name: 'vera', role: 'viewer' });
    await see.page.goto('about:blank');
    await see.page.goto(link);
    await see.click('Later');
    await see.sees('Robots online');
    await see.go('/users');
    await see.sees('1 token or session');
    assert.not.match(await see.text(), 'Invite a user');
    assert.not.match(await see.text(), 'Audit');
  }),
);

t.run();
