/** What the capture tests share: the tools of this machine, a capture in a folder of its own, drawing, looking at frames. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Capture, type CaptureOptions, findTools, openCapture, type Tools } from '../../agent/capture/index.ts';
import { openScreen } from '../../agent/capture/x11.ts';
import { folder } from '../support/folder.ts';

const execute = promisify(execFile);

let found: Promise<Tools> | undefined;
/** Looked for once per test file. */
export const tools = (): Promise<Tools> => (found ??= findTools(process.env));

export interface Opened {
  capture: Capture;
  runFolder: string;
  lines: { level: string; text: string }[];
  warnings: () => string[];
}

const opened: Capture[] = [];
/** Ends what a failed test left running. */
export const stopAll = () => Promise.all(opened.map((capture) => capture.stop()));

export async function open(changes: Partial<CaptureOptions> = {}): Promise<Opened> {
  const runFolder = folder('capture');
  const lines: { level: string; text: string }[] = [];
  const start = performance.now();
  const capture = await openCapture({
    runFolder,
    screen: { width: 640, height: 360 },
    recording: 'always',
    tools: await tools(),
    mark: 'mark-of-this-run',
    startedAt: () => performance.now() - start,
    log: (level, text) => lines.push({ level, text }),
    ...changes,
  });
  opened.push(capture);
  return { capture, runFolder, lines, warnings: () => lines.filter((l) => l.level === 'warn').map((l) => l.text) };
}

interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Fills the screen, or a part of it, with a colour like 0xff0000. */
export async function paint(capture: Capture, rgb: number, part?: Part): Promise<void> {
  const screen = await openScreen(capture.env.DISPLAY!, capture.env.XAUTHORITY);
  await screen.paint(rgb, part);
  screen.close();
}

export type Colour = [red: number, green: number, blue: number];

/** The middle of the left half of every frame of a video or picture, as far as it plays. */
export async function colours(file: string): Promise<Colour[]> {
  const { ffmpeg } = await tools();
  if (ffmpeg.missing) throw new Error('these tests need ffmpeg');
  const args = [
    '-v',
    'error',
    '-i',
    file,
    '-vf',
    'crop=2:2:iw/4:ih/2',
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ];
  const { stdout } = await execute(ffmpeg.path, args, { encoding: 'buffer', maxBuffer: 1e8 });
  const frames = Math.floor(stdout.length / 12);
  return Array.from({ length: frames }, (_, i) => [stdout[i * 12]!, stdout[i * 12 + 1]!, stdout[i * 12 + 2]!]);
}

/** H.264 changes colours a little. */
export const near = (a: Colour, rgb: number): boolean =>
  [rgb >> 16, (rgb >> 8) & 255, rgb & 255].every((value, i) => Math.abs(value - a[i]!) < 40);

export function alive(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.charAt(text.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false; // no such process
  }
}
