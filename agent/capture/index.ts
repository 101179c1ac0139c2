/** A run's screen and its evidence: opens the screen, records it, takes screenshots, keeps private spans out. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoPicture, RecordingMode } from '../../protocol/fields.ts';
import { type Display, type Log, openDisplay } from './display.ts';
import { FPS, type Grab, pictureArgs, recordArgs } from './ffmpeg-args.ts';
import { joinSegments, probe, type VideoFacts } from './finish.ts';
import { Health } from './health.ts';
import { LivePictures, type Viewer } from './live-pictures.ts';
import { Recorder, SEGMENTS_FILE, type Segment } from './recorder.ts';
import { Camera, type Shot } from './screenshot.ts';
import { pathOf, type Tools } from './tools.ts';
import type { Size } from './x11.ts';

export type { Viewer } from './live-pictures.ts';
export { findTools, type Tool, type Tools } from './tools.ts';

/** ms between two looks at the screen's size. */
const SIZE_EVERY_MS = 5_000;

export interface CaptureOptions {
  /** The run's folder: `evidence/` and `display/` are made in it. */
  runFolder: string;
  /** What the package needs (J1): none means no screen, and so no video. */
  screen: Size | 'none';
  recording: RecordingMode;
  tools: Tools;
  /** The run's mark; the screen and the recorder never carry it, or they would die with the script's tree. */
  mark: string;
  /** ms since the run's start. */
  startedAt: () => number;
  log: Log;
  /** What is said of the recording while it is made: that there is nothing to see on it, or that there is again (E11). */
  tell?: (text: string) => void;
}

/** What became of a recording. */
export interface Recorded {
  video?: Video;
  /** In words, for a person. */
  says: string;
  /** What was wrong with the picture and for how long; '' when nothing was. */
  health?: string;
}

export interface Video extends VideoFacts {
  file: string;
  /** ms between the run's start and the first frame. */
  offsetMs: number;
}

export interface Capture {
  /** What the command needs to show itself on the screen; empty without one. */
  env: Record<string, string>;
  size?: Size;
  /** The processes of the screen and the recorder, for tests and for the supervisor's own log. */
  pids(): number[];
  /** A PNG in `evidence/`. Undefined when there is no screen or recorder, or in a private span. */
  screenshot(name: string): Promise<Shot | undefined>;
  /** Live pictures go to `viewer`, about one a second, or why there are none (E13); `undefined` ends it. */
  show(viewer: Viewer | undefined): Promise<void>;
  /** Resolves when nothing of the screen is kept or shown any more (true), or again (false). Spans may nest. */
  private(on: boolean): Promise<void>;
  /** Ends everything; twice is fine. `says` tells a person what became of the recording. */
  stop(): Promise<Recorded>;
}

/** Opens the screen and starts recording. Never rejects for what is missing: a warning says so, and the run goes on (E9). */
export async function openCapture(options: CaptureOptions): Promise<Capture> {
  const { screen } = options;
  const tools = withoutMark(options.tools, options.mark);
  mkdirSync(evidenceOf(options), { recursive: true, mode: 0o700 });
  if (screen === 'none') {
    const says = 'the package needs no screen';
    return new ScreenCapture({ tools, says: `not recorded: ${says}`, blind: { why: 'no-screen', says } });
  }
  const heard = { warning: '' };
  const log: Log = (level, text) => {
    if (level === 'warn') heard.warning = text;
    options.log(level, text);
  };
  const display = tools.platform === 'linux' ? await openDisplay(options.runFolder, screen, tools, log) : undefined;
  if (tools.platform === 'linux' && !display) {
    const blind = { why: 'missing', says: heard.warning } as const;
    return new ScreenCapture({ tools, says: 'not recorded: there was no screen', blind });
  }
  return captureOf({ ...options, tools }, display);
}

const evidenceOf = ({ runFolder }: Pick<CaptureOptions, 'runFolder'>): string => join(runFolder, 'evidence');

/** With a screen: what ffmpeg makes of it, if there is one. */
async function captureOf(options: CaptureOptions, display: Display | undefined): Promise<Capture> {
  const { log, tools } = options;
  const ffmpeg = pathOf(tools.ffmpeg);
  if (!ffmpeg || tools.ffmpeg.missing) {
    const { costs, install } = tools.ffmpeg as { costs: string; install: string };
    log('warn', `ffmpeg is missing: ${costs}. To install it: ${install}`);
    const blind = { why: 'missing', says: `ffmpeg is missing. To install it: ${install}` } as const;
    return new ScreenCapture({ display, tools, says: `not recorded: no ffmpeg (${install})`, blind });
  }
  const grab: Grab = {
    platform: tools.platform,
    version: tools.ffmpeg.version,
    ...(display ? { display: display.name, size: display.size } : {}),
  };
  const env = display?.env ?? {};
  const camera = new Camera({ folder: evidenceOf(options), ffmpeg, grab, env: { ...tools.env, ...env }, log });
  const pictures = new LivePictures({ ffmpeg, args: pictureArgs(grab), tools, env });
  const parts = { display, camera, pictures, tools };
  if (options.recording === 'never')
    return new ScreenCapture({ ...parts, says: 'not recorded: the recording mode is "never"' });
  const health = new Health({ log, tell: options.tell ?? (() => {}), atMs: options.startedAt });
  const recorder = recorderOf(options, health, { ffmpeg, grab, env });
  try {
    await recorder.start();
    log('debug', `recording ${display?.name ?? 'the screen'} at ${FPS} frames a second`);
    const sizeWatch = watchSize(display, options.screen, health);
    return new ScreenCapture({ ...parts, recorder, health, sizeWatch, says: 'recorded' });
  } catch (error) {
    log('warn', `this run is not recorded: ${(error as Error).message}`);
    return new ScreenCapture({ ...parts, says: `not recorded: ${(error as Error).message}` });
  }
}

/** Looks at the screen's size now and then; whoever draws on it can change it. */
function watchSize(display: Display | undefined, wanted: Size | 'none', health: Health): NodeJS.Timeout | undefined {
  if (!display || wanted === 'none') return undefined;
  health.size(display.size, wanted);
  const look = () =>
    display.sizeNow().then(
      (is) => health.size(is, wanted),
      () => {}, // no answer: the screen is gone or stands still, which is said in other words
    );
  return setInterval(look, SIZE_EVERY_MS).unref();
}

function recorderOf(
  options: CaptureOptions,
  health: Health,
  { ffmpeg, grab, env }: { ffmpeg: string; grab: Grab; env: Record<string, string> },
): Recorder {
  const { tools, startedAt, log } = options;
  const args = (file: string) => recordArgs(grab, file);
  return new Recorder({
    folder: evidenceOf(options),
    ...{ ffmpeg, args, tools, env, startedAt, log, health },
  });
}

/** Whatever the tools' environment is: the run's mark is not in it, or killing the script's tree would end its recording. */
function withoutMark(tools: Tools, mark: string): Tools {
  const kept = Object.entries(tools.env).filter(([name, value]) => name !== 'GANTRY_MARK' && value !== mark);
  return { ...tools, env: Object.fromEntries(kept) };
}

interface Parts {
  display?: Display | undefined;
  camera?: Camera;
  pictures?: LivePictures;
  recorder?: Recorder;
  health?: Health;
  /** Ends the looks at the screen's size. */
  sizeWatch?: NodeJS.Timeout | undefined;
  /** What became of the recording. */
  says: string;
  tools: Tools;
  /** Why nothing of the screen can be shown; absent when it can. */
  blind?: { why: NoPicture; says: string };
}

class ScreenCapture implements Capture {
  readonly env: Record<string, string>;
  readonly size?: Size;
  private readonly parts: Parts;
  /** Private spans open now; several scripts of one run may each have one. */
  private covers = 0;
  private stopping: Promise<Recorded> | undefined;

  constructor(parts: Parts) {
    const { display } = parts;
    this.env = display?.env ?? {};
    if (display) this.size = display.size;
    this.parts = parts;
  }

  pids(): number[] {
    const { display, recorder, pictures } = this.parts;
    return [...(display?.pids ?? []), recorder?.pid, pictures?.pid].filter((pid) => pid !== undefined);
  }

  async screenshot(name: string): Promise<Shot | undefined> {
    return this.stopping ? undefined : this.parts.camera?.take(name);
  }

  async show(viewer: Viewer | undefined): Promise<void> {
    const { pictures, blind } = this.parts;
    if (this.stopping) return viewer?.none('ending', '');
    if (blind) return viewer?.none(blind.why, blind.says);
    await pictures?.show(viewer);
  }

  async private(on: boolean): Promise<void> {
    this.covers = Math.max(0, this.covers + (on ? 1 : -1));
    if (this.stopping) return;
    const { camera, recorder, pictures, display } = this.parts;
    if (this.covers > 0) {
      await Promise.all([camera?.cover(), recorder?.pause(), pictures?.cover()]);
      // a frame that was asked for before the stop may still be on its way to the recorder's memory
      await display?.sync().catch(() => {}); // no answer means no screen, and nothing to hide
      return;
    }
    await recorder?.resume();
    if (this.covers > 0) return;
    camera?.uncover();
    await pictures?.uncover();
  }

  stop(): Promise<Recorded> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<Recorded> {
    const { camera, pictures, recorder, display, health, sizeWatch, says, tools } = this.parts;
    clearInterval(sizeWatch);
    await Promise.all([camera?.cover(), pictures?.show(undefined)]);
    await recorder?.stop(async () => {
      if (!display?.virtual) return false;
      await display.stop();
      return true;
    });
    await display?.stop();
    if (!recorder) return { says };
    return { ...(await finishedVideo(recorder.segments, tools)), health: health?.summary() ?? '' };
  }
}

/** The video that a supervisor left in its run's folder when it was killed, if there is one that plays. */
export async function leftVideo(runFolder: string, tools: Tools): Promise<Recorded> {
  const file = join(runFolder, 'evidence', SEGMENTS_FILE);
  if (!existsSync(file)) return { says: 'not recorded' };
  const segments = JSON.parse(readFileSync(file, 'utf8')) as Segment[];
  return finishedVideo(
    segments.filter((s) => existsSync(s.file)),
    tools,
  );
}

async function finishedVideo(segments: Segment[], tools: Tools): Promise<Recorded> {
  const [first] = segments;
  if (!first) return { says: 'not recorded: the recorder gave no picture' };
  let says = 'recorded';
  try {
    await joinSegments(segments, tools);
  } catch (error) {
    says = `recorded in ${segments.length} parts that could not be joined (${(error as Error).message}); the first is shown`;
  }
  try {
    return { video: { file: first.file, offsetMs: first.offsetMs, ...(await probe(first.file, tools)) }, says };
  } catch (error) {
    return { says: `recorded, but the file does not play: ${(error as Error).message}` };
  }
}
