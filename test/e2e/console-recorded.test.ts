/** A click on a line against a real recording: a real agent films a real screen whose colour the script changes and logs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { findBrowser } from '../../agent/capture/browser-path.ts';
import { findTools } from '../../agent/capture/tools.ts';
import { enroll } from '../../agent/enroll.ts';
import { createAgent } from '../../agent/index.ts';
import { pack } from '../../bin/pack.ts';
import type { RunView } from '../../protocol/shapes.ts';
import type { Stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Eyes, videoSecond } from './console-browser.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('a recorded run in the player');

const { withConsole } = consoleTests(t);

const LIMIT_MS = 120_000;
/** ms by which the recorder, at 5 frames a second, and the page's painting may be late on a busy machine. */
const PAINT_MS = 700;

/** Each colour stands for three seconds; its line is written once it was painted. */
const script = (puppeteer: string, browser: string) => `
import { setTimeout as rest } from 'node:timers/promises';
import { robot } from 'gantry';
import puppeteer from ${JSON.stringify(puppeteer)};
const browser = await puppeteer.launch({
  executablePath: ${JSON.stringify(browser)},
  headless: false,
  pipe: true,
  defaultViewport: null,
  args: ['--no-sandbox', '--kiosk', '--window-position=0,0', '--window-size=640,480'],
});
const [page] = await browser.pages();
for (const colour of ['red', 'blue', 'lime']) {
  await page.evaluate((c) => new Promise((done) => {
    document.body.style.background = c;
    requestAnimationFrame(() => requestAnimationFrame(done));
  }), colour);
  robot.log.info('now ' + colour);
  await rest(3_000);
}
await browser.close();
`;

async function publish(s: Stage): Promise<void> {
  const found = await findBrowser(process.env);
  if (found.missing) throw new Error(found.install);
  const puppeteer = pathToFileURL(createRequire(import.meta.url).resolve('puppeteer')).href;
  const source = join(folder('package'), 'colours');
  mkdirSync(source);
  const needs = { screen: '640x480' };
  writeFileSync(
    join(source, 'process.json'),
    JSON.stringify({ name: 'colours', version: '1.0.0', command: ['node', 'main.mjs'], needs }),
  );
  writeFileSync(join(source, 'main.mjs'), script(puppeteer, found.path));
  const { file } = await pack(source, { out: `${source}.tgz` });
  const response = await s.publish(readFileSync(file));
  assert.ok(response.ok, await response.text());
}

/** The run once its video is there. */
async function recorded(s: Stage): Promise<RunView> {
  await s.api('pool.create', { name: 'p' });
  const data = folder('agent');
  const { token } = await s.api('robot.invite', { name: 'desk', pool: 'p' });
  await enroll({ data, url: s.url, token, name: 'desk' });
  const agent = createAgent({ data, logLevel: 'silent', tools: await findTools(process.env) });
  await agent.start();
  try {
    await publish(s);
    await s.api('deployment.create', {
      name: 'colours',
      package: 'colours',
      pool: 'p',
      recording: 'always',
      retries: 0,
    });
    const { jobs } = await s.api('job.run', { deployment: 'colours' });
    return await until(
      'the video is there',
      async () => {
        const { runs, message } = await s.api('job.show', { job: jobs[0]!.id });
        if (runs[0]?.state === 'failed') throw new Error(message);
        return runs[0]?.video && runs[0].ended ? runs[0] : undefined;
      },
      LIMIT_MS,
    );
  } finally {
    await agent.stop();
  }
}

/** The colour of the picture, beside the pointer in its middle, `afterMs` from where the video stands. */
const colourAt = (see: Eyes, afterMs: number) =>
  see.page.evaluate(`(async () => {
    const video = document.querySelector('video');
    const stands = video.currentTime;
    const seek = (to) => new Promise((done) => {
      video.addEventListener('seeked', done, { once: true });
      video.currentTime = to;
    });
    await seek(stands + ${afterMs} / 1000);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const [r, g, b] = context.getImageData(canvas.width / 4, canvas.height / 2, 1, 1).data;
    await seek(stands);
    return r > 150 && g < 100 && b < 100 ? 'red' : b > 150 && r < 100 && g < 100 ? 'blue' : g > 150 && r < 100 ? 'lime' : [r, g, b].join();
  })()`) as Promise<string>;

t.within(240_000, 'E14: a click on a line shows what was on the robot’s screen when it was written', () =>
  withConsole(async (s, see) => {
    const run = await recorded(s);
    const { lines } = await s.api('run.log', { run: run.id, text: 'now ' });
    assert.equal(
      lines.map((line) => line.text),
      ['now red', 'now blue', 'now lime'],
    );
    await enter(s, see);
    await see.go(`/runs/${run.id}`);
    await see.page.waitForSelector('video');
    for (const [i, before, after] of [
      [1, 'red', 'blue'],
      [2, 'blue', 'lime'],
    ] as const) {
      const line = lines[i]!;
      await see.page.locator(`[data-line="${line.n}"]`).click();
      const wanted = (line.atMs - run.video!.offsetMs) / 1_000;
      await until(`the video is at line ${line.n}`, async () => {
        return Math.abs((await videoSecond(see.page)) - wanted) < 0.3;
      });
      assert.is(await colourAt(see, -PAINT_MS), before, `before line ${line.n}`);
      assert.is(await colourAt(see, PAINT_MS), after, `after line ${line.n}`);
    }
  }),
);

t.run();
