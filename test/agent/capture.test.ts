import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { leftVideo } from '../../agent/capture/index.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { alive, colours, near, open, paint, stopAll, tools } from './capture.support.ts';

const t = suite('capturing a run’s screen');
t.after(stopAll);

const [RED, GREEN, BLUE] = [0xff0000, 0x00ff00, 0x0000ff];

/** Resolves when what is recorded shows `seconds` more than now: the file grows with each fragment. */
async function recorded(file: string, seconds: number): Promise<void> {
  const before = await frames(file);
  await until(`${seconds} s more are recorded`, async () => (await frames(file)) >= before + seconds * 5, 40_000);
}
const frames = async (file: string) => {
  if (!existsSync(file) || statSync(file).size < 2_000) return 0;
  return colours(file)
    .then((all) => all.length)
    .catch(() => 0); // nothing whole in it yet
};

t('E7, E8: the video shows the screen, in its size and at 5 frames a second', async () => {
  const { capture, runFolder, warnings } = await open({ screen: { width: 800, height: 600 } });
  assert.equal(capture.size, { width: 800, height: 600 });
  await paint(capture, RED);
  await recorded(join(runFolder, 'evidence', 'video.mp4'), 3);
  const { video, says } = await capture.stop();
  assert.is(says, 'recorded');
  assert.equal([video?.width, video?.height, video?.fps], [800, 600, 5]);
  assert.ok(video!.seconds >= 3 && video!.bytes === statSync(video!.file).size && video!.offsetMs > 0);
  const seen = await colours(video!.file);
  assert.ok(seen.some((c) => near(c, 0x2f4858)) && near(seen.at(-1)!, RED), `${seen}`);
  assert.equal(
    warnings().filter((text) => !/one colour/.test(text)),
    [],
  ); // which it is
});

t(
  'the screen, the window manager and the recorder are gone after the stop, and a second stop gives the same',
  async () => {
    const { capture, runFolder } = await open();
    const pids = capture.pids();
    assert.is(pids.length, 3);
    for (const pid of pids) assert.not.match(readFileSync(`/proc/${pid}/environ`, 'utf8'), /GANTRY_|mark-of-this-run/);
    const [first, second] = await Promise.all([capture.stop(), capture.stop()]);
    assert.is(first, second);
    assert.equal(pids.filter(alive), []);
    assert.not.ok(existsSync(join(runFolder, 'display')));
    assert.is(await capture.screenshot('late'), undefined);
  },
);

t('the screen lets nobody in who can’t read the run’s folder', async () => {
  const { capture } = await open({ recording: 'never' });
  const { openScreen } = await import('../../agent/capture/x11.ts');
  const refused = await openScreen(capture.env.DISPLAY!).then(
    () => '',
    (error: Error) => error.message,
  );
  await capture.stop();
  assert.match(refused, /uthorization/);
});

t('E6: screenshots have the size of the screen and show it, one at a time', async () => {
  const { capture, runFolder } = await open({ recording: 'never' });
  await paint(capture, BLUE);
  const shots = await Promise.all([
    capture.screenshot('one'),
    capture.screenshot('two.png'),
    capture.screenshot('../three'),
  ]);
  assert.equal(
    shots.map((s) => s?.file),
    ['one.png', 'two.png', 'three.png'].map((n) => join(runFolder, 'evidence', n)),
  );
  const png = readFileSync(shots[0]!.file);
  assert.equal([png.readUInt32BE(16), png.readUInt32BE(20), png.length], [640, 360, shots[0]!.bytes]);
  assert.ok(near((await colours(shots[1]!.file))[0]!, BLUE));
  assert.equal(await capture.stop(), { says: 'not recorded: the recording mode is "never"' });
});

t('S5: nothing of a private span is in the video or in a screenshot', async () => {
  const { capture, runFolder } = await open();
  const file = join(runFolder, 'evidence', 'video.mp4');
  await paint(capture, GREEN);
  await recorded(file, 2);
  await capture.private(true);
  await paint(capture, RED);
  await capture.private(true); // spans nest
  const before = statSync(file).size;
  assert.is(await capture.screenshot('secret'), undefined);
  await capture.private(false);
  assert.is(await capture.screenshot('secret'), undefined);
  assert.is(statSync(file).size, before);
  await paint(capture, BLUE);
  await capture.private(false);
  await recorded(file, 2);
  const { video } = await capture.stop();
  const seen = await colours(video!.file);
  assert.equal(
    seen.filter((c) => near(c, RED)),
    [],
  );
  assert.ok(seen.some((c) => near(c, GREEN)) && near(seen.at(-1)!, BLUE));
});

t('S5: a run that ends inside its private span leaves nothing of it either', async () => {
  const { capture, runFolder } = await open();
  await paint(capture, GREEN);
  await recorded(join(runFolder, 'evidence', 'video.mp4'), 2);
  await capture.private(true);
  await paint(capture, RED);
  const pids = capture.pids();
  const { video } = await capture.stop();
  assert.equal(pids.filter(alive), []);
  const seen = await colours(video!.file);
  assert.equal(
    seen.filter((c) => near(c, RED)),
    [],
  );
  assert.ok(seen.some((c) => near(c, GREEN)));
});

t('E7: a recorder killed with -9 is started again, and its parts become one video on the run’s time axis', async () => {
  const { capture, runFolder, warnings } = await open();
  const file = join(runFolder, 'evidence', 'video.mp4');
  await paint(capture, GREEN);
  await recorded(file, 4);
  const whole = await frames(file);
  const first = capture.pids().at(-1)!;
  process.kill(first, 'SIGKILL');
  await until('another recorder runs', () => capture.pids().length === 3 && capture.pids().at(-1) !== first);
  assert.ok((await frames(file)) >= whole, 'what could be played before the kill can be played after it');
  await paint(capture, BLUE);
  await recorded(join(runFolder, 'evidence', 'video-2.mp4'), 3);
  const { video, says } = await capture.stop();
  assert.is(says, 'recorded');
  assert.match(warnings().join(), /ended by itself.*SIGKILL/);
  const seen = await colours(video!.file);
  assert.ok(seen.some((c) => near(c, GREEN)) && near(seen.at(-1)!, BLUE));
  assert.ok(video!.seconds > 7, `${video!.seconds} s`);
  assert.not.ok(existsSync(join(runFolder, 'evidence', 'video-2.mp4')));
});

t('E9: an owner killed with -9 leaves no process, and a video that plays', async () => {
  const runFolder = folder('owner');
  const source = `
    import { openCapture, findTools } from ${JSON.stringify(join(import.meta.dirname, '../../agent/capture/index.ts'))};
    const capture = await openCapture({ runFolder: process.argv[1], screen: { width: 640, height: 360 }, recording: 'always',
      tools: await findTools(process.env), mark: 'm', startedAt: () => performance.now(), log: () => {} });
    process.stdout.write(JSON.stringify(capture.pids()) + '\\n');`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', source, runFolder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const pids: number[] = JSON.parse(
      await new Promise((resolve) => owner.stdout.once('data', (d) => resolve(String(d)))),
    );
    assert.is(pids.length, 3);
    await recorded(join(runFolder, 'evidence', 'video.mp4'), 4);
    owner.kill('SIGKILL');
    await until('its screen and its recorder are gone', () => pids.filter(alive).length === 0);
  } finally {
    owner.kill('SIGKILL');
  }
  const { video } = await leftVideo(runFolder, await tools());
  assert.ok(video!.seconds >= 4 && video!.offsetMs > 0);
});

t('E11: a screen with nothing on it is reported, and so is the end of that', async () => {
  const { capture, lines, warnings } = await open();
  await until('it is reported', () => /one colour only/.test(warnings().join()));
  await paint(capture, 0);
  await until('black is reported', () => /is black/.test(warnings().join()));
  await paint(capture, GREEN, { x: 40, y: 40, width: 300, height: 200 });
  await until('the picture is back', () => lines.some((l) => /shows a picture again/.test(l.text)));
  await capture.stop();
});

t(
  'E9: without ffmpeg, Xvfb or a window manager there are warnings that say how to install them, and no errors',
  async () => {
    const all = await tools();
    const gone = { missing: true, costs: 'COSTS', install: 'apt-get install IT' } as const;
    const noRecorder = await open({ tools: { ...all, ffmpeg: gone, wm: gone } });
    assert.ok(noRecorder.capture.env.DISPLAY);
    assert.is(await noRecorder.capture.screenshot('x'), undefined);
    await noRecorder.capture.private(true);
    assert.match((await noRecorder.capture.stop()).says, /not recorded: no ffmpeg \(apt-get install IT\)/);
    assert.match(noRecorder.warnings().join('\n'), /openbox.*install IT[\s\S]*ffmpeg is missing: COSTS.*install IT/);
    const noScreen = await open({ tools: { ...all, xvfb: gone } });
    assert.equal(noScreen.capture.env, {});
    assert.match(noScreen.warnings().join('\n'), /Xvfb is missing/);
    assert.is((await noScreen.capture.stop()).says, 'not recorded: there was no screen');
  },
);

t('E9: tools that are there and do not work are warnings too', async () => {
  const all = await tools();
  const broken = { missing: false, path: '/bin/false', version: '5.1', source: 'test' } as const;
  const noRecorder = await open({ tools: { ...all, ffmpeg: broken } });
  assert.match(noRecorder.warnings().join('\n'), /not recorded: ffmpeg did not begin/);
  assert.is(await noRecorder.capture.screenshot('x'), undefined);
  await noRecorder.capture.stop();
  const noScreen = await open({ tools: { ...all, xvfb: { ...broken, path: '/nowhere/Xvfb' } } });
  assert.match(noScreen.warnings().join('\n'), /no screen for this run: Xvfb/);
  await noScreen.capture.stop();
});

t('a package that needs no screen gets none', async () => {
  const { capture, warnings } = await open({ screen: 'none' });
  assert.equal([capture.env, capture.pids(), warnings()], [{}, [], []]);
  assert.equal(await capture.stop(), { says: 'not recorded: the package needs no screen' });
});

t.run();
