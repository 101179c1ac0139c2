import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('the audit in the console');

const { withConsole } = consoleTests(t);

t('X11: what people do appears live, opens to its changes before and after, and has an address', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('invoices', 'office');
    await enter(s, see);
    await see.go('/audit');
    await see.sees('deployment invoices');
    await s.api('deployment.update', { deployment: 'invoices', priority: 3_100 });
    await see.sees('Changed'); // live
    await see.accessible('the audit');
    const { items } = await s.api('audit.list', { verb: 'deployment.update' });
    await see.page.locator(`tr[data-row="${items[0]!.n}"] .opener`).click();
    await see.sees('deployment invoices was changed');
    await see.sees(/priority\s+2000\s+3100/);
    await see.accessible('an entry of the audit');
    assert.match(see.page.url(), `entry=${items[0]!.n}`);
  }),
);

t('X11: the filter is in the address: by whom, about what, and how it ended; refused attempts say why', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.api('pool.create', { name: 'office' }).catch(() => {});
    await enter(s, see);
    await see.go('/audit?verb=pool.');
    await see.sees('pool office');
    assert.not.match(await see.text(), 'Signed in');
    await see.page.locator(`::-p-xpath(//label[normalize-space()='Refused'])`).click();
    await see.page.locator('.opener').click();
    await see.sees('there is already a pool named "office"');
    assert.match(see.page.url(), 'outcome=refused');
    await see.go('/audit?user=nobody');
    await see.sees('there is no user "nobody"');
    see.complaints.length = 0; // the browser tells of the refusal
  }),
);

t('X11: the chain is checked by a button; the filtered entries are downloaded as CSV', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await enter(s, see);
    await see.go('/audit?verb=pool.');
    await see.click('Check the chain');
    await see.sees('The chain is whole');
    await see.accessible('the verdict about the chain');
    const { page } = see;
    const csv = await page.evaluate(
      `fetch(${JSON.stringify(await see.property('a[download]', 'href'))}).then((r) => r.ok ? r.text() : 'status ' + r.status)`,
    );
    assert.match(String(csv), /pool\.create/);
    assert.not.match(String(csv), 'session.useLink');
  }),
);

t('X11: an entry that was changed beside Gantry is named, with what to do', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'one' });
    await s.api('pool.create', { name: 'two' });
    const { items } = await s.api('audit.list', { verb: 'pool.create' });
    const { n } = items.find(({ target }) => target === 'pool one')!;
    await see.page.goto('about:blank');
    await s.coordinator.stop(); // nobody may have the database open
    const db = new Database(join(s.data, 'gantry.db'));
    assert.is(db.prepare('update audit set target = ? where n = ?').run('pool three', n).changes, 1);
    db.close();
    await s.restart();
    await enter(s, see);
    await see.go('/audit');
    await see.click('Check the chain');
    await see.sees(`The chain is broken at entry ${n}`);
    await see.sees('Somebody changed the database beside Gantry. Compare with a backup.');
    await see.accessible('the verdict about a broken chain');
  }),
);

t.run();
