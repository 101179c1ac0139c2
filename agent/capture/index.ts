/** A run's screen and its evidence: opens the screen, records it, takes screenshots, keeps private spans out. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingMode } from '../../protocol/fields.ts';
import { type Display, type Log, openDisplay } from './display.ts';
import { FPS, type Grab, recordArgs } from './ffmpeg-args.ts';
import { joinSegments, probe, type VideoFacts } from './finish.ts';
import { healthWatch } from './health.ts';
import { Recorder, SEGMENTS_FILE, type Segment } from './recorder.ts';
import { Camera, type Shot } from './screenshot.ts';
import { pathOf, type Tools } from './tools.ts';
import type { Size } from './x11.ts';

export { findTools, type Tool, type Tools } from './tools.ts';

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
  /** Resolves when nothing of the screen is kept any more (true), or again (false). Spans may nest. */
  private(on: boolean): Promise<void>;
  /** Ends everything; twice is fine. `says` tells a person what became of the recording. */
  stop(): Promise<{ video?: Video; says: string }>;
}

/** Opens the screen and starts recording. Never rejects for what is missing: a warning says so, and the run goes on (E9). */
export async function openCapture(options: CaptureOptions): Promise<Capture> {
  const { log, screen } = options;
  const tools = withoutMark(options.tools, options.mark);
  const evidence = join(options.runFolder, 'evidence');
  mkdirSync(evidence, { recursive: true, mode: 0o700 });
  if (screen === 'none')
    return new ScreenCapture(undefined, undefined, undefined, 'not recorded: the package needs no screen', tools);
  const display = tools.platform === 'linux' ? await openDisplay(options.runFolder, screen, tools, log) : undefined;
  if (tools.platform === 'linux' && !display)
    return new ScreenCapture(undefined, undefined, undefined, 'not recorded: there was no screen', tools);
  const ffmpeg = pathOf(tools.ffmpeg);
  if (!ffmpeg || tools.ffmpeg.missing) {
    const { costs, install } = tools.ffmpeg as { costs: string; install: string };
    log('warn', `ffmpeg is missing: ${costs}. To install it: ${install}`);
    return new ScreenCapture(display, undefined, undefined, `not recorded: no ffmpeg (${install})`, tools);
  }
  const grab: Grab = {
    platform: tools.platform,
    version: tools.ffmpeg.version,
    ...(display ? { display: display.name, size: display.size } : {}),
  };
  const env = display?.env ?? {};
  const camera = new Camera({ folder: evidence, ffmpeg, grab, env: { ...tools.env, ...env }, log });
  if (options.recording === 'never') {
    return new ScreenCapture(display, camera, undefined, 'not recorded: the recording mode is "never"', tools);
  }
  const recorder = new Recorder({
    folder: evidence,
    ffmpeg,
    args: (file) => recordArgs(grab, file),
    tools,
    env,
    startedAt: options.startedAt,
    log,
    look: healthWatch(log),
  });
  try {
    await recorder.start();
    log('debug', `recording ${display?.name ?? 'the screen'} at ${FPS} frames a second`);
    return new ScreenCapture(display, camera, recorder, 'recorded', tools);
  } catch (error) {
    log('warn', `this run is not recorded: ${(error as Error).message}`);
    return new ScreenCapture(display, camera, undefined, `not recorded: ${(error as Error).message}`, tools);
  }
}

/** Whatever the tools' environment is: the run's mark is not in it, or killing the script's tree would end its recording. */
function withoutMark(tools: Tools, mark: string): Tools {
  const kept = Object.entries(tools.env).filter(([name, value]) => name !== 'GANTRY_MARK' && value !== mark);
  return { ...tools, env: Object.fromEntries(kept) };
}

class ScreenCapture implements Capture {
  readonly env: Record<string, string>;
  readonly size?: Size;
  private readonly display: Display | undefined;
  private readonly camera: Camera | undefined;
  private readonly recorder: Recorder | undefined;
  private readonly says: string;
  private readonly tools: Tools;
  /** Private spans open now; several scripts of one run may each have one. */
  private covers = 0;
  private stopping: Promise<{ video?: Video; says: string }> | undefined;

  constructor(
    display: Display | undefined,
    camera: Camera | undefined,
    recorder: Recorder | undefined,
    says: string,
    tools: Tools,
  ) {
    this.env = display?.env ?? {};
    if (display) this.size = display.size;
    this.display = display;
    this.camera = camera;
    this.recorder = recorder;
    this.says = says;
    this.tools = tools;
  }

  pids(): number[] {
    const recorder = this.recorder?.pid;
    return [...(this.display?.pids ?? []), ...(recorder === undefined ? [] : [recorder])];
  }

  async screenshot(name: string): Promise<Shot | undefined> {
    return this.stopping ? undefined : this.camera?.take(name);
  }

  async private(on: boolean): Promise<void> {
    this.covers = Math.max(0, this.covers + (on ? 1 : -1));
    if (this.stopping) return;
    if (this.covers > 0) {
      await Promise.all([this.camera?.cover(), this.recorder?.pause()]);
      // a frame that was asked for before the stop may still be on its way to the recorder's memory
      await this.display?.sync().catch(() => {}); // no answer means no screen, and nothing to hide
      return;
    }
    await this.recorder?.resume();
    if (this.covers === 0) this.camera?.uncover();
  }

  stop(): Promise<{ video?: Video; says: string }> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<{ video?: Video; says: string }> {
    await this.camera?.cover();
    await this.recorder?.stop(async () => {
      if (!this.display?.virtual) return false;
      await this.display.stop();
      return true;
    });
    await this.display?.stop();
    if (!this.recorder) return { says: this.says };
    return finishedVideo(this.recorder.segments, this.tools);
  }
}

/** The video that a supervisor left in its run's folder when it was killed, if there is one that plays. */
export async function leftVideo(runFolder: string, tools: Tools): Promise<{ video?: Video; says: string }> {
  const file = join(runFolder, 'evidence', SEGMENTS_FILE);
  if (!existsSync(file)) return { says: 'not recorded' };
  const segments = JSON.parse(readFileSync(file, 'utf8')) as Segment[];
  return finishedVideo(
    segments.filter((s) => existsSync(s.file)),
    tools,
  );
}

async function finishedVideo(segments: Segment[], tools: Tools): Promise<{ video?: Video; says: string }> {
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
