/** Days, months, ordinals and instants of a time zone in the viewer's words. Pure. */
import type { Weekday } from '../../protocol/shapes-schedule.ts';
import { language } from '../i18n/index.ts';

const DAY = 86_400_000;
/** Monday, 1 January 2024. */
const MONDAY = Date.UTC(2024, 0, 1);

const utc = { timeZone: 'UTC' } as const;
const shortWeekdays = new Intl.DateTimeFormat(language, { ...utc, weekday: 'short' });
const longWeekdays = new Intl.DateTimeFormat(language, { ...utc, weekday: 'long' });
const months = new Intl.DateTimeFormat(language, { ...utc, month: 'long' });
const days = new Intl.DateTimeFormat(language, { ...utc, dateStyle: 'medium' });
const lists = new Intl.ListFormat(language, { type: 'conjunction' });
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** As the contract has them, the week's first day first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies Weekday[];
const dayNumber = (day: Weekday): number => weekdays.indexOf(day);
export const weekdayName = (day: Weekday): string => shortWeekdays.format(MONDAY + dayNumber(day) * DAY);
export const weekdayLongName = (day: Weekday): string => longWeekdays.format(MONDAY + dayNumber(day) * DAY);
/** 1 = January. */
export const monthName = (month: number): string => months.format(Date.UTC(2024, month - 1, 1));
/** Of a date such as `2026-12-25`. */
export const dateWords = (date: string): string => days.format(Date.parse(`${date}T00:00:00Z`));
export const listed = (parts: readonly string[]): string => lists.format(parts);
/** English has endings; elsewhere the text around it has them. */
export const ordinal = (n: number): string =>
  language === 'en' ? `${n}${endings[ordinals.select(n)] ?? 'th'}` : String(n);

/** `Fri, 27 Nov 2026, 06:00` as the wall shows it there. */
export function inZoneWords(zone: string, instant: number): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  }).format(instant);
}

/** Day only, as the wall shows it there. */
export const dayInZone = (zone: string, instant: number): string =>
  new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'medium' }).format(instant);

/** Where this browser is. */
export const viewersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
