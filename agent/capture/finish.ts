/** Work on finished video files: facts, poster, clip, joining segments. The only file that knows fluent-ffmpeg. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fluent, { type FfmpegCommand, type FfprobeData } from 'fluent-ffmpeg';
import { run } from './program.ts';
import type { Segment } from './recorder.ts';
import { pathOf, type Tools } from './tools.ts';

export interface VideoFacts {
  bytes: number;
  seconds: number;
  width: number;
  height: number;
  fps: number;
}

/** ms for one piece of after-work; a long recording is copied, not encoded, so this is generous. */
const WORK_LIMIT_MS = 10 * 60_000;
const PROBE_LIMIT_MS = 60_000;

/** The facts of a video file. Rejects when it is no video. */
export async function probe(file: string, tools: Tools): Promise<VideoFacts> {
  const bytes = statSync(file).size;
  const ffprobe = pathOf(tools.ffprobe);
  return { bytes, ...(ffprobe ? await byFfprobe(file, tools) : await byFfmpeg(file, tools)) };
}

async function byFfprobe(file: string, tools: Tools): Promise<Omit<VideoFacts, 'bytes'>> {
  const data = await limited(PROBE_LIMIT_MS, `probing ${file}`, (resolve: (d: FfprobeData) => void, reject) => {
    command(tools, file).ffprobe((error: unknown, found) => (error ? reject(error as Error) : resolve(found)));
  });
  const stream = data.streams.find((s) => s.codec_type === 'video');
  const seconds = Number(data.format.duration);
  if (!stream?.width || !stream.height || !Number.isFinite(seconds)) throw new Error(`${file} holds no playable video`);
  return {
    seconds: round(seconds),
    width: stream.width,
    height: stream.height,
    fps: rate(stream.r_frame_rate ?? '0/1'),
  };
}

/** ffmpeg without an output fails, but has described its input by then. */
async function byFfmpeg(file: string, tools: Tools): Promise<Omit<VideoFacts, 'bytes'>> {
  const { stderr } = await run(ffmpegOf(tools), ['-hide_banner', '-i', file], {
    env: tools.env,
    limitMs: PROBE_LIMIT_MS,
  });
  const time = /Duration: (\d+):(\d+):([\d.]+)/.exec(stderr);
  const video = /Video: .*?, (\d+)x(\d+)[ ,].*?([\d.]+) fps/.exec(stderr);
  if (!time || !video) throw new Error(`${file} holds no playable video`);
  const seconds = Number(time[1]) * 3_600 + Number(time[2]) * 60 + Number(time[3]);
  return {
    seconds: round(seconds),
    width: Number(video[1]),
    height: Number(video[2]),
    fps: Math.round(Number(video[3])),
  };
}

/** One frame of `file`, `atSeconds` into it, as `to` (.jpg or .png by its name). */
export function poster(file: string, atSeconds: number, to: string, tools: Tools): Promise<void> {
  return finished(command(tools, file).seekInput(atSeconds).frames(1), to, `making a poster of ${file}`);
}

/** The part of `file` from `fromSeconds` on, copied without loss; it begins at the keyframe before. */
export function clip(
  file: string,
  span: { fromSeconds: number; seconds: number },
  to: string,
  tools: Tools,
): Promise<void> {
  const cut = command(tools, file).seekInput(span.fromSeconds).duration(span.seconds);
  return finished(cut.outputOptions(['-c', 'copy', '-movflags', '+faststart']), to, `cutting ${file}`);
}

/** Puts segments into the first one's file, each where it belongs on the time axis; the others are removed. */
export async function joinSegments(segments: Segment[], tools: Tools): Promise<void> {
  const [first] = segments;
  if (!first || segments.length === 1) return;
  const folder = dirname(first.file);
  const list = join(folder, 'video-parts.txt');
  const whole = join(folder, 'video-whole.mp4');
  writeFileSync(list, segments.map(listed).join(''));
  try {
    const joined = command(tools, list).inputOptions(['-f', 'concat', '-safe', '0']);
    await finished(
      joined.outputOptions(['-c', 'copy', '-movflags', '+faststart']),
      whole,
      'joining the parts of the video',
    );
    renameSync(whole, first.file);
    for (const { file } of segments.slice(1)) rmSync(file, { force: true });
  } finally {
    rmSync(list, { force: true });
    rmSync(whole, { force: true });
  }
}

/** A segment lasts until the next begins: what lies between was not recorded, and the picture stands still. */
function listed(segment: Segment, i: number, all: Segment[]): string {
  const next = all[i + 1];
  const lasts = next ? `duration ${((next.offsetMs - segment.offsetMs) / 1_000).toFixed(3)}\n` : '';
  return `file '${basename(segment.file)}'\n${lasts}`;
}

function command(tools: Tools, file: string): FfmpegCommand {
  const made = fluent(file).setFfmpegPath(ffmpegOf(tools));
  const ffprobe = pathOf(tools.ffprobe);
  return ffprobe ? made.setFfprobePath(ffprobe) : made;
}

function ffmpegOf(tools: Tools): string {
  const path = pathOf(tools.ffmpeg);
  if (!path) throw new Error(`ffmpeg is missing: ${(tools.ffmpeg as { install: string }).install}`);
  return path;
}

async function finished(work: FfmpegCommand, to: string, what: string): Promise<void> {
  try {
    await limited(WORK_LIMIT_MS, what, (resolve: (value: undefined) => void, reject) => {
      work.on('end', () => resolve(undefined)).on('error', (error: Error) => reject(error));
      work.save(to);
    });
  } catch (error) {
    work.kill('SIGKILL'); // it may only be too slow
    throw error;
  }
}

/** The library's callbacks as a promise that ends: an ffmpeg that hangs is an error that says what was being done. */
async function limited<T>(
  ms: number,
  what: string,
  work: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms);
  try {
    work(resolve, reject);
    return await promise;
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

const round = (seconds: number) => Math.round(seconds * 1_000) / 1_000;

function rate(fraction: string): number {
  const [over, under] = fraction.split('/').map(Number);
  return over && under ? Math.round((over / under) * 100) / 100 : 0;
}
