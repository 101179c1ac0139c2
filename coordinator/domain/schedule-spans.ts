/**
 * Which nominal times of a schedule were dealt with (P13): spans that begin and end with one. What lies in a span is never
 * done again, wherever the clock goes; what lies between two spans was missed and may come, should the clock go back.
 */
import type { Span } from './rows-schedule.ts';
import { nextTime, type Timing } from './schedule-times.ts';

/** Each miss begins another span. Beyond it the two oldest become one: a clock that goes back so far finds less to do, never more. */
const MAX_SPANS = 16;

const isDone = (done: readonly Span[], time: number): Span | undefined =>
  done.find(([from, to]) => from <= time && time <= to);

/** The first nominal time after `after` that was not dealt with. */
export function nextOpen(timing: Timing, done: readonly Span[], after: number): number | undefined {
  let time = nextTime(timing, after);
  for (let span = time === undefined ? undefined : isDone(done, time); span && time !== undefined; ) {
    time = nextTime(timing, span[1]);
    span = time === undefined ? undefined : isDone(done, time);
  }
  return time;
}

/** `done` with this time: a span goes on with it when it is the next one behind it, else it begins one. */
export function withDone(timing: Timing, done: readonly Span[], time: number): Span[] {
  const before = done.filter(([, to]) => to < time);
  const later = done.filter(([from]) => from > time);
  const last = before.at(-1);
  const goesOn = last !== undefined && nextTime(timing, last[1]) === time;
  const spans: Span[] = goesOn
    ? [...before.slice(0, -1), [last[0], time], ...later]
    : [...before, [time, time], ...later];
  return spans.length <= MAX_SPANS ? spans : [[spans[0]![0], spans[1]![1]], ...spans.slice(2)];
}
