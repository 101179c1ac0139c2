/** Which days of a month a calendar rule means (J18): nth day, nth weekday, nth working day, days of the week. */
import type { DayChoice, ScheduleRule } from '../../protocol/shapes-schedule.ts';
import { DAY_MS } from '../../protocol/zone.ts';
import { type DaysOff, weekdayOf, weekendOff } from './days-off.ts';

type CalendarRule = Extract<ScheduleRule, { kind: 'calendar' }>;

/** Days off in a row beyond which "the working day before" is none. */
const MAX_SHIFT_DAYS = 60;

/** All days of a month, as wall times of midnight. `month` may be less than 0 or more than 11: the year follows. */
function daysOfMonth(year: number, month: number): number[] {
  const first = Date.UTC(year, month, 1);
  const count = Math.round((Date.UTC(year, month + 1, 1) - first) / DAY_MS);
  return Array.from({ length: count }, (_, i) => first + i * DAY_MS);
}

/**
 * The days on which the rule starts something in this month, in order, each once. `off`: the attached calendar's. A rule
 * that says what becomes of days off knows Saturdays and Sundays without a calendar, too.
 */
export function chosenDays(rule: CalendarRule, year: number, month: number, off: DaysOff | undefined): number[] {
  const here = daysOfMonth(year, month);
  const dayOff = off ?? (rule.onDayOff === undefined ? undefined : weekendOff);
  if (rule.on.kind === 'working-day' || dayOff === undefined || (rule.onDayOff ?? 'skip') === 'skip') {
    const days = meant(rule, year, month, off ?? weekendOff);
    return rule.on.kind === 'working-day' || dayOff === undefined ? days : days.filter((day) => !dayOff(day));
  }
  const step = rule.onDayOff === 'before' ? -DAY_MS : DAY_MS;
  // A day off at the edge of a month may lead into the next one.
  const around = [-2, -1, 0, 1, 2].flatMap((shift) => meant(rule, year, month + shift, dayOff));
  const shifted = around.flatMap((day) => workingDayFrom(day, step, dayOff) ?? []);
  const within = shifted.filter((day) => day >= here[0]! && day <= here.at(-1)!);
  return [...new Set(within)].sort((a, b) => a - b);
}

function workingDayFrom(day: number, step: number, off: DaysOff): number | undefined {
  for (let i = 0, at = day; i <= MAX_SHIFT_DAYS; i++, at += step) if (!off(at)) return at;
  return undefined;
}

/** Before anything is skipped or moved. */
function meant(rule: CalendarRule, year: number, month: number, off: DaysOff): number[] {
  if (rule.months && !rule.months.includes((((month % 12) + 12) % 12) + 1)) return [];
  const days = daysOfMonth(year, month);
  return candidates(rule.on, days, off);
}

function candidates(on: DayChoice, days: number[], off: DaysOff): number[] {
  switch (on.kind) {
    case 'day':
      return nths(days, on.nth);
    case 'weekday':
      return nths(
        days.filter((day) => weekdayOf(day) === on.weekday),
        on.nth,
      );
    case 'working-day': {
      const working = days.filter((day) => !off(day));
      return on.nth ? nths(working, on.nth) : working;
    }
    default:
      return days.filter((day) => on.weekdays.includes(weekdayOf(day)));
  }
}

/** 1 = the first, -1 = the last; what a month does not have is left out. */
function nths(days: number[], wanted: readonly number[]): number[] {
  const found = wanted.flatMap((n) => days.at(n > 0 ? n - 1 : n) ?? []);
  return [...new Set(found)].sort((a, b) => a - b);
}
