/** ffmpeg's argument lists: pure functions from what is wanted to argv. Starts nothing. */
import type { Size } from './x11.ts';

export interface Grab {
  platform: string;
  /** X11 display such as `:5`; on other systems the main screen is meant. */
  display?: string;
  /** Absent = the whole screen, whatever its size. */
  size?: Size;
  /** As `ffmpeg -version` says it. */
  version: string;
}

/** Frames a second of a recording (E7). */
export const FPS = 5;
/** Seconds between keyframes, and so between fragments: what a killed recorder loses at most. */
export const KEYFRAME_SECONDS = 2;
/** The tiny picture by which the health of the recording is judged, every EYE_SECONDS. */
export const EYE: Size = { width: 32, height: 18 };
export const EYE_SECONDS = 2;

/** Frames a second of the live picture, and the most pixels of it each way (E13). */
export const PICTURE_FPS = 1;
export const PICTURE_SIDE = 1280;

const quiet = ['-hide_banner', '-nostats', '-loglevel', 'info'];

/**
 * Grabs a screen; the input part of each command line. ffmpeg's look at the input before it begins is cut to one frame:
 * what a screen delivers is known, and the look would put off the first frame by a second.
 */
export function grabInput(grab: Grab, fps: number): string[] {
  const rate = ['-probesize', '32', '-analyzeduration', '0', '-framerate', String(fps)];
  if (grab.platform === 'win32') return windowsInput(grab, rate);
  if (grab.platform === 'darwin') {
    return ['-f', 'avfoundation', '-capture_cursor', '1', ...rate, '-i', 'Capture screen 0:none'];
  }
  const size = grab.size ? ['-video_size', `${grab.size.width}x${grab.size.height}`] : [];
  return ['-f', 'x11grab', '-draw_mouse', '1', ...rate, ...size, '-i', `${grab.display ?? ':0'}`];
}

/** ddagrab (ffmpeg 6 on) copies from the graphics card; gdigrab works everywhere and costs more. */
function windowsInput(grab: Grab, rate: string[]): string[] {
  if (majorVersion(grab.version) < 6) return ['-f', 'gdigrab', '-draw_mouse', '1', ...rate, '-i', 'desktop'];
  return ['-f', 'lavfi', '-i', `ddagrab=framerate=${rate.at(-1)}:draw_mouse=1,hwdownload,format=bgra`];
}

/**
 * Records to `file`, playable up to the last seconds if it is killed; every EYE_SECONDS a tiny frame (EYE, rgb24) goes to
 * standard output. Frames carry the time of their grab (no frame is invented to fill a gap): the time axis stays true.
 */
export function recordArgs(grab: Grab, file: string, preset = 'veryfast'): string[] {
  const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2'; // yuv420p has no odd sizes
  const filters = `[0:v]split=2[all][some];[all]${even}[video];[some]fps=1/${EYE_SECONDS},scale=${EYE.width}:${EYE.height}:flags=area[eye]`;
  return [
    ...quiet,
    '-y',
    ...grabInput(grab, FPS),
    '-filter_complex',
    filters,
    '-map',
    '[video]',
    ...asGrabbed(grab.version),
    ...encoder(preset),
    ...killable,
    file,
    '-map',
    '[eye]',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    'pipe:1',
  ];
}

function encoder(preset: string): string[] {
  const keyframe = String(FPS * KEYFRAME_SECONDS);
  return [
    '-c:v',
    'libx264',
    '-preset',
    preset,
    '-crf',
    '28',
    '-tune',
    'zerolatency',
    '-pix_fmt',
    'yuv420p',
    '-g',
    keyframe,
  ];
}

/** Fragments written at each keyframe, at once: without the flush a kill loses everything still in the buffer. */
const killable = ['-flush_packets', '1', '-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'];

/** Frames keep their times, on a grid of one frame (`-r` would say the same, but newer releases refuse it with vfr). */
function asGrabbed(version: string): string[] {
  return [...frameTimes(version, 'vfr'), '-enc_time_base', `1/${FPS}`];
}

/** The option was renamed in 5.1 and its old name is going away. */
function frameTimes(version: string, mode: 'vfr' | 'passthrough'): string[] {
  const [major, minor] = [majorVersion(version), Number(/^\D*\d+\.(\d+)/.exec(version)?.[1] ?? 0)];
  return [major > 5 || (major === 5 && minor >= 1) ? '-fps_mode' : '-vsync', mode];
}

/** 0 for builds between releases (`N-47683-g0e8eb07980`): they are treated as old. */
const majorVersion = (version: string): number => Number(/^[^N\d]{0,2}(\d+)\./.exec(version)?.[1] ?? 0);

/**
 * A small JPEG of the screen on standard output, every second. One thread and no frame rate of the output's own: both
 * would hold a picture back until the next one is there.
 */
export function pictureArgs(grab: Grab): string[] {
  const small = `scale=w='min(${PICTURE_SIDE},iw)':h='min(${PICTURE_SIDE},ih)':force_original_aspect_ratio=decrease`;
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'error'],
    ...grabInput(grab, PICTURE_FPS),
    ...['-vf', small],
    ...frameTimes(grab.version, 'passthrough'),
    ...['-c:v', 'mjpeg', '-q:v', '6', '-threads', '1', '-flush_packets', '1', '-f', 'image2pipe', 'pipe:1'],
  ];
}

/** One frame of the screen as a PNG file. */
export function screenshotArgs(grab: Grab, file: string): string[] {
  return [...quiet, '-y', ...grabInput(grab, 25), '-frames:v', '1', '-f', 'image2', '-c:v', 'png', file];
}
