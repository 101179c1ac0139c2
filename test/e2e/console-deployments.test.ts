import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { archiveOf, manifestOf, type Stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { choose, chooseFiles, fillIn, keptByBrowser, press, valueIn } from './console-forms.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('deployments and Run now in the console');

const { withConsole } = consoleTests(t);

const SECRET = 'correct-horse-7';
const parameters = [
  { name: 'airport', type: 'text', required: true, description: 'IATA code' },
  { name: 'limit', type: 'number', default: 25 },
  { name: 'options', type: 'json' },
  { name: 'account', type: 'credential' },
  { name: 'invoice', type: 'file' },
];

/** A package with a parameter of each kind, two pools, two robots of which one suits it, and assets. */
async function furnish(s: Stage): Promise<void> {
  await s.api('pool.create', { name: 'office' });
  await s.agent('falcon', 'office');
  await s.agent('heron', 'office');
  await s.api('robot.update', { robot: 'falcon', labels: ['sap'] });
  await s.publish(await archiveOf({ ...manifestOf('notes'), parameters, needs: { labels: ['sap'] } }));
  await s.api('asset.create', { name: 'most', type: 'number', value: 7 });
  await s.api('asset.create', { name: 'sap user', type: 'credential', value: { user: 'u', secret: SECRET } });
}

const deployed = (s: Stage) =>
  s.api('deployment.create', {
    name: 'nightly',
    package: 'notes',
    pool: 'office',
    params: { airport: 'VIE', account: { user: 'robot-7', secret: SECRET } },
    bindings: { limit: 'most' },
  });

t('C8, J13: two steps make a deployment; parameters are typed or imported, secrets never come back', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await enter(s, see);
    await see.go('/deployments');
    await see.sees('No deployments yet');
    await see.page.locator('.page header, .page ::-p-text(New deployment)').click();
    await choose(see, 'Package', 'notes');
    await see.sees('IATA code');
    assert.is(await valueIn(see, 'Name'), 'notes'); // the package's, until another is typed
    await fillIn(see, 'Name', 'nightly');
    await fillIn(see, 'airport', 'VIE');
    await fillIn(see, 'options', '{"deep": ');
    await press(see, 'Import asset: limit');
    await choose(see, 'limit', 'most');
    await fillIn(see, 'account: User', 'robot-7');
    await fillIn(see, 'account: Secret', SECRET);
    assert.not.match(await keptByBrowser(see), SECRET);
    await see.click('Next');
    await see.sees('This is not JSON yet.');
    assert.is(await valueIn(see, 'options'), '{"deep": '); // nothing typed is lost
    await fillIn(see, 'options', '{"deep": 1}');
    await see.click('Next');
    await see.click('Save');
    await see.sees('Choose a pool.');
    await choose(see, 'Pool', 'office');
    await see.sees(/falcon[\s\S]*suits[\s\S]*heron[\s\S]*lacks the label sap/);
    await see.accessible('the second step of a deployment');
    await see.click('Save');
    await see.sees('nightly was created.');
    await see.sees(/account\s+Credential\s+•••/);
    const { params, bindings, pool, retries, priority } = await s.api('deployment.show', { deployment: 'nightly' });
    assert.equal(
      { params, bindings, pool, retries, priority },
      {
        params: { airport: 'VIE', options: { deep: 1 }, account: '•••' },
        bindings: { limit: 'most' },
        pool: 'office',
        retries: 3,
        priority: 2_000,
      },
    );
    assert.not.match(`${await see.text()} ${await keptByBrowser(see)}`, SECRET);
  }),
);

t('C8: what was typed survives a reload and a refusal, which stands at its field; Save and schedule goes on', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await deployed(s);
    await enter(s, see);
    await see.go('/new-deployment?package=notes');
    await fillIn(see, 'airport', 'ZRH');
    await fillIn(see, 'Name', 'NIGHTLY');
    see.page.once('dialog', (asks) => void asks.accept()); // something is typed: the browser asks
    await see.page.reload();
    await see.sees('IATA code');
    await until('it is typed again', async () => (await valueIn(see, 'airport')) === 'ZRH');
    await see.click('Next');
    await choose(see, 'Pool', 'office');
    await see.click('Save');
    await see.sees('What runs');
    await see.sees(/there is a deployment|is taken|already/i);
    await fillIn(see, 'Name', 'other');
    await see.click('Next');
    await see.click('Save and schedule');
    await until('the schedule is asked for', () => see.page.url().endsWith('/schedules/new?deployment=other'));
    assert.is((await s.api('deployment.show', { deployment: 'other' })).params.airport, 'ZRH');
    see.complaints.length = 0; // the browser reports the refusal
  }),
);

t('C8: editing sends what was edited only; a kept credential stays, and is replaced when a new one is typed', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await deployed(s);
    await enter(s, see);
    await see.go('/deployments/nightly/edit');
    await see.sees('kept, never shown again');
    await fillIn(see, 'airport', 'GVA');
    await s.api('deployment.update', { deployment: 'nightly', priority: 77 }); // by somebody else meanwhile
    await see.click('Next');
    await see.click('Save');
    await see.sees('nightly was saved.');
    await see.sees('Queued or running jobs');
    assert.not.match(await keptByBrowser(see), 'GVA'); // what is saved is no draft any more
    const after = await s.api('deployment.show', { deployment: 'nightly' });
    assert.equal([after.params.airport, after.params.account, after.priority], ['GVA', '•••', 77]);
    const saved = async () => (await see.text()).includes('nightly was saved.');
    await until('the note has gone, which lies over the buttons', async () => !(await saved()));
    await see.go('/deployments/nightly/edit');
    await press(see, 'Replace: account');
    await see.click('Next');
    await see.sees('Type the secret, too.');
    await press(see, 'Keep the old one: account');
    await see.sees('kept, never shown again');
  }),
);

t('J17: Run now changes one run only: parameters, retries, target, a file; the deployment stays as it is', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await deployed(s);
    const before = await s.api('deployment.show', { deployment: 'nightly' });
    await enter(s, see);
    await see.go('/deployments');
    await press(see, 'Run nightly');
    await see.sees('What you change here counts for this run only.');
    await see.accessible('Run now');
    const invoice = join(folder('chosen'), 'invoice.pdf');
    writeFileSync(invoice, 'bytes of an invoice');
    await chooseFiles(see, '.file-drop input', invoice);
    await see.sees('invoice.pdf');
    await fillIn(see, 'airport', '');
    await see.click('Run');
    await see.sees('Is required and has no default.');
    await fillIn(see, 'airport', 'LHR');
    await fillIn(see, 'Retries', '0');
    await see.page.locator('label ::-p-text(Named robots)').click();
    await press(see, 'falcon');
    await see.sees('1 robot chosen');
    assert.not.match(await keptByBrowser(see), SECRET);
    await see.click('Run');
    await see.sees('A job was created.');
    const { items } = await s.api('job.list', {});
    const { params, bindings, maxAttempts, robot, pool, priority } = items[0]!;
    const file = params.invoice as { name: string; bytes: number };
    assert.equal([params.airport, params.account, file.name, file.bytes], ['LHR', '•••', 'invoice.pdf', 19]);
    assert.equal([bindings, maxAttempts, robot, pool, priority], [{ limit: 'most' }, 1, 'falcon', undefined, 2_000]);
    const { liveJobs: _, ...same } = await s.api('deployment.show', { deployment: 'nightly' });
    const { liveJobs: __, ...was } = before;
    assert.equal(same, was);
  }),
);

t('J17: leaving Run now creates nothing, and asks only if something was edited', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await deployed(s);
    await enter(s, see);
    await see.go('/deployments/nightly');
    await see.click('Run');
    await see.sees('counts for this run only');
    await see.click('Cancel');
    await until('the dialog is closed', async () => !(await see.text()).includes('counts for this run only'));
    await see.click('Run');
    await fillIn(see, 'airport', 'LHR');
    await see.click('Cancel');
    await see.sees('Leave without saving?');
    await see.click('Leave');
    await until('the dialog is closed', async () => !(await see.text()).includes('counts for this run only'));
    assert.equal((await s.api('job.list', {})).items, []);
  }),
);

t('J16: a deployment is disabled, cloned and deleted; first it is said what depends on it', () =>
  withConsole(async (s, see) => {
    await furnish(s);
    await deployed(s);
    await s.api('queue.create', { name: 'airports' });
    await s.api('condition.set', { queue: 'airports', deployment: 'nightly', minWaiting: 5 });
    const { jobs } = await s.api('job.run', { deployment: 'nightly', pool: 'office' });
    await enter(s, see);
    await see.go('/deployments');
    await see.sees(/nightly[\s\S]*Running|nightly[\s\S]*Queued/); // its last job
    await press(see, 'nightly is enabled');
    await see.sees(/Disable “nightly”\?[\s\S]*Launch condition of the queue airports/);
    await see.click('Go back');
    await press(see, 'Actions for nightly');
    await press(see, 'Clone');
    await fillIn(see, 'Name', 'copy');
    await see.click('Clone');
    await see.sees('copy was made from nightly.');
    assert.equal((await s.api('deployment.show', { deployment: 'copy' })).params.account, '•••');
    await see.go('/deployments/nightly');
    await press(see, 'Actions for nightly');
    await press(see, 'Delete');
    await see.sees('One job is queued or running');
    await see.sees(jobs[0]!.id);
    await see.accessible('the question before a deployment is deleted');
    await see.click('Delete');
    await see.sees(`nightly has live jobs, such as ${jobs[0]!.id}`);
    await press(see, 'End these jobs at once and delete it');
    await see.click('Delete');
    await see.sees('nightly was deleted.');
    await see.sees('copy'); // the list of those that are left
    assert.is((await s.api('job.show', { job: jobs[0]!.id })).state, 'cancelled');
    see.complaints.length = 0; // the browser reports the refusal
  }),
);

t.run();
