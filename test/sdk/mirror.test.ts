import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { findTools } from '../../agent/capture/index.ts';
import { type Colour, colours, near, type Opened, open, stopAll } from '../agent/capture.support.ts';
import { folder } from '../support/folder.ts';
import { processes } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Entry, ScriptProcess } from './support/script-process.ts';

const t = suite('the picture of a headless browser');
const [FIRST, SECOND, SECRET, AFTER] = [0xc02080, 0x20a040, 0xf0e000, 0x2040e0];
const css = (rgb: number) => `#${rgb.toString(16).padStart(6, '0')}`;
/** A screenshot with a colour as its label is answered when the screen has this colour. */
const seen = (rgb: number) => `await robot.screenshot('${rgb}');`;
const SOURCE = `
  import { robot } from 'gantry';
  const browser = await robot.browser();
  const paint = (page, colour) => page.evaluate((c) => {
    document.documentElement.style.background = c;
    return new Promise((drawn) => { // a second of a picture that moves
      let n = 60;
      const next = () => (document.body.textContent = n, n-- ? requestAnimationFrame(next) : drawn());
      next();
    });
  }, colour);
  const [page] = await browser.pages();
  robot.output(await page.evaluate('[innerWidth, innerHeight]'));
  await paint(page, '${css(FIRST)}');
  ${seen(FIRST)}
  const second = await browser.newPage();
  await paint(second, '${css(SECOND)}');
  ${seen(SECOND)}
  await page.bringToFront();
  ${seen(FIRST)}
  await second.bringToFront();
  await second.close();
  ${seen(FIRST)}
  await robot.private(async () => {
    await paint(page, '${css(SECRET)}');
    await page.evaluate('document.documentElement.style.background = "${css(AFTER)}"');
  });
  ${seen(AFTER)}
  // The script is too busy to acknowledge frames while the picture comes to rest.
  await page.evaluate(() => {
    let n = 20;
    const next = () => (document.body.textContent = n, n-- ? requestAnimationFrame(next) : last());
    const last = () => (document.documentElement.style.background = '${css(FIRST)}');
    setTimeout(next, 10);
  });
  for (const end = performance.now() + 1_000; performance.now() < end; );
  ${seen(FIRST)}
  await browser.close();
`;
const tools = await findTools({ ...process.env, GANTRY_BROWSER: '@sparticuz/chromium' });

/** What an agent gives to a script on this screen. */
function environment({ capture }: Opened): Record<string, string> {
  if (tools.browser.missing) throw new Error(tools.browser.costs);
  const browser = { GANTRY_BROWSER: tools.browser.path, GANTRY_BROWSER_HEADLESS: '1', GANTRY_SCREEN: '640x360' };
  return { ...capture.env, ...browser, GANTRY_PROFILE: folder('profiles'), HOME: folder('home') };
}

async function answer({ capture }: Opened, { do: what, label, on }: Entry): Promise<object> {
  if (what === 'private') await capture.private(on === true);
  if (what === 'screenshot')
    await until(`the screen is ${css(Number(label))}`, async () => {
      const shot = await capture.screenshot('look');
      return shot && (await colours(shot.file)).some((colour) => near(colour, Number(label)));
    });
  return {};
}

t.after(() => stopAll());

if (tools.browser.missing || tools.ffplay.missing || tools.xvfb.missing) {
  t.skip('S8: a headless browser’s active page is in the video', 'needs @sparticuz/chromium, ffplay and Xvfb');
} else {
  const ffplay = tools.ffplay.path;
  t.within(120_000, 'S8, S5: the video shows the active page of a headless browser, and nothing private', async () => {
    const screen = await open();
    const script = new ScriptProcess();
    const failures: Error[] = [];
    script.answer = (entry) => {
      const reply = (rest: object) => script.send({ re: entry.id, ...rest });
      answer(screen, entry).then(
        (ok) => reply({ ok }),
        (error: Error) => {
          failures.push(error);
          script.child?.kill('SIGKILL');
        },
      );
      return undefined;
    };
    const ended = await script.run(SOURCE, { ...environment(screen), GANTRY_FFPLAY: ffplay });
    assert.equal([failures.map((e) => e.message), ended.code, ended.stderr], [[], 0, '']);
    assert.equal(script.told.find((e) => e.do === 'output')!.value, [640, 360]);
    assert.match(String(script.told.find((e) => e.do === 'log')!.text), /headless: its active page is mirrored/);
    const { video } = await screen.capture.stop();
    const frames = await colours(video!.file);
    const has = (rgb: number) => frames.some((colour: Colour) => near(colour, rgb));
    assert.equal([FIRST, SECOND, SECRET, AFTER].map(has), [true, true, false, true]);
    const display = `DISPLAY=${screen.capture.env.DISPLAY}`;
    await until(
      'the window is gone',
      () => processes((p) => p.command.startsWith(ffplay) && p.environment.includes(display)).length === 0,
    );
  });

  t.within(
    60_000,
    'E9: without ffplay, or with one that does not work, a warning says so and the work goes on',
    async () => {
      const source = `import { robot } from 'gantry'; const b = await robot.browser({ headless: false }); await b.newPage(); await b.close();`;
      const screen = await open({ recording: 'never' });
      const warnings = async (more: Record<string, string>) => {
        const script = new ScriptProcess();
        assert.is((await script.run(source, { ...environment(screen), ...more })).code, 0);
        return script.told.filter((e) => e.do === 'log' && e.level === 'warn').map((e) => String(e.text));
      };
      assert.match((await warnings({})).join(), /ffplay is missing: the video .* empty screen.*apt-get install ffmpeg/);
      const broken = join(folder('ffplay'), 'ffplay');
      assert.match((await warnings({ GANTRY_FFPLAY: broken })).join(), /gone from the screen: .*ffplay did not start/);
    },
  );
}

t.run();
