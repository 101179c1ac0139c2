/** E11 on real screens: what is wrong with the recorded picture is said within ten seconds, and what is right again. */
import * as assert from 'uvu/assert';
import { openDisplay } from '../../agent/capture/display.ts';
import { Health } from '../../agent/capture/health.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { open, paint, stopAll, tools } from './capture.support.ts';

const t = suite('the health of a recording');
t.after(stopAll);

/** ms of the rule, and some for a machine that is busy with other tests. */
const LIMIT_MS = 10_000 + 3_000;

/** A capture that keeps what is said on the timeline and of the run. */
async function watched(changes: Parameters<typeof open>[0] = {}) {
  const told: string[] = [];
  const opened = await open({ tell: (text) => told.push(text), ...changes });
  const says = (what: RegExp) =>
    until(
      `it is said: ${what}`,
      () => opened.lines.some((l) => what.test(l.text)) && what.test(told.at(-1)!),
      LIMIT_MS,
    );
  return { ...opened, told, says };
}

/** Something to see: a window's worth of another colour. */
const window = { x: 40, y: 40, width: 300, height: 200 };

t(
  'E11: nothing on the screen is said on the timeline and of the run within ten seconds, and so is its end',
  async () => {
    const { capture, says, told } = await watched();
    await says(/one colour only/);
    await paint(capture, 0);
    await says(/is black/);
    await paint(capture, 0x00ff00, window);
    await until('the run is told', () => told.at(-1) === 'recording', LIMIT_MS);
    const { health } = await capture.stop();
    assert.match(health!, /one colour for \d+ s, black for \d+ s/);
  },
);

t(
  'E11: a picture on which nothing changes is said to be frozen within ten seconds, and what moves ends it',
  async () => {
    const { capture, says, lines, told } = await watched();
    await paint(capture, 0x00ff00, window);
    await says(/frozen: nothing on it has changed/);
    assert.is(lines.find((l) => /frozen/.test(l.text))!.level, 'info');
    await paint(capture, 0x0000ff, window);
    await until('the run is told', () => told.at(-1) === 'recording', LIMIT_MS);
    assert.not.match((await capture.stop()).health!, /frozen/); // a robot that waits is still
  },
);

t('E11: a screen that stands still itself is said to be frozen, too', async () => {
  const { capture, says, warnings, told } = await watched();
  await paint(capture, 0x00ff00, window);
  const server = capture.pids()[0]!;
  process.kill(server, 'SIGSTOP');
  try {
    await says(/no picture for some seconds/);
    assert.match(warnings().join(), /frozen/);
  } finally {
    process.kill(server, 'SIGCONT');
  }
  await paint(capture, 0x0000ff, window);
  await until('the run is told', () => told.at(-1) === 'recording', LIMIT_MS);
  await capture.stop();
});

t('S5, E11: a private span is meant, however long it is', async () => {
  const { capture, lines, told } = await watched();
  await paint(capture, 0x00ff00, window);
  await capture.private(true);
  const before = lines.length;
  const start = performance.now();
  await until('a frozen screen would have been said', () => performance.now() - start > 10_000);
  assert.equal(lines.slice(before), []);
  await capture.private(false);
  assert.not.ok(told.some((text) => /frozen/.test(text)));
  await capture.stop();
});

t('E11: a screen of another size than the package needs is said', async () => {
  const all = await tools();
  const display = (await openDisplay(folder('screen'), { width: 800, height: 600 }, all, () => {}))!;
  const { DISPLAY, XAUTHORITY } = display.env;
  const real = { ...all, display: { name: DISPLAY!, authority: XAUTHORITY! } };
  const { capture, says } = await watched({ tools: real, screen: { width: 640, height: 360 } });
  try {
    await says(/wrong size: it is 800x600, not 640x360/);
    assert.match((await capture.stop()).health!, /of the wrong size/);
  } finally {
    await capture.stop();
    await display.stop();
  }
});

t('E11: a screen that flickers fills no log', () => {
  const lines: string[] = [];
  let atMs = 0;
  const health = new Health({ log: (_, text) => lines.push(text), tell: () => {}, atMs: () => atMs });
  const frame = (value: number) => Buffer.from(Array.from({ length: 32 * 18 * 3 }, (_, i) => (i % 2) * value));
  for (let n = 0; n < 1_000; n++) {
    for (const one of [frame(0), frame(0), frame(200), frame(201)]) health.frame(one);
    atMs += 8_000;
  }
  assert.is(lines.length, 100);
  assert.match(lines.at(-1)!, /more of this is not said/);
});

t.run();
