/** Which days are no working days (J18): the days off of each week, and those that a calendar lists. Days are wall times of midnight. */
import type { DayOff, Weekday } from '../../protocol/shapes-schedule.ts';
import { DAY_MS, dateOf } from '../../protocol/zone.ts';
import type { CalendarRow } from './rows-schedule.ts';

export const WEEKEND: readonly Weekday[] = ['sat', 'sun'];
/** In the order of `Date.getUTCDay`. */
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export type DaysOff = (day: number) => boolean;

export const weekdayOf = (day: number): Weekday => WEEKDAYS[new Date(day).getUTCDay()]!;
/** The day that a wall time lies in. */
export const dayAt = (wall: number): number => Math.floor(wall / DAY_MS) * DAY_MS;

/** Without a calendar: Saturday and Sunday. */
export const weekendOff: DaysOff = (day) => WEEKEND.includes(weekdayOf(day));

/** Rows never change in place: what was made of a list of days serves as long as that list does. */
const dates = new WeakMap<readonly DayOff[], ReadonlySet<string>>();

export function daysOffIn({ weekdaysOff, days }: Readonly<Pick<CalendarRow, 'weekdaysOff' | 'days'>>): DaysOff {
  let listed = dates.get(days);
  if (!listed) {
    listed = new Set(days.map(({ date }) => date));
    dates.set(days, listed);
  }
  const known = listed;
  return (day) => weekdaysOff.includes(weekdayOf(day)) || known.has(dateOf(day));
}
