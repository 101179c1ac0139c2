/** Is there anything to see on the recording? Judges tiny frames: black, or one colour only (E11). */
import type { Log } from './display.ts';

export type Picture = 'good' | 'black' | 'one colour';

/** Brightest value of a channel that still counts as black, of 255. */
const BLACK = 16;
/** Greatest difference within a channel that still counts as one colour, of 255. */
const ONE_COLOUR = 6;
/** Frames in a row that must agree before anything is said: a page that is loading is white for a moment. */
const AGREE = 2;

/** Cells of the tiny picture that may differ all the same: the mouse pointer is always on the screen. */
const POINTER_CELLS = 4;

/** `frame` is rgb24. */
export function judge(frame: Buffer): Picture {
  const channels = [0, 1, 2].map((channel) => frame.filter((_, i) => i % 3 === channel).sort());
  const spans = channels.map((values) => [values[POINTER_CELLS] ?? 0, values.at(-1 - POINTER_CELLS) ?? 255] as const);
  if (spans.every(([, most]) => most <= BLACK)) return 'black';
  return spans.every(([least, most]) => most - least <= ONE_COLOUR) ? 'one colour' : 'good';
}

const says: Record<Picture, string> = {
  good: 'the recorded screen shows a picture again',
  black: 'the recorded screen is black: does the application show itself on this screen?',
  'one colour': 'the recorded screen shows one colour only: no window is on it',
};

/** Says each change once: a warning when the picture is bad, a line when it is good again. */
export function healthWatch(log: Log): (frame: Buffer) => void {
  let told: Picture = 'good';
  let last: Picture = 'good';
  let same = 0;
  return (frame) => {
    const now = judge(frame);
    same = now === last ? same + 1 : 1;
    last = now;
    if (now === told || same < AGREE) return;
    told = now;
    log(now === 'good' ? 'info' : 'warn', says[now]);
  };
}
