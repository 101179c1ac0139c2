/** Live view whole: a real agent, a real moving screen, a real coordinator, and a browser that looks at it. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { findTools, type Tools } from '../../agent/capture/tools.ts';
import { enroll } from '../../agent/enroll.ts';
import { createAgent, type RunningAgent } from '../../agent/index.ts';
import { pack } from '../../bin/pack.ts';
import type { Stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { sendPicture, uploadScreenshot } from './console-fleet.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('live view in a real browser');
const { withConsole } = consoleTests(t);
const LIMIT_MS = 60_000;

const X11 = join(import.meta.dirname, '../../agent/capture/x11.ts');
/** Paints the whole screen in another colour every 400 ms, until it is ended. */
const SCRIPT = `import { robot } from 'gantry';
import { openScreen } from ${JSON.stringify(X11)};
const screen = await openScreen(process.env.DISPLAY, process.env.XAUTHORITY);
robot.signal.addEventListener('abort', () => process.exit(0));
const colours = [0xd02020, 0x20d020, 0x2020d0, 0xd0d020, 0x20d0d0, 0xd020d0];
let n = 0;
setInterval(() => screen.paint(colours[n++ % colours.length]), 400);
`;

interface Robot {
  data: string;
  agent: RunningAgent;
  /** Starts the moving run; its ids. */
  start(): Promise<{ job: string; run: string }>;
  again(): Promise<void>;
  leave(): Promise<void>;
}

async function robotOn(s: Stage, tools: Partial<Tools> = {}): Promise<Robot> {
  const data = folder('agent');
  const { token } = await s.api('robot.invite', { name: 'falcon' });
  await enroll({ data, url: s.url, token, name: 'falcon' });
  const found = { ...(await findTools(process.env)), ...tools };
  const begin = async () => {
    const agent = createAgent({ data, logLevel: 'silent', tools: found });
    await agent.start();
    return agent;
  };
  await s.api('pool.create', { name: 'office' });
  await s.api('pool.join', { pool: 'office', robot: 'falcon' });
  await publish(s);
  const robot: Robot = {
    data,
    agent: await begin(),
    start: async () => {
      const { jobs } = await s.api('job.run', { deployment: 'moving', retries: 0 });
      const job = jobs[0]!.id;
      const run = await until('the run is on', async () => (await s.api('job.show', { job })).runs[0]?.id, LIMIT_MS);
      return { job, run };
    },
    again: async () => {
      await robot.agent.stop();
      robot.agent = await begin();
    },
    leave: async () => {
      for (const { id } of (await s.api('job.list', { state: 'running' })).items)
        await s.api('job.cancel', { job: id });
      await until('the agent has cleared its runs', () => processesOf(data, 'main.ts').length === 0, LIMIT_MS);
      await robot.agent.stop();
    },
  };
  return robot;
}

async function publish(s: Stage): Promise<void> {
  const source = join(folder('package'), 'moving');
  mkdirSync(source);
  const manifest = { name: 'moving', version: '1.0.0', command: ['node', 'main.js'], needs: { screen: '800x600' } };
  writeFileSync(join(source, 'process.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'package.json'), '{"type":"module"}');
  writeFileSync(join(source, 'main.js'), SCRIPT);
  const { file } = await pack(source, { out: `${source}.tgz` });
  const response = await s.publish(readFileSync(file));
  assert.ok(response.ok, await response.text());
  await s.api('deployment.create', { name: 'moving', package: 'moving', pool: 'office', recording: 'always' });
}

/** Processes whose environment or command line names this folder, and whose command line has `word`. */
const processesOf = (data: string, word: string): number[] =>
  globSync('/proc/[0-9]*/cmdline').flatMap((file) => {
    try {
      const line = readFileSync(file, 'utf8');
      const environment = readFileSync(file.replace('cmdline', 'environ'), 'utf8');
      return line.includes(word) && (line + environment).includes(data) ? [Number(file.split('/')[2])] : [];
    } catch {
      return []; // it ended between the two looks
    }
  });
const grabbersOf = (data: string) => processesOf(data, 'image2pipe');

/** The colour in the middle of the live picture, as a word; undefined while there is none. */
const colourNow = (see: Eyes) =>
  see.page.evaluate(`(() => {
    const picture = document.querySelector('.live img');
    if (!picture || !picture.naturalWidth) return undefined;
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    const at = canvas.getContext('2d');
    at.drawImage(picture, 0, 0, 8, 8);
    return [...at.getImageData(4, 4, 1, 1).data].slice(0, 3).map((v) => Math.round(v / 64)).join();
  })()`) as Promise<string | undefined>;

/** Waits until the picture has shown so many different colours. */
async function moves(see: Eyes, colours: number): Promise<number> {
  const seen = new Set<string>();
  const start = performance.now();
  await until(`the picture shows ${colours} colours`, async () => {
    const colour = await colourNow(see);
    if (colour) seen.add(colour);
    return seen.size >= colours;
  });
  return performance.now() - start;
}

t.within(
  180_000,
  'E13, C10: the run page shows the moving screen; the robot takes pictures only while it is seen',
  () =>
    withConsole(async (s, see) => {
      const robot = await robotOn(s);
      try {
        const { job, run } = await robot.start();
        await enter(s, see);
        assert.equal(grabbersOf(robot.data), []);
        await see.go(`/runs/${run}`);
        await see.page.waitForSelector('.live-mark');
        const ms = await moves(see, 4);
        assert.ok(ms < 15_000, `four colours took ${Math.round(ms)} ms`);
        assert.is(grabbersOf(robot.data).length, 1);
        await robot.again(); // the agent is another process now; the run goes on, and so does its picture
        await moves(see, 3);
        await hide(see, true);
        await until('nothing grabs while the tab is hidden', () => grabbersOf(robot.data).length === 0);
        await hide(see, false);
        await moves(see, 2);
        await see.go('/jobs');
        await until('nothing grabs after the page was left', () => grabbersOf(robot.data).length === 0);
        await see.go(`/runs/${run}`);
        await moves(see, 2);
        await s.api('job.cancel', { job });
        await until('the video is there', async () => (await s.api('run.show', { run })).run.video, LIMIT_MS);
        await see.page.waitForSelector('.stage video');
        assert.equal(grabbersOf(robot.data), []);
      } finally {
        await robot.leave();
      }
    }),
);

t.within(120_000, 'E13, C11: Watch shows the screen of a busy robot over the list, and who leaves takes it along', () =>
  withConsole(async (s, see) => {
    const robot = await robotOn(s);
    try {
      await enter(s, see);
      await see.go('/robots');
      await see.sees('falcon');
      const { run } = await robot.start();
      await see.click('Watch');
      await see.sees('What falcon does now');
      await moves(see, 3);
      await see.click('Open the run');
      await until('the run is open', () => see.page.url().endsWith(`/runs/${run}`));
      await moves(see, 2);
      await see.go('/robots');
      await until('nothing grabs', () => grabbersOf(robot.data).length === 0);
    } finally {
      await robot.leave();
    }
  }),
);

t('E13, E14: the switch and the time bar lead from live to what was seen so far, and back', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    const { run } = supervisor.order;
    await uploadScreenshot(s.url, supervisor, 'one.png', 20, 'the form');
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await see.sees('Waiting for the first picture'); // and the latest screenshot meanwhile
    await see.page.waitForSelector('.stage img[alt="the form"]');
    await sendPicture(s.url, supervisor);
    await see.page.waitForSelector('.live-mark');
    await see.accessible('live view');
    await see.page.locator('.live-switch ::-p-text(So far)').click();
    await see.page.waitForSelector('.stage img[alt="the form"]');
    await until('nobody watches', () => supervisor.socket.notices.filter((n) => n.verb === 'run.watched').length === 2);
    await see.page.locator('.live-switch ::-p-text(Live)').click();
    await until(
      'it is watched again',
      () => supervisor.socket.notices.filter((n) => n.verb === 'run.watched').length === 3,
    );
    await sendPicture(s.url, supervisor);
    await see.page.waitForSelector('.live-mark');
    await supervisor.call('run.noPicture', { run, epoch: supervisor.order.epoch, why: 'private', says: '' });
    await see.sees('keeps the screen private');
    await supervisor.end();
    await see.sees('No video');
  }),
);

t.within(120_000, 'E9, E13: a robot without the tool for it says what to install, and the run goes on', () =>
  withConsole(async (s, see) => {
    const install = 'apt-get install ffmpeg';
    const robot = await robotOn(s, { ffmpeg: { missing: true, costs: 'no video', install } });
    try {
      const { run } = await robot.start();
      await enter(s, see);
      await see.go(`/runs/${run}`);
      await see.sees(`No live picture. ffmpeg is missing. To install it: ${install}`);
      assert.is((await s.api('run.show', { run })).run.state, 'running');
    } finally {
      await robot.leave();
    }
  }),
);

/** What a browser says when its tab goes to the back, and comes to the front again. */
async function hide(see: Eyes, hidden: boolean): Promise<void> {
  const state = hidden ? 'hidden' : 'visible';
  await see.page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}

t.run();
