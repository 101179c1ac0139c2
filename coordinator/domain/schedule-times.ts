/**
 * The nominal times of a schedule (J18): pure, from a rule, a time zone, bounds and days off. A rule is a matter of the wall's
 * clock; when the wall shows a time that does not exist, or twice, protocol/zone.ts decides. Hence each time of the wall has
 * one nominal time, whatever the clock does.
 */
import { never } from '../../protocol/errors.ts';
import type { ScheduleRule } from '../../protocol/shapes-schedule.ts';
import { DAY_MS, instantOf, wallOf } from '../../protocol/zone.ts';
import { type DaysOff, dayAt } from './days-off.ts';
import { nextCron } from './schedule-cron.ts';
import { chosenDays } from './schedule-days.ts';

export interface Timing {
  /** Of `every` with its `from`. */
  rule: ScheduleRule;
  timezone: string;
  /** Both moments belong to it; 0 = no such bound. */
  start: number;
  end: number;
  /** undefined = every day is a working day. */
  off: DaysOff | undefined;
}

/** Beyond it a rule is taken for one that never comes: 29 February on a working Monday comes every 28 years. */
const HORIZON_MS = 40 * 366 * DAY_MS;

/** The first nominal time after `after`, or undefined when there is none any more. */
export function nextTime(timing: Timing, after: number): number | undefined {
  const from = timing.start > 0 ? Math.max(after, timing.start - 1) : after;
  const found = timing.rule.kind === 'every' ? nextEvery(timing, from) : nextOnWall(timing, from);
  return found !== undefined && timing.end > 0 && found > timing.end ? undefined : found;
}

/** The next `count` of them; fewer when there are no more. */
export function timesAfter(timing: Timing, after: number, count: number): number[] {
  const times: number[] = [];
  for (let next = nextTime(timing, after); next !== undefined; next = nextTime(timing, next)) {
    times.push(next);
    if (times.length >= count) break;
  }
  return times;
}

/** The last nominal time up to `upTo`, where `known` is one of them: found by halving, however many lie in between. */
export function lastTime(timing: Timing, known: number, upTo: number): number {
  let [low, high] = [known - 1, upTo];
  // Up to `low` there follows one that is not later than `upTo`; from `high` on none does.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const next = nextTime(timing, middle);
    if (next !== undefined && next <= upTo) low = next > middle ? Math.max(middle, next - 1) : middle;
    else high = middle;
  }
  const found = nextTime(timing, low);
  return found !== undefined && found <= upTo ? found : known; // `known` may be of an earlier calendar
}

function nextEvery({ rule, timezone, off }: Timing, after: number): number | undefined {
  if (rule.kind !== 'every') return undefined;
  const { every, from = 0 } = rule;
  let last = after;
  while (last <= after + HORIZON_MS) {
    const time = last < from ? from : from + (Math.floor((last - from) / every) + 1) * every;
    const day = dayAt(wallOf(timezone, time));
    if (!off?.(day)) return time;
    last = Math.max(time, instantOf(timezone, day + DAY_MS) - 1);
  }
  return undefined;
}

function nextOnWall(timing: Timing, after: number): number | undefined {
  const { timezone } = timing;
  let wall: number | undefined = wallOf(timezone, after);
  const horizon = wall + HORIZON_MS;
  while (wall !== undefined && wall <= horizon) {
    wall = nextWall(timing, wall);
    if (wall === undefined) return undefined;
    const instant = instantOf(timezone, wall);
    if (instant > after) return instant; // else the clock was put back, and this time was there already
  }
  return undefined;
}

/** The next time of the wall at which the rule starts something, days off left out. */
function nextWall({ rule, off }: Timing, after: number): number | undefined {
  switch (rule.kind) {
    case 'cron':
      return nextCronDay(rule.cron, after, off);
    case 'calendar':
      return nextChosen(rule, after, off);
    case 'every':
      return undefined;
    default:
      return never(rule);
  }
}

function nextCronDay(cron: string, after: number, off: DaysOff | undefined): number | undefined {
  let wall = nextCron(cron, after);
  while (wall !== undefined && off?.(dayAt(wall))) {
    if (wall > after + HORIZON_MS) return undefined;
    wall = nextCron(cron, dayAt(wall) + DAY_MS - 1_000);
  }
  return wall;
}

function nextChosen(
  rule: Extract<ScheduleRule, { kind: 'calendar' }>,
  after: number,
  off: DaysOff | undefined,
): number | undefined {
  const [hour, minute] = rule.time.split(':').map(Number) as [number, number];
  const time = (hour * 60 + minute) * 60_000;
  const date = new Date(after);
  const year = date.getUTCFullYear();
  for (let month = date.getUTCMonth(); Date.UTC(year, month, 1) <= after + HORIZON_MS; month++) {
    const found = chosenDays(rule, year, month, off).find((day) => day + time > after);
    if (found !== undefined) return found + time;
  }
  return undefined;
}
