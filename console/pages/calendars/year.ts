/** The days of a year as a calendar shows them: months of weeks that begin on Monday. Pure. */
import type { DayOff, Weekday } from '../../../protocol/shapes-schedule.ts';
import { weekdays } from '../../show/calendar-words.ts';

const DAY = 86_400_000;

export interface Day {
  date: string;
  /** Of the month. */
  n: number;
  weekday: Weekday;
}

const weekdayAt = (utc: number): number => (new Date(utc).getUTCDay() + 6) % 7;

/** Each month as weeks of seven places; places before the 1st and after the last day are empty. */
export function monthOf(year: number, month: number): (Day | undefined)[][] {
  const first = Date.UTC(year, month - 1, 1);
  const length = (Date.UTC(year, month, 1) - first) / DAY;
  const before = weekdayAt(first);
  const places = Array.from({ length: Math.ceil((before + length) / 7) * 7 }, (_, i) => {
    const n = i - before + 1;
    if (n < 1 || n > length) return undefined;
    const date = new Date(first + (n - 1) * DAY).toISOString().slice(0, 10);
    return { date, n, weekday: weekdays[i % 7]! };
  });
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
}

/** By date; a day that was off is a working day again. */
export function toggledDay(days: readonly DayOff[], date: string): DayOff[] {
  const rest = days.filter((day) => day.date !== date);
  return rest.length < days.length ? rest : [...rest, { date }].sort((a, b) => (a.date < b.date ? -1 : 1));
}

export const namedDay = (days: readonly DayOff[], date: string, name: string): DayOff[] =>
  days.map((day) => (day.date === date ? { date, ...(name === '' ? {} : { name }) } : day));
