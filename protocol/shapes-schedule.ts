/** Schedules and calendars as they are sent and shown (J18): what starts a deployment by the clock, and which days are off. */
import { z } from 'zod';
import { Author, Count, Id, Instant, JobPriority, JobState, JsonValue, SaidAs } from './fields.ts';
import { dayOf } from './zone.ts';

/** Nothing is started more often by a schedule; ms. */
export const MIN_EVERY_MS = 60_000;
const MAX_EVERY_MS = 366 * 86_400_000;
/** Days that a calendar may list, and characters of a calendar file. */
export const MAX_DAYS_OFF = 5_000;
export const MAX_CALENDAR_CHARS = 1_000_000;
/** Characters of what a day off is called. */
export const MAX_DAY_NAME = 60;

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const Weekdays = z
  .array(Weekday)
  .max(7)
  .transform((days) => Weekday.options.filter((day) => days.includes(day)));

/** `06:00`, on the clock of the schedule's time zone. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 06:00 or 17:30');
/** 1 = the first, -1 = the last, -2 = the last but one. */
const nth = (most: number) =>
  z
    .int()
    .min(-most)
    .max(most)
    .refine((n) => n !== 0, `must be 1 to ${most}, or -1 for the last, -2 for the last but one`);

/** Which days of a month. */
export const DayChoice = z.discriminatedUnion('kind', [
  /** Days of the month: the 1st, the 15th, the last. A month without such a day has none. */
  z.strictObject({ kind: z.literal('day'), nth: z.array(nth(31)).min(1).max(62) }),
  /** The 2nd Tuesday, the last Friday. */
  z.strictObject({ kind: z.literal('weekday'), nth: z.array(nth(5)).min(1).max(10), weekday: Weekday }),
  /** The 3rd working day, the last one; without `nth` each of them. Which days are no working days the calendar says. */
  z.strictObject({ kind: z.literal('working-day'), nth: z.array(nth(31)).min(1).max(62).optional() }),
  /** These days of each week. */
  z.strictObject({
    kind: z.literal('week'),
    weekdays: Weekdays.refine((days) => days.length > 0, 'must name at least one day'),
  }),
]);

export const ScheduleRule = z.discriminatedUnion('kind', [
  /** Five fields: minute, hour, day of month, month, day of week. */
  z.strictObject({ kind: z.literal('cron'), cron: z.string().trim().min(1).max(200) }),
  /** Each `every` ms, counted from `from` (absent: from the minute in which it was set). */
  z.strictObject({
    kind: z.literal('every'),
    every: z.int().min(MIN_EVERY_MS, 'must be at least 60000 ms, a minute').max(MAX_EVERY_MS),
    from: Instant.optional(),
  }),
  z.strictObject({
    kind: z.literal('calendar'),
    time: TimeOfDay,
    on: DayChoice,
    /** 1 = January; absent = every month. */
    months: z.array(z.int().min(1).max(12)).min(1).max(12).optional(),
    /** What becomes of a day off: nothing, or the working day before or after it. */
    onDayOff: z.enum(['skip', 'before', 'after']).optional(),
  }),
]);
/** An IANA name such as `Europe/Berlin`, or `UTC`. */
export const ZoneName = z.string().trim().min(1).max(60);
/** What becomes of times that passed while the coordinator was down: nothing, or one job for all of them. */
export const Missed = z.enum(['skip', 'once']);

/** What a schedule did last. */
export const ScheduleResult = z.strictObject({
  /** The time that was due, and when that was dealt with. */
  nominal: Instant,
  at: Instant,
  /** It was caught up: the coordinator was not there in time. */
  late: z.boolean(),
  jobs: z.array(z.strictObject({ id: Id, state: JobState })),
  /** Why no job was made. */
  error: z.string().optional(),
  errorAs: SaidAs.optional(),
});
export const ScheduleView = z.strictObject({
  id: Id,
  name: z.string(),
  deployment: z.string(),
  rule: ScheduleRule,
  timezone: ZoneName,
  start: Instant.optional(),
  end: Instant.optional(),
  /** Of its own; what is not named is the deployment's. */
  params: z.record(z.string(), JsonValue),
  priority: JobPriority.optional(),
  calendar: z.string().optional(),
  missed: Missed,
  enabled: z.boolean(),
  /** Absent while it is disabled, and when nothing comes any more. */
  next: Instant.optional(),
  last: ScheduleResult.optional(),
  /** In one sentence: when it starts next, or why it does not. */
  says: z.string(),
  /** Why it is not enabled, if Gantry itself stopped it. */
  because: z.string().optional(),
  becauseAs: SaidAs.optional(),
  author: Author,
  created: Instant,
  editor: Author,
  updated: Instant,
});
export const ScheduleDetail = z.strictObject({
  ...ScheduleView.shape,
  /** The next five, also while it is disabled. */
  times: z.array(Instant),
});

const Day = z.string().refine((date) => dayOf(date) !== undefined, 'must be a day like 2026-12-25');
export const DayOff = z.strictObject({ date: Day, name: z.string().trim().max(MAX_DAY_NAME).optional() });
export const WeekdaysOff = Weekdays.refine((days) => days.length < 7, 'must leave at least one working day');
/** A calendar file as text, as it lies on the disk. */
export const CalendarFile = z.strictObject({
  format: z.enum(['csv', 'ics']),
  text: z.string().max(MAX_CALENDAR_CHARS, `must have at most ${MAX_CALENDAR_CHARS} characters`),
});
export const CalendarView = z.strictObject({
  id: Id,
  name: z.string(),
  weekdaysOff: z.array(Weekday),
  /** How many days off it lists, and the first and the last of them. */
  count: Count,
  first: Day.optional(),
  last: Day.optional(),
  /** Schedules, by name. */
  usedBy: z.array(z.string()),
  author: Author,
  created: Instant,
  editor: Author,
  updated: Instant,
});
export const CalendarDetail = z.strictObject({ ...CalendarView.shape, days: z.array(DayOff) });

export type Weekday = z.output<typeof Weekday>;
export type DayChoice = z.output<typeof DayChoice>;
export type ScheduleRule = z.output<typeof ScheduleRule>;
export type Missed = z.output<typeof Missed>;
export type ScheduleView = z.output<typeof ScheduleView>;
export type ScheduleDetail = z.output<typeof ScheduleDetail>;
export type DayOff = z.output<typeof DayOff>;
export type CalendarFile = z.output<typeof CalendarFile>;
export type CalendarView = z.output<typeof CalendarView>;
export type CalendarDetail = z.output<typeof CalendarDetail>;
