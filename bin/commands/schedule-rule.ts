/** When a schedule starts, as it is typed (`--cron`, `--every`, `--monthly` …), as the API takes it, and back in words. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { MIN_EVERY_MS, type ScheduleRule, Weekday } from '../../protocol/shapes-schedule.ts';
import { DAY_MS, dayOf, instantOf, inZone, knownZone } from '../../protocol/zone.ts';
import { duration } from '../command.ts';

type RuleIn = ParamsIn<'schedule.create'>['rule'];
type CalendarIn = Extract<RuleIn, { kind: 'calendar' }>;

export interface RuleOptions {
  cron?: string;
  every?: number;
  from?: string;
  monthly?: CalendarIn['on'];
  weekly?: CalendarIn['on'];
  workdays?: boolean;
  at?: string;
  months?: number[];
  onDayOff?: 'skip' | 'before' | 'after';
}

const KINDS = ['cron', 'every', 'monthly', 'weekly', 'workdays'] as const;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export const ruleOptions = (command: Command): Command =>
  command
    .option('--cron <fields>', 'minute, hour, day of month, month, day of week: "0 6 * * 1-5"')
    .option('--every <duration>', 'each 15m, 2h, 1d …; at least 1m', every)
    .option('--from <date>', 'with --every: counted from there (default: from now)')
    .option('--monthly <days>', '"1,15", "last", "2nd tue", "last fri", "1st working day" …; with --at', monthly)
    .option('--weekly <days>', '"mon,fri"; with --at', weekly)
    .option('--workdays', 'each working day; with --at')
    .option('--at <time>', 'time of day, such as 06:00')
    .option('--months <months>', '"jan,jul" or "1,7": only in these; with --monthly, --weekly, --workdays', months)
    .addOption(
      new Option('--on-day-off <what>', 'when --monthly or --weekly meets a day off: leave it out, or move it').choices(
        ['skip', 'before', 'after'],
      ),
    );

/** The rule that was typed, or undefined when there was none. */
export function ruleOf(options: RuleOptions, zone: string): RuleIn | undefined {
  const kinds = KINDS.filter((kind) => options[kind] !== undefined);
  if (kinds.length > 1)
    return refuse('ValidationError', `--${kinds[0]} and --${kinds[1]}: a schedule has one rule; make two schedules`, {
      field: 'rule',
    });
  const [kind] = kinds;
  const onlyCalendar = kind === undefined || kind === 'cron' || kind === 'every';
  const stray = (['at', 'months', 'onDayOff'] as const).find((flag) => onlyCalendar && options[flag] !== undefined);
  if (stray)
    return refuse('ValidationError', `--${flagOf(stray)} goes with --monthly, --weekly or --workdays`, {
      field: stray,
    });
  if (options.from !== undefined && kind !== 'every')
    return refuse('ValidationError', '--from goes with --every', { field: 'from' });
  if (kind === undefined) return undefined;
  if (options.cron !== undefined) return { kind: 'cron', cron: options.cron };
  if (options.every !== undefined) {
    const from = options.from === undefined ? {} : { from: instant(options.from, zone, 'from') };
    return { kind: 'every', every: options.every, ...from };
  }
  return calendarRule(options);
}

const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function calendarRule({ monthly: byMonth, weekly: byWeek, at, months: only, onDayOff }: RuleOptions): CalendarIn {
  if (at === undefined)
    return refuse('ValidationError', '--at: say the time of day, such as --at 06:00', { field: 'at' });
  return {
    kind: 'calendar',
    time: /^\d:\d\d$/.test(at) ? `0${at}` : at,
    on: byMonth ?? byWeek ?? { kind: 'working-day' },
    ...(only ? { months: only } : {}),
    ...(onDayOff ? { onDayOff } : {}),
  };
}

function every(text: string): number {
  const ms = duration(text);
  if (ms < MIN_EVERY_MS) throw new InvalidArgumentError('must be at least 1m: schedules start at whole minutes.');
  return ms;
}

const ORDINALS: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 };

/** `1,15`, `last`, `2nd tue,last tue`, `1st working day`, `2nd last working day`. */
function monthly(text: string): CalendarIn['on'] {
  const found = text.split(',').map((part) => {
    const [, count, last, what] =
      /^(?:(first|second|third|fourth|fifth|\d{1,2}(?:st|nd|rd|th)?))?\s*(last)?\s*(\D*)$/.exec(
        part.trim().toLowerCase(),
      ) ?? notMonthly(part);
    const n = count === undefined ? 1 : (ORDINALS[count] ?? Number.parseInt(count, 10));
    if (count === undefined && last === undefined) return notMonthly(part);
    return { nth: last ? -n : n, what: (what ?? '').trim() };
  });
  const { what } = found[0]!;
  if (found.some((one) => one.what !== what)) return notMonthly(text);
  const nth = found.map((one) => one.nth);
  if (what === '' || what === 'day') return { kind: 'day', nth };
  if (/^(working ?day|workday)$/.test(what)) return { kind: 'working-day', nth };
  return { kind: 'weekday', nth, weekday: weekdayOf(what) ?? notMonthly(text) };
}

const notMonthly = (text: string): never => {
  throw new InvalidArgumentError(
    `"${text}" is not understood: say "1,15", "last", "2nd tue", "last fri", "1st working day" or "2nd last working day".`,
  );
};

/** `mon`, `monday` … */
const weekdayOf = (text: string): Weekday | undefined =>
  Weekday.options.find((day) => text.startsWith(day) && LONG[day].startsWith(text));
const LONG: Record<Weekday, string> = {
  mon: 'monday',
  tue: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
};

export function weekdays(text: string): Weekday[] {
  if (text.trim().toLowerCase() === 'none') return [];
  return text.split(',').map((part) => weekdayOf(part.trim().toLowerCase()) ?? noWeekday(part));
}

const noWeekday = (text: string): never => {
  throw new InvalidArgumentError(`"${text}" is no day of the week: say mon, tue, wed, thu, fri, sat or sun.`);
};

const weekly = (text: string): CalendarIn['on'] => ({ kind: 'week', weekdays: weekdays(text) });

function months(text: string): number[] {
  return text.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    const n = /^\d{1,2}$/.test(name) ? Number(name) : MONTHS.findIndex((month) => name.startsWith(month)) + 1;
    if (n >= 1 && n <= 12) return n;
    throw new InvalidArgumentError(`"${part}" is no month: say jan to dec, or 1 to 12.`);
  });
}

/** `2026-12-24`, `2026-12-24 18:00` on the zone's clock, or an instant with its offset. A day ends, as `end`, with its last moment. */
export function instant(text: string, zone: string, field: 'start' | 'end' | 'from' | 'after'): number {
  const [, date, time, offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text.trim()) ?? [];
  const day = dayOf(date ?? '');
  const within = time === undefined ? 0 : Date.parse(`1970-01-01T${time}Z`);
  if (day === undefined || Number.isNaN(within))
    return refuse(
      'ValidationError',
      `--${field} ${text}: must be like 2026-12-24, "2026-12-24 18:00" or 2026-12-24T18:00+01:00`,
      {
        field,
      },
    );
  if (offset !== undefined) return Date.parse(`${date}T${time}${offset.replace(/^(...)(\d\d)$/, '$1:$2')}`);
  // A zone that nobody knows is refused by the coordinator, which also says what may be meant.
  const known = knownZone(zone) ?? 'UTC';
  if (time === undefined && field === 'end') return instantOf(known, day + DAY_MS) - 1;
  return instantOf(known, day + within);
}

/** `cron 0 6 * * 1-5`, `every 15m`, `last working day at 18:00`. */
export function ruleText(rule: ScheduleRule, zone: string): string {
  if (rule.kind === 'cron') return `cron ${rule.cron}`;
  if (rule.kind === 'every')
    return `every ${spanText(rule.every)}${rule.from === undefined ? '' : ` from ${inZone(zone, rule.from)}`}`;
  const only = rule.months ? ` in ${rule.months.map((month) => MONTHS[month - 1]).join(', ')}` : '';
  const moved = { skip: '', before: ', the working day before a day off', after: ', the working day after a day off' };
  return `${choiceText(rule.on)} at ${rule.time}${only}${moved[rule.onDayOff ?? 'skip']}`;
}

function choiceText(on: CalendarIn['on']): string {
  if (on.kind === 'week') return `each ${on.weekdays.join(', ')}`;
  if (on.kind === 'working-day' && !on.nth) return 'each working day';
  const what = on.kind === 'day' ? 'day' : on.kind === 'weekday' ? on.weekday : 'working day';
  return `${(on.nth ?? []).map(ordinal).join(', ')} ${what} of the month`;
}

function ordinal(n: number): string {
  if (n === -1) return 'last';
  if (n < 0) return `${ordinal(-n)} last`;
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

function spanText(ms: number): string {
  for (const [unit, size] of [
    ['d', DAY_MS],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const)
    if (ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}
