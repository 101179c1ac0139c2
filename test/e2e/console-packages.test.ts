import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { archiveOf, manifestOf } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { chooseFiles, press } from './console-forms.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('packages in the console');

const { withConsole } = consoleTests(t);

/** A file on the disk, as a person has it. */
function file(name: string, content: Buffer | string): string {
  const path = join(folder('chosen'), name);
  writeFileSync(path, content);
  return path;
}

t('C7: archives are dropped or chosen, several at once; each says how it went', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/packages');
    await see.sees('No packages yet');
    await see.sees('gantry pack my-robot');
    const hello = await archiveOf(manifestOf('hello'));
    await see.page.evaluate(`{
      const bytes = Uint8Array.from(atob('${hello.toString('base64')}'), (c) => c.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([bytes], 'hello-1.0.0.tgz'));
      document.querySelector('.package-drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true }));
    }`);
    await see.sees('hello 1.0.0 is there now.');
    await see.sees('Package hello'); // in the list, by itself
    const other = await archiveOf(manifestOf('hello'), { 'main.js': 'other()' });
    const bad = await archiveOf({ ...manifestOf('bad'), command: [] });
    await chooseFiles(
      see,
      '.package-drop input',
      file('again.tgz', hello),
      file('other.tgz', other),
      file('bad.tgz', bad),
      file('readme.txt', 'hello'),
    );
    await see.sees('was there already with the same content');
    await see.sees('hello 1.0.0 is there with other content; a version never changes: raise the version');
    await see.sees('process.json: command: must be an argv array such as ["node", "main.js"]');
    await see.sees('This is no package archive.');
    await see.accessible('packages after uploads');
    await see.click('Clear the list');
    await until('the list of uploads is gone', async () => !(await see.text()).includes('no package archive'));
    see.complaints.length = 0; // the browser reports each refused upload
  }),
);

t('C7: an upload shows how far it is, goes on while other pages are open, and can be stopped', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/packages');
    await see.sees('No packages yet');
    const large = await archiveOf(manifestOf('large'), { 'main.js': randomBytes(3_000_000).toString('base64') });
    const network = await see.page.createCDPSession();
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300_000 };
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', slow);
    await chooseFiles(see, '.package-drop input', file('large.tgz', large));
    await see.sees(/Uploading: [1-9]\d? %/);
    await see.go('/jobs');
    await see.sees('No jobs yet');
    await see.go('/packages');
    await see.sees(/Uploading: [1-9]\d? %/);
    await press(see, 'Stop the upload of large.tgz');
    await see.sees('Stopped; nothing of it was kept.');
    assert.equal((await s.api('package.list', {})).items, []);
  }),
);

t('C7, J3: a version shows its parameters, who uploaded it, what uses it; it is deleted when nothing does', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.api('deployment.create', { name: 'pinned', package: 'hello', version: '1.0.0', pool: 'office' });
    const parameters = [{ name: 'airport', type: 'text', required: true, description: 'IATA <code>' }];
    await s.publish(await archiveOf({ ...manifestOf('hello', '0.9.0'), parameters, needs: { labels: ['sap'] } }));
    await s.api('job.run', { deployment: 'hello' });
    await enter(s, see);
    await see.go('/packages');
    await see.sees('hello');
    await see.click('hello');
    await see.sees(/1\.0\.0\s+latest[\s\S]*1 job queued or running[\s\S]*0\.9\.0/);
    await see.page.locator('::-p-xpath((//*[contains(@class, "opener")])[2])').click();
    await see.sees('IATA <code>');
    await see.sees('labels: sap');

    await press(see, 'Actions for hello 1.0.0');
    await press(see, 'Delete version');
    await see.sees('hello 1.0.0 is in use');
    await see.sees(/hello follows the latest version[\s\S]*pinned names this version/);
    await see.accessible('what uses a version');
    await see.click('Close');
    await press(see, 'Actions for hello 0.9.0');
    await press(see, 'Delete version');
    await see.sees('Delete hello 0.9.0?');
    await see.click('Delete');
    await see.sees('hello 0.9.0 was deleted.');
    const { versions } = await s.api('package.show', { package: 'hello' });
    assert.equal(
      versions.map(({ version }) => version),
      ['1.0.0'],
    );
  }),
);

t('C7: a version is downloaded as it was uploaded', () =>
  withConsole(async (s, see) => {
    const archive = await archiveOf(manifestOf('hello'));
    await s.publish(archive);
    await enter(s, see);
    const downloads = folder('downloads');
    const browser = await see.page.browser().target().createCDPSession();
    const { id } = see.page.browserContext();
    const into = { behavior: 'allow', downloadPath: downloads, ...(id ? { browserContextId: id } : {}) } as const;
    await browser.send('Browser.setDownloadBehavior', into);
    await see.go('/packages/hello');
    await press(see, 'Actions for hello 1.0.0');
    await press(see, 'Download');
    const arrived = () => readdirSync(downloads).filter((name) => name.endsWith('.tgz'));
    await until('the archive is there', () => arrived().length === 1);
    assert.equal(arrived(), ['hello-1.0.0.tgz']);
    assert.is(statSync(join(downloads, 'hello-1.0.0.tgz')).size, archive.length);
  }),
);

t.run();
