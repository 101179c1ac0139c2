/** Numbers, sizes, durations and times in the viewer's words. Pure. */
import { language, t } from '../i18n/index.ts';

/** Kind, underscore, and what changes in days only. */
const SAME_CHARACTERS = 6;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const numbers = new Intl.NumberFormat(language);
const decimals = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
/** Russian has no narrow words, only a minus: `-5 с`. */
const style = language === 'ru' ? 'short' : 'narrow';
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
const exactly = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
const onDay = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

export const count = (n: number): string => numbers.format(n);

/** The short English word for bytes has no plural: `40 byte`. */
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'].map((unit, i) => {
  const unitDisplay = i === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 });
});

export function bytes(n: number): string {
  let i = 0;
  for (; n >= 1_000 && i < units.length - 1; i++) n /= 1_000;
  return units[i]!.format(n);
}

/** `3.2 s`, `1 m 04 s`, `2 h 05 m`, `3 d 4 h`. */
export function duration(ms: number): string {
  const at = Math.max(0, ms);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const whole = (ms: number) => String(Math.floor(ms));
  if (at < 10 * SECOND) return t('span.seconds', { s: decimals.format(at / SECOND) });
  if (at < MINUTE) return t('span.seconds', { s: whole(at / SECOND) });
  if (at < HOUR) return t('span.minutes', { m: whole(at / MINUTE), s: two((at % MINUTE) / SECOND) });
  if (at < DAY) return t('span.hours', { h: whole(at / HOUR), m: two((at % HOUR) / MINUTE) });
  return t('span.days', { d: whole(at / DAY), h: whole((at % DAY) / HOUR) });
}

/** A position on a run's time axis: `01:04.250`, `1:02:03.000`; without the milliseconds for short labels. */
export function position(ms: number, withMs = true): string {
  const at = Math.abs(ms);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const hours = at >= HOUR ? `${Math.floor(at / HOUR)}:` : '';
  const rest = withMs ? `.${String(Math.floor(at % SECOND)).padStart(3, '0')}` : '';
  return `${ms < 0 ? '−' : ''}${hours}${two((at % HOUR) / MINUTE)}:${two((at % MINUTE) / SECOND)}${rest}`;
}

/** `12s ago`, `in 3h`; older than a week as a date. */
export function ago(instant: number, now: number): string {
  const ms = instant - now;
  const far = Math.abs(ms);
  if (far < 5 * SECOND) return t('time.now');
  if (far < MINUTE) return relative.format(Math.round(ms / SECOND), 'second');
  if (far < HOUR) return relative.format(Math.round(ms / MINUTE), 'minute');
  if (far < DAY) return relative.format(Math.round(ms / HOUR), 'hour');
  if (far < 7 * DAY) return relative.format(Math.round(ms / DAY), 'day');
  return onDay.format(instant);
}

/** The hour of the viewer's day: `14:00`. */
const hours = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
export const hourOf = (instant: number): string => hours.format(instant);

/** An instant for machines; nothing where there is none. */
export const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

export const exact = (instant: number): string => exactly.format(instant);

/**
 * What differs between neighbours of one list: ids begin with a kind and the slow part of the time, and have runs of
 * zeros. The whole id stands on hover.
 */
export const shortId = (id: string): string => id.slice(SAME_CHARACTERS).replace(/0{3,}/g, '-').replace(/-$/, '') || id;
