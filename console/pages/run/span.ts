/** The span of a clip on a run's time axis (E15). Pure. */

/** A part of the time axis, in ms since the run's start. */
export interface Span {
  from: number;
  until: number;
}

/** Shorter ones could not be seen: a resource may be taken and finished within one frame. */
const SHORTEST_MS = 1_000;

interface Said {
  start: number;
  from: number | undefined;
  until: number | undefined;
  duration: number;
}

/** Within the axis, and long enough to be seen. Pure. */
export function spanOf({ start, from, until, duration }: Said): Span | undefined {
  if (from === undefined) return undefined;
  const begin = Math.min(Math.max(0, from - start), Math.max(0, duration - SHORTEST_MS));
  const end = until === undefined ? duration : until - start;
  return { from: begin, until: Math.min(duration, Math.max(end, begin + SHORTEST_MS)) };
}
