/** When the clocks of a time zone are next put forward or back. Pure. */
import { DAY_MS, wallOf } from '../../../protocol/zone.ts';

export interface ClockShift {
  /** The instant of the change. */
  at: number;
  /** ms that the wall clock leaps; negative = back. */
  by: number;
}

/** Days ahead that are looked at. */
const AHEAD = 366;

export function nextShift(zone: string, from: number): ClockShift | undefined {
  const offset = (instant: number) => wallOf(zone, instant) - instant;
  const before = offset(from);
  for (let day = 1; day <= AHEAD; day++) {
    const after = from + day * DAY_MS;
    if (offset(after) === before) continue;
    let [low, high] = [after - DAY_MS, after];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    return { at: Math.round(high / 1_000) * 1_000, by: offset(after) - before };
  }
  return undefined;
}
