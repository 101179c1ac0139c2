/** What does recording cost? CPU seconds per minute at 1280×720 and 5 frames a second, with a moving picture. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDisplay } from '../agent/capture/display.ts';
import { recordArgs } from '../agent/capture/ffmpeg-args.ts';
import { Recorder } from '../agent/capture/recorder.ts';
import { findTools, type Tools } from '../agent/capture/tools.ts';
import { openScreen } from '../agent/capture/x11.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '10' } },
});
const SIZE = { width: 1280, height: 720 };
/** The kernel counts CPU time in these; Linux has had 100 a second everywhere for decades. */
const TICKS_PER_SECOND = 100;
/** The picture changes this often: twice per recorded frame, over a part of the screen as a page that is worked on. */
const CHANGE_EVERY_MS = 100;
/** Marks painted at each change. */
const MARKS = 60;

const tools = await findTools(process.env);
if (tools.ffmpeg.missing || tools.xvfb.missing) {
  process.stderr.write('this bench needs ffmpeg and Xvfb: sh setup.sh\n');
  process.exit(1);
}
const found = tools.ffmpeg;
const runs = [];
for (const preset of ['veryfast', 'ultrafast']) runs.push(await measure(tools, preset, Number(values.seconds)));
const ratio = runs[0]!.recorder / runs[1]!.recorder;

if (values.json)
  process.stdout.write(
    `${JSON.stringify({ bench: 'recorder', size: SIZE, fps: 5, ffmpeg: found.version, runs, ratio })}\n`,
  );
else {
  process.stdout.write(
    `recorder, ${SIZE.width}x${SIZE.height}, 5 frames a second, ${values.seconds} s each, ffmpeg ${found.version}\n`,
  );
  for (const { preset, recorder, screen, bytes } of runs) {
    process.stdout.write(
      `  ${preset.padEnd(10)} recorder ${recorder.toFixed(1)} CPU s/min, screen ${screen.toFixed(1)} CPU s/min, ${Math.round(bytes / 1024)} KiB/min\n`,
    );
  }
  process.stdout.write(`  veryfast (ours) costs ${ratio.toFixed(2)} times the CPU of ultrafast\n`);
}

/** CPU seconds and bytes per minute of recording. */
async function measure(all: Tools, preset: string, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const log = (level: string, text: string) => void (level === 'debug' || process.stderr.write(`${text}\n`));
  const display = await openDisplay(folder, SIZE, all, log);
  if (!display) throw new Error('no screen');
  const grab = { platform: all.platform, version: found.version, display: display.name, size: SIZE };
  const recorder = new Recorder({
    folder,
    ffmpeg: found.path,
    args: (file) => recordArgs(grab, file, preset),
    tools: all,
    env: display.env,
    startedAt: () => performance.now(),
    log,
    health: { frame: () => {}, pause: () => {} },
  });
  await recorder.start();
  const pids = { recorder: recorder.pid!, screen: display.pids[0]! };
  const before = [cpuSeconds(pids.recorder), cpuSeconds(pids.screen)] as const;
  const start = performance.now();
  await move(display.name, display.authority, seconds);
  const minutes = (performance.now() - start) / 60_000;
  const used = [cpuSeconds(pids.recorder) - before[0], cpuSeconds(pids.screen) - before[1]] as const;
  await recorder.stop(async () => true);
  await display.stop();
  const bytes = statSync(recorder.segments[0]!.file).size;
  rmSync(folder, { recursive: true, force: true });
  return { preset, recorder: used[0] / minutes, screen: used[1] / minutes, bytes: bytes / minutes };
}

/** Marks as big as words appear everywhere in changing colours: about what scrolling through a page does. */
async function move(name: string, authority: string | undefined, seconds: number): Promise<void> {
  const screen = await openScreen(name, authority);
  const changes = Math.round((seconds * 1_000) / CHANGE_EVERY_MS);
  for (let i = 0; i < changes; i++) {
    for (let mark = 0; mark < MARKS; mark++) {
      const [x, y] = [(mark * 61 + i * 13) % (SIZE.width - 40), (mark * 37 + i * 5) % (SIZE.height - 20)];
      await screen.paint((mark * 0x3b9ac9 + i * 0x010305) & 0xffffff, { x, y, width: 8 + (mark % 30), height: 12 });
    }
    await pause(CHANGE_EVERY_MS);
  }
  screen.close();
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
