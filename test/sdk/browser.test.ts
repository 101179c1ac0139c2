import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { browserFlags } from '../../sdk/browser-flags.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { packageFolder, ScriptProcess } from './support/script-process.ts';

const t = suite('robot.browser');

const BROWSER = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
const SOURCE = `
  import { robot } from 'gantry';
  const browser = await robot.browser();
  const [page] = await browser.pages();
  await page.goto('data:text/html,<title>hi</title>');
  robot.output({ title: await page.title(), pid: browser.process().pid });
`;

t('only root goes without the browser’s sandbox', () => {
  assert.ok(browserFlags(true).includes('--no-sandbox'));
  assert.not.ok(browserFlags(false).includes('--no-sandbox'));
});

t('S8: a browser that does not start says what to install', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(SOURCE, { GANTRY_BROWSER: '/nowhere/chromium' });
  assert.is(ended.code, 1);
  const { message } = script.told.at(-1) as unknown as { message: string };
  assert.match(
    message,
    /^Unavailable: the browser \/nowhere\/chromium did not start.*apt install chromium.*GANTRY_BROWSER/,
  );
});

t('S8: a missing puppeteer says what to install', () => {
  // The SDK is in a folder of its own here: neither the script nor the SDK has a puppeteer anywhere above.
  const at = packageFolder({});
  const sdk = join(import.meta.dirname, '../..');
  const link = `for (const d of ['sdk', 'protocol']) require('fs').cpSync('${sdk}/' + d, '${at}/' + d, { recursive: true });`;
  assert.is(spawnSync(process.execPath, ['-e', link]).status, 0);
  const source = `import { robot } from '${at}/sdk/index.ts'; await robot.browser();`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { cwd: at, encoding: 'utf8' });
  assert.match(stderr, /robot\.browser\(\) needs puppeteer.*npm i puppeteer/);
});

if (!BROWSER) {
  t.skip('S8: it opens in the run’s profile and is closed with the run', 'no browser here: apt install chromium');
} else {
  t('S8: it opens in the run’s profile, and a script that ends leaves none behind', async () => {
    const script = new ScriptProcess();
    const profiles = folder('profiles');
    const env = { GANTRY_BROWSER: BROWSER, GANTRY_PROFILE: profiles, HOME: folder('home') };
    const ended = await script.run(`${SOURCE}\nthrow new Error('in the middle');`, env);
    const { value } = script.told.find((e) => e.do === 'output') as unknown as {
      value: { title: string; pid: number };
    };
    assert.equal([ended.code, value.title, readdirSync(profiles)], [1, 'hi', ['browser-1']]);
    await until('the browser is gone', () => !existsSync(`/proc/${value.pid}/exe`));
  });

  t('S8: a script that comes to its end without closing the browser ends', async () => {
    const script = new ScriptProcess();
    const env = { GANTRY_BROWSER: BROWSER, GANTRY_PROFILE: folder('profiles'), HOME: folder('home') };
    const ended = await script.run(`${SOURCE}\nsetTimeout(() => console.log('a timer that still runs'), 300);`, env);
    assert.equal([ended.code, ended.stdout.trim()], [0, 'a timer that still runs'], ended.stderr);
    const { value } = script.told.find((e) => e.do === 'output') as unknown as { value: { pid: number } };
    await until('the browser is gone', () => !existsSync(`/proc/${value.pid}/exe`));
  });

  t('S8: a script whose work is not awaited at the top level goes on until it closes the browser', async () => {
    const script = new ScriptProcess();
    const env = { GANTRY_BROWSER: BROWSER, GANTRY_PROFILE: folder('profiles'), HOME: folder('home') };
    const source = `import { robot } from 'gantry';
      async function main() {
        const browser = await robot.browser();
        const [page] = await browser.pages();
        const heard = new Promise((resolve) => page.once('console', (message) => resolve(message.text())));
        await page.goto('data:text/html,<script>setTimeout(() => console.log("from the page"), 500)</script>');
        console.log(await heard); // an event: no call is open and no timer runs
        await browser.close();
      }
      main();`;
    const ended = await script.run(source, env);
    assert.equal([ended.code, ended.stdout.trim()], [0, 'from the page'], ended.stderr);
  });

  t('S8: a run that is cancelled closes it, and what waits in it fails', async () => {
    const script = new ScriptProcess();
    const env = { GANTRY_BROWSER: BROWSER, GANTRY_PROFILE: folder('profiles'), HOME: folder('home') };
    const ending = script.run(`${SOURCE}\nawait page.waitForSelector('#never', { timeout: 0 });`, env);
    await until('the page is open', () => script.told.some((e) => e.do === 'output'));
    script.send({ abort: 'cancelled', graceMs: 10_000 });
    assert.is((await ending).code, 1);
    assert.is(script.told.at(-1)!.do, 'error');
  });
}

t.run();
