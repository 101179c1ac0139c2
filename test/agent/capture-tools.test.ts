import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { grabInput, recordArgs, screenshotArgs } from '../../agent/capture/ffmpeg-args.ts';
import { findFfmpeg } from '../../agent/capture/ffmpeg-path.ts';
import { clip, poster, probe } from '../../agent/capture/finish.ts';
import { judge } from '../../agent/capture/health.ts';
import { cleanEnvironment, run } from '../../agent/capture/program.ts';
import type { Tools } from '../../agent/capture/tools.ts';
import { doctor, doctorReport } from '../../bin/commands/doctor.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { colours, tools } from './capture.support.ts';

const t = suite('the recorder’s tools');
const version = '5.1.9-0+deb12u1';
const gone = { missing: true, costs: 'what it costs', install: 'how to install' } as const;

/** A program that answers as told: stands for an ffmpeg that we do not have. */
function program(source: string): string {
  const file = join(folder('program'), 'ffmpeg');
  writeFileSync(file, `#!/bin/sh\n${source}\n`);
  chmodSync(file, 0o755);
  return file;
}

t('E8: x11grab on Linux, gdigrab or ddagrab on Windows, avfoundation on macOS', () => {
  const linux = grabInput({ platform: 'linux', display: ':7', size: { width: 800, height: 600 }, version }, 5).join(
    ' ',
  );
  assert.match(linux, /-f x11grab .*-framerate 5 -video_size 800x600 -i :7$/);
  assert.match(grabInput({ platform: 'win32', version }, 5).join(' '), /-f gdigrab .*-i desktop$/);
  assert.match(
    grabInput({ platform: 'win32', version: '7.1-full_build' }, 5).join(' '),
    /-f lavfi -i ddagrab=framerate=5/,
  );
  assert.match(
    grabInput({ platform: 'darwin', version: '7.0' }, 5).join(' '),
    /-f avfoundation .*Capture screen 0:none/,
  );
});

t('E7: fragments are flushed at each keyframe, every two seconds', () => {
  const args = recordArgs({ platform: 'linux', version }, '/x/video.mp4').join(' ');
  assert.match(
    args,
    /-fps_mode vfr -enc_time_base 1\/5 -c:v libx264 -preset veryfast -crf 28 -tune zerolatency -pix_fmt yuv420p -g 10/,
  );
  assert.match(args, /-flush_packets 1 -movflags \+frag_keyframe\+empty_moov\+default_base_moof -f mp4 \/x\/video.mp4/);
  assert.match(recordArgs({ platform: 'linux', version: 'N-47683-g0e8eb07980-static' }, 'v').join(' '), /-vsync vfr/);
  assert.match(recordArgs({ platform: 'linux', version: 'n7.1' }, 'v').join(' '), /-fps_mode vfr/);
  assert.match(screenshotArgs({ platform: 'linux', version }, 'a b.png').at(-1)!, /^a b.png$/);
});

t('an ffmpeg that does not run, or can’t grab or encode, is passed over and named', async () => {
  const crashes = program('echo "libx: cannot open" >&2; exit 127');
  const noEncoder = program(
    'case "$*" in -version) echo "ffmpeg version 6.0 x" ;; *-devices) echo " D  x11grab X" ;; esac',
  );
  const found = await findFfmpeg({ PATH: '/nowhere', GANTRY_FFMPEG: crashes, FFMPEG_PATH: noEncoder });
  assert.ok(
    !found.missing
      ? found.path !== crashes && found.path !== noEncoder
      : found.costs.includes(`${noEncoder}: has no libx264`),
  );
  const good = program(
    'case "$*" in -version) echo "ffmpeg version 6.0 x" ;; *-devices) echo " D  x11grab X" ;; *) echo " V..... libx264 H" ;; esac',
  );
  assert.equal(await findFfmpeg({ PATH: '/nowhere', GANTRY_FFMPEG: crashes, FFMPEG_PATH: good }), {
    missing: false,
    path: good,
    version: '6.0',
    source: 'FFMPEG_PATH',
  });
});

t('a program that hangs or is not there is a reason, not an error', async () => {
  const hangs = await run('/bin/sh', ['-c', 'sleep 60'], { env: { PATH: '/bin' }, limitMs: 100 });
  assert.equal([hangs.ok, hangs.says], [false, 'took longer than 100 ms']);
  assert.match((await run('/nowhere/x', [], { env: {} })).says, /is not there/);
});

t('P9: the tools’ environment has nothing of Gantry in it', () => {
  const env = cleanEnvironment({ PATH: '/a', HOME: '/h', GANTRY_MARK: 'm', GANTRY_RUN_TOKEN: 's', AWS_SECRET: 'x' });
  assert.equal(env, { PATH: '/a', HOME: '/h' });
});

t('E11: black and one-coloured pictures are told from real ones, the mouse pointer notwithstanding', () => {
  const picture = (fill: (cell: number) => [number, number, number]) =>
    Buffer.from(Array.from({ length: 32 * 18 }, (_, i) => fill(i)).flat());
  assert.is(judge(picture(() => [3, 9, 12])), 'black');
  assert.is(judge(picture((i) => (i === 300 ? [200, 200, 200] : [0, 0, 0]))), 'black');
  assert.is(judge(picture((i) => (i < 4 ? [0, 0, 0] : [40, 90, 130]))), 'one colour');
  assert.is(judge(picture((i) => (i < 12 ? [255, 255, 255] : [40, 90, 130]))), 'good');
});

t('the doctor names what was found, and what each missing thing costs', async () => {
  const all = await tools();
  const missing: Tools = { ...all, browser: gone, fonts: { ...all.fonts, cjk: gone } };
  const bad = doctorReport(missing).filter((f) => !f.found && f.what !== 'control groups'); // as this machine is
  assert.equal(
    bad.map((f) => [f.what, f.says, f.install]),
    [
      ['browser', 'what it costs', 'how to install'],
      ['fonts: Chinese, Japanese, Korean', 'what it costs', 'how to install'],
    ],
  );
  assert.match(doctorReport(all).find((f) => f.what === 'ffmpeg')!.says, /\d.*\/ffmpeg/);
});

t('the doctor prints a table for people and JSON for machines', async () => {
  const said: string[] = [];
  const print = (text: string) => void said.push(text);
  assert.is(await doctor({ json: false, print }), 0);
  for (const word of ['Node', 'browser', 'ffmpeg', 'Xvfb', 'window manager', 'fonts'])
    assert.match(said.join('\n'), new RegExp(`(ok|missing) +${word}`));
  said.length = 0;
  assert.is(await doctor({ json: true, print }), 0);
  const json = JSON.parse(said.join('')) as { findings: unknown[]; tools: { node: { version: string } } };
  assert.equal([json.findings.length, json.tools.node.version], [10, process.versions.node]);
});

t('facts of a video are read with and without ffprobe; poster and clip come out of it', async () => {
  const all = await tools();
  if (all.ffmpeg.missing) throw new Error('this test needs ffmpeg');
  const file = join(folder('finish'), 'v.mp4');
  const made = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'color=red:s=320x200:r=5:d=4',
    '-c:v',
    'libx264',
    '-g',
    '5',
    '-pix_fmt',
    'yuv420p',
    file,
  ];
  assert.ok((await run(all.ffmpeg.path, made, { env: all.env })).ok);
  const facts = await probe(file, all);
  assert.equal([facts.seconds, facts.width, facts.height, facts.fps], [4, 320, 200, 5]);
  assert.equal(await probe(file, { ...all, ffprobe: gone }), facts);
  await poster(file, 1, `${file}.png`, all);
  assert.is((await colours(`${file}.png`)).length, 1);
  await clip(file, { fromSeconds: 1, seconds: 2 }, `${file}.clip.mp4`, all);
  const cut = (await probe(`${file}.clip.mp4`, all)).seconds;
  assert.ok(cut >= 1.8 && cut <= 3.1, `${cut} s`);
  writeFileSync(`${file}.bad.mp4`, 'no video');
  const refused = await probe(`${file}.bad.mp4`, all).then(
    () => '',
    (error: Error) => error.message,
  );
  assert.match(refused, /bad\.mp4/);
});

t.run();
