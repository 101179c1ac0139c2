/** Is there anything to see on the recording (E11)? Judges tiny frames and the screen's size, and says each change once. */
import type { LogLevel } from '../../protocol/fields.ts';
import type { Log } from './display.ts';
import { EYE_SECONDS } from './ffmpeg-args.ts';
import type { Size } from './x11.ts';

export type Picture = 'good' | 'black' | 'one colour';
type Bad = Exclude<Picture, 'good'> | 'frozen' | 'stalled';

/** Brightest value of a channel that still counts as black, of 255. */
const BLACK = 16;
/** Greatest difference within a channel that still counts as one colour, of 255. */
const ONE_COLOUR = 6;
/** Frames in a row that must agree before anything is said: a page that is loading is white for a moment. */
const AGREE = 2;
/** Frames in a row without any difference that count as frozen: 8 s. */
const FROZEN = 1 + 8 / EYE_SECONDS;
/** Changes that are said in one run; a screen that flickers between good and bad for hours fills no log. */
const MAX_SAID = 100;

/** Cells of the tiny picture that may differ all the same: the mouse pointer is always on the screen. */
const POINTER_CELLS = 4;

/** `frame` is rgb24. */
export function judge(frame: Buffer): Picture {
  const channels = [0, 1, 2].map((channel) => frame.filter((_, i) => i % 3 === channel).sort());
  const spans = channels.map((values) => [values[POINTER_CELLS] ?? 0, values.at(-1 - POINTER_CELLS) ?? 255] as const);
  if (spans.every(([, most]) => most <= BLACK)) return 'black';
  return spans.every(([least, most]) => most - least <= ONE_COLOUR) ? 'one colour' : 'good';
}

const says: Record<Bad, string> = {
  black: 'the recorded screen is black: does the application show itself on this screen?',
  'one colour': 'the recorded screen shows one colour only: no window is on it',
  frozen: 'the recorded screen is frozen: nothing on it has changed for 8 s',
  stalled: 'the recorded screen is frozen: it has given the recorder no picture for some seconds',
};

/** A robot that waits is still as well: that is worth a line, not a warning. */
const levelOf = (bad: Bad): LogLevel => (bad === 'frozen' ? 'info' : 'warn');

export interface HealthOptions {
  log: Log;
  /** What is said of the run's recording now: `recording: the recorded screen is black …`. */
  tell: (text: string) => void;
  /** ms since the run's start. */
  atMs: () => number;
}

export class Health {
  readonly #options: HealthOptions;
  readonly #badMs = new Map<Bad, number>();
  #told: Bad | undefined;
  #toldMs = 0;
  #said = 0;
  #last: Picture = 'good';
  #agreeing = 0;
  #frame: Buffer | undefined;
  #alike = 0;
  #size = '';

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** A tiny frame (EYE, rgb24) of what is recorded; undefined: none has come although one was due. */
  frame(frame: Buffer | undefined): void {
    if (!frame) {
      this.#frame = undefined;
      this.#become('stalled');
      return;
    }
    const now = judge(frame);
    this.#agreeing = now === this.#last ? this.#agreeing + 1 : 1;
    this.#last = now;
    this.#alike = this.#frame?.equals(frame) ? this.#alike + 1 : 1;
    this.#frame = Buffer.from(frame);
    const frozen = this.#alike >= FROZEN;
    if (this.#agreeing < AGREE && this.#told !== 'stalled') return;
    if (now !== 'good') this.#become(now);
    else this.#become(frozen ? 'frozen' : undefined);
  }

  /** Nothing is recorded for a while, and that is meant (S5): the next frame is compared with none before. */
  pause(): void {
    this.#frame = undefined;
  }

  /** The screen as it is, and as it should be: what is recorded, or what the package was made for. */
  size(is: Size, wanted: Size): void {
    const wrong = is.width !== wanted.width || is.height !== wanted.height;
    const text = wrong
      ? `the recorded screen has the wrong size: it is ${is.width}x${is.height}, not ${wanted.width}x${wanted.height}`
      : '';
    if (text === this.#size) return;
    this.#size = text;
    if (wrong) this.#say('warn', text);
    else this.#say('info', 'the recorded screen has the right size again');
  }

  /** What was wrong for longer than a moment, for the end of the run; '' when nothing was. */
  summary(): string {
    this.#count();
    const parts = [...this.#badMs]
      .filter(([bad]) => bad !== 'frozen')
      .map(([bad, ms]) => `${bad === 'stalled' ? 'frozen' : bad} for ${Math.round(ms / 1_000)} s`);
    return [...parts, ...(this.#size ? ['of the wrong size'] : [])].join(', ');
  }

  #become(bad: Bad | undefined): void {
    if (bad === this.#told) return;
    this.#count();
    const before = this.#told;
    this.#told = bad;
    if (bad) this.#say(levelOf(bad), says[bad]);
    else if (before) this.#say('info', 'the recorded screen shows a picture again');
  }

  /** The time that the state of now has lasted. */
  #count(): void {
    const now = this.#options.atMs();
    if (this.#told) this.#badMs.set(this.#told, (this.#badMs.get(this.#told) ?? 0) + now - this.#toldMs);
    this.#toldMs = now;
  }

  #say(level: LogLevel, text: string): void {
    if (++this.#said > MAX_SAID) return;
    this.#options.log(level, this.#said < MAX_SAID ? text : `${text}; more of this is not said`);
    const bad = [this.#told ? says[this.#told] : '', this.#size].filter(Boolean);
    this.#options.tell(bad.length > 0 ? `recording: ${bad.join('; ')}` : 'recording');
  }
}
