/** What the schedule form holds, made of a schedule and turned into the parameters of its verbs. Pure. */
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { Json } from '../../../protocol/fields.ts';
import type { DayChoice, Missed, ScheduleRule, ScheduleView, Weekday } from '../../../protocol/shapes-schedule.ts';
import { viewersZone } from '../../show/calendar-words.ts';
import { type SpanUnit, spanMs, spanOf } from './rule-words.ts';

export type RuleIn = ParamsIn<'schedule.preview'>['rule'];
export type DaysKind = 'each-working-day' | 'week' | 'day' | 'weekday' | 'working-day';

export interface ScheduleValues {
  name: string;
  deployment: string | null;
  kind: ScheduleRule['kind'];
  cron: string;
  every: number | string;
  unit: SpanUnit;
  from: number | undefined;
  time: string;
  days: DaysKind;
  /** As text, for the fields that choose several: `1`, `-1`. */
  nth: string[];
  weekday: Weekday;
  weekdays: Weekday[];
  months: string[];
  onDayOff: 'skip' | 'before' | 'after';
  timezone: string;
  start: number | undefined;
  end: number | undefined;
  calendar: string | null;
  missed: Missed;
  priority: number | string;
  params: Record<string, Json>;
}

export function newValues(deployment: string | null): ScheduleValues {
  return {
    ...{ name: '', deployment, kind: 'cron', cron: '0 6 * * *', every: 15, unit: 'minutes', from: undefined },
    ...{ time: '06:00', days: 'each-working-day', nth: ['1'], weekday: 'mon', weekdays: ['mon'], months: [] },
    ...{ onDayOff: 'skip', timezone: viewersZone(), start: undefined, end: undefined, calendar: null },
    ...{ missed: 'once', priority: '', params: {} },
  };
}

export function valuesOf(schedule: ScheduleView): ScheduleValues {
  const { name, deployment, timezone, start, end, calendar = null, missed, priority = '', params } = schedule;
  return {
    ...newValues(deployment),
    ...{ name, timezone, start, end, calendar, missed, priority, params },
    ...ruleValues(schedule.rule),
  };
}

function ruleValues(rule: ScheduleRule): Partial<ScheduleValues> {
  if (rule.kind === 'cron') return { kind: 'cron', cron: rule.cron };
  if (rule.kind === 'every') {
    const { n, unit } = spanOf(rule.every);
    return { kind: 'every', every: n, unit, from: rule.from };
  }
  const { time, on, months = [], onDayOff = 'skip' } = rule;
  return { kind: 'calendar', time, months: months.map(String), onDayOff, ...choiceValues(on) };
}

function choiceValues(on: DayChoice): Partial<ScheduleValues> {
  if (on.kind === 'week') return { days: 'week', weekdays: on.weekdays };
  if (on.kind === 'working-day' && !on.nth) return { days: 'each-working-day' };
  const nth = (on.nth ?? []).map(String);
  return on.kind === 'weekday' ? { days: 'weekday', nth, weekday: on.weekday } : { days: on.kind, nth };
}

export function ruleOf(values: ScheduleValues): RuleIn {
  const { kind, cron, every, unit, from, time } = values;
  if (kind === 'cron') return { kind, cron };
  if (kind === 'every') return { kind, every: spanMs(Number(every), unit), ...(from === undefined ? {} : { from }) };
  const months = values.months.map(Number);
  return {
    ...{ kind, time, on: choiceOf(values) },
    ...(months.length > 0 ? { months } : {}),
    ...(values.days === 'each-working-day' ? {} : { onDayOff: values.onDayOff }),
  };
}

function choiceOf({ days, nth: texts, weekday, weekdays }: ScheduleValues): Extract<RuleIn, { on: unknown }>['on'] {
  const nth = texts.map(Number);
  switch (days) {
    case 'each-working-day':
      return { kind: 'working-day' };
    case 'week':
      return { kind: 'week', weekdays };
    case 'weekday':
      return { kind: 'weekday', nth, weekday };
    case 'day':
    case 'working-day':
      return { kind: days, nth };
  }
}

/** Whose next times a preview shows. */
export function timingOf(values: ScheduleValues): ParamsIn<'schedule.preview'> {
  const { timezone, start, end, calendar } = values;
  return {
    ...{ rule: ruleOf(values), timezone, calendar },
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  };
}

/** As both verbs that save take it. */
export function settingsOf(values: ScheduleValues) {
  const { timezone, start = null, end = null, calendar, missed, priority, params } = values;
  return {
    ...{ rule: ruleOf(values), timezone, start, end, calendar, missed, params },
    priority: priority === '' ? null : Number(priority),
  };
}

/** Where a field that the coordinator names stands in the form. */
export function fieldOf(field: string, { kind, days }: ScheduleValues): string | undefined {
  if (!field.startsWith('rule')) return undefined;
  if (kind === 'cron') return 'cron';
  if (kind === 'every') return field === 'rule.from' ? 'from' : 'every';
  if (field === 'rule.time' || field === 'rule.months') return field.slice('rule.'.length);
  return days === 'week' ? 'weekdays' : days === 'each-working-day' ? 'time' : 'nth';
}
