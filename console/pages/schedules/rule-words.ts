/** What a rule says, in words of the viewer's language. Pure. */
import type { DayChoice, ScheduleRule } from '../../../protocol/shapes-schedule.ts';
import { type Key, t } from '../../i18n/index.ts';
import { listed, monthName, ordinal, weekdayName } from '../../show/calendar-words.ts';
import { visible } from '../../show/visible.ts';
import { type CronCase, readCron } from './cron-builder.ts';

const MINUTE = 60_000;
const spans = [
  ['days', 24 * 60 * MINUTE],
  ['hours', 60 * MINUTE],
  ['minutes', MINUTE],
] as const;

export type SpanUnit = (typeof spans)[number][0];

/** The largest unit in which it is a whole number; seconds are not offered. */
export function spanOf(ms: number): { n: number; unit: SpanUnit } {
  const [unit, size] = spans.find(([, size]) => ms % size === 0) ?? spans[2];
  return { n: ms / size, unit };
}
export const spanMs = (n: number, unit: SpanUnit): number => n * spans.find(([name]) => name === unit)![1];

export function ruleWords(rule: ScheduleRule): string {
  if (rule.kind === 'cron') return cronWords(rule.cron);
  if (rule.kind === 'every') {
    const { n, unit } = spanOf(rule.every);
    return everyWords(n, unit);
  }
  const when = choiceWords(rule.on, rule.time);
  const only = rule.months ? t('rule.inMonths', { when, months: listed(rule.months.map(monthName)) }) : when;
  return rule.onDayOff === undefined || rule.onDayOff === 'skip'
    ? only
    : t(`rule.moved.${rule.onDayOff}`, { when: only });
}

/** `every minute`, `every 15 minutes`. */
const everyWords = (n: number, unit: SpanUnit): string =>
  n === 1 ? t(`rule.everyOne.${unit}`) : t(`rule.every.${unit}`, { n });

function cronWords(cron: string): string {
  const usual = readCron(cron);
  return usual ? usualWords(usual) : t('rule.cron', { cron: visible(cron) });
}

function usualWords(one: CronCase): string {
  switch (one.kind) {
    case 'minutes':
      return everyWords(one.every, 'minutes');
    case 'hourly':
      return t('rule.hourly', { minute: one.minute });
    case 'daily':
      return t('rule.daily', { time: one.time });
    case 'workweek':
      return t('rule.workweek', { time: one.time });
    case 'weekly':
      return t('rule.weekly', { days: listed(one.weekdays.map(weekdayName)), time: one.time });
    case 'monthly':
      return t('rule.monthly', { days: nth('rule.day', one.day), time: one.time });
  }
}

function choiceWords(on: DayChoice, time: string): string {
  if (on.kind === 'week') return t('rule.weekly', { days: listed(on.weekdays.map(weekdayName)), time });
  if (on.kind === 'working-day' && !on.nth) return t('rule.workdays', { time });
  return t('rule.monthly', { days: listed((on.nth ?? []).map((n) => nthWords(on, n))), time });
}

function nthWords(on: DayChoice, n: number): string {
  if (on.kind === 'weekday') return nth(`rule.${on.weekday}`, n);
  return nth(on.kind === 'day' ? 'rule.day' : 'rule.workday', n);
}

/** `2nd Tuesday`, `last Tuesday`, `2nd Tuesday from the end`. */
export function nth(kind: NthKind, n: number): string {
  if (n === -1) return t(`${kind}.last` as Key);
  return t(`${kind}.${n > 0 ? 'nth' : 'fromEnd'}` as Key, { nth: ordinal(Math.abs(n)) });
}

type NthKind = 'rule.day' | 'rule.workday' | `rule.${'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'}`;
