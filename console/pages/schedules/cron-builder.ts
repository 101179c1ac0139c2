/** The usual cases of cron as a person chooses them, from its five fields and back. Pure. */
import type { Weekday } from '../../../protocol/shapes-schedule.ts';
import { weekdays } from '../../show/calendar-words.ts';

export type CronCase =
  /** Every so many minutes of each hour. */
  | { kind: 'minutes'; every: number }
  /** Each hour, at this minute. */
  | { kind: 'hourly'; minute: number }
  | { kind: 'daily'; time: string }
  /** Monday to Friday. */
  | { kind: 'workweek'; time: string }
  | { kind: 'weekly'; time: string; weekdays: Weekday[] }
  | { kind: 'monthly'; time: string; day: number };

export const cronKinds = ['daily', 'workweek', 'weekly', 'monthly', 'hourly', 'minutes'] as const;
/** Minutes that divide an hour evenly. */
export const minuteSteps = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];

/** As cron numbers them: Sunday is 0. */
const cronDays: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export function writeCron(one: CronCase): string {
  switch (one.kind) {
    case 'minutes':
      return one.every === 1 ? '* * * * *' : `*/${one.every} * * * *`;
    case 'hourly':
      return `${one.minute} * * * *`;
    case 'daily':
      return `${clockFields(one.time)} * * *`;
    case 'workweek':
      return `${clockFields(one.time)} * * 1-5`;
    case 'weekly':
      return `${clockFields(one.time)} * * ${one.weekdays.map((day) => cronDays.indexOf(day)).join(',')}`;
    case 'monthly':
      return `${clockFields(one.time)} ${one.day} * *`;
  }
}

/** Undefined: it says more than the usual cases can. */
export function readCron(text: string): CronCase | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  if (month !== '*') return undefined;
  if (hour === '*') return day === '*' && weekday === '*' ? withinHour(minute) : undefined;
  const time = timeOf(minute, hour);
  if (time === undefined) return undefined;
  if (weekday === '*') return day === '*' ? { kind: 'daily', time } : monthly(time, day);
  return day === '*' ? onWeekdays(time, weekday) : undefined;
}

const number = (text: string, most: number): number | undefined =>
  /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

function withinHour(minute: string): CronCase | undefined {
  if (minute === '*') return { kind: 'minutes', every: 1 };
  const every = minute.startsWith('*/') ? number(minute.slice(2), 59) : undefined;
  if (every !== undefined) return minuteSteps.includes(every) ? { kind: 'minutes', every } : undefined;
  const at = number(minute, 59);
  return at === undefined ? undefined : { kind: 'hourly', minute: at };
}

function timeOf(minute: string, hour: string): string | undefined {
  const [m, h] = [number(minute, 59), number(hour, 23)];
  return m === undefined || h === undefined ? undefined : `${two(h)}:${two(m)}`;
}

function monthly(time: string, day: string): CronCase | undefined {
  const n = number(day, 31);
  return n === undefined || n === 0 ? undefined : { kind: 'monthly', time, day: n };
}

function onWeekdays(time: string, text: string): CronCase | undefined {
  if (/^(1-5|mon-fri)$/i.test(text)) return { kind: 'workweek', time };
  const days = text.split(',').map((part) => cronDays[number(part, 7)! % 7] ?? named(part));
  if (days.some((day) => day === undefined)) return undefined;
  return { kind: 'weekly', time, weekdays: weekdays.filter((day) => days.includes(day)) };
}

const named = (text: string): Weekday | undefined => cronDays.find((day) => day === text.toLowerCase());
const two = (n: number): string => String(n).padStart(2, '0');
/** `30 6` of `06:30`. */
const clockFields = (time: string): string => {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)}`;
};
