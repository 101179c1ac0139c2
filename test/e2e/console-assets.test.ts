import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { choose, fillIn, flip, keptByBrowser, press } from './console-forms.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('assets in the console');

const { withConsole } = consoleTests(t);

const SECRET = 'correct-horse-7';

t('J6: assets of every type are created; a secret is in no list, draft, address or error', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/assets');
    await see.sees('No assets yet');
    await see.page.locator('.page header, .page ::-p-text(Create asset)').click();
    await fillIn(see, 'Name', 'sap user');
    await choose(see, 'Type', 'Credential');
    await fillIn(see, 'Value: User', 'robot-7');
    await see.click('Create');
    await see.sees('Type the secret, too.');
    await fillIn(see, 'Value: Secret', SECRET);
    await see.accessible('a new asset');
    assert.not.match(await keptByBrowser(see), SECRET);
    await see.click('Create');
    await see.sees('sap user was created.');
    await see.sees('User robot-7; the secret is kept and never shown.');

    await see.go('/assets');
    await see.sees('robot-7 · •••');
    await see.click('Create asset');
    await fillIn(see, 'Name', 'SAP USER');
    await flip(see, 'Secret');
    await fillIn(see, 'Value', SECRET);
    await see.click('Create');
    await see.sees(/there is an asset|is taken|already/i);
    assert.not.match(await keptByBrowser(see), SECRET);
    await fillIn(see, 'Name', 'token');
    await see.click('Create');
    await see.sees('token was created.');
    await see.sees('Kept encrypted and never shown.');
    assert.not.match(`${await see.text()} ${await keptByBrowser(see)}`, SECRET);
    const { items } = await s.api('asset.list', {});
    assert.equal(
      items.map(({ name, type, secret, user }) => [name, type, secret, user]),
      [
        ['sap user', 'credential', true, 'robot-7'],
        ['token', 'text', true, undefined],
      ],
    );
    see.complaints.length = 0; // the browser reports the refusal
  }),
);

t('J6: numbers, yes and no, and JSON are checked by their type; the list finds by name and type', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    for (const [name, type, fill] of [
      ['most', 'Number', () => fillIn(see, 'Value', '25')],
      ['dry run', 'Yes or no', () => flip(see, 'Value')],
      ['options', 'JSON', () => fillIn(see, 'Value', '{"a": [1]}')],
    ] as const) {
      await see.go('/assets');
      await see.page.locator('.page header, .page ::-p-text(Create asset)').click();
      await fillIn(see, 'Name', name);
      await choose(see, 'Type', type);
      await fill();
      await see.click('Create');
      await see.sees(`${name} was created.`);
    }
    const { items } = await s.api('asset.list', {});
    assert.equal(
      items.map(({ name, value }) => [name, value]),
      [
        ['dry run', true],
        ['most', 25],
        ['options', { a: [1] }],
      ],
    );
    await see.go('/assets?type=number');
    await see.sees('1 asset');
    await see.sees('most');
    await see.go('/assets?text=RUN');
    await until('the other type is gone', async () => !(await see.text()).includes('most'));
    await see.sees('dry run');
  }),
);

t('J6, J7: a robot gets a value of its own and loses it; what uses an asset is named before it is deleted', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    await s.api('asset.create', { name: 'most', type: 'number', value: 25, description: 'Rows at most' });
    await s.api('deployment.update', { deployment: 'hello', allowAssets: ['most'] });
    await enter(s, see);
    await see.go('/assets/most');
    await see.sees(/Rows at most[\s\S]*25[\s\S]*hello scripts may read it/);
    await see.click('Add a value');
    await choose(see, 'Robot', 'falcon');
    await fillIn(see, 'Value', '5');
    await see.click('Save');
    await see.sees(/falcon\s+5/);
    await see.click('Set value');
    await fillIn(see, 'Value', '30');
    await see.click('Save');
    await see.sees('most has another value now.');
    const { value, robots } = await s.api('asset.show', { asset: 'most' });
    assert.equal([value, robots.map((own) => [own.robot, own.value])], [30, [['falcon', 5]]]);
    await press(see, 'Take away: falcon');
    await see.sees('Take away the value of “falcon”?');
    await see.click('Take away');
    await see.sees('All robots get the value above.');

    await press(see, 'Actions for most');
    await press(see, 'Delete');
    await see.sees(/One deployment uses it\s+hello scripts may read it/);
    await see.page.locator('[role=dialog] button ::-p-text(Delete)').click();
    await see.sees('the asset most is used by hello');
    await press(see, 'Delete it all the same: their runs fail until another asset is bound');
    await see.page.locator('[role=dialog] button ::-p-text(Delete)').click();
    await see.sees('most was deleted.');
    await see.sees('No assets yet');
    see.complaints.length = 0; // the browser reports the refusal
  }),
);

t.run();
