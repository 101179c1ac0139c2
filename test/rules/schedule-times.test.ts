/** The nominal times of schedules (J18): rules, zones, daylight saving in both directions, days off, bounds. */
import * as assert from 'uvu/assert';
import { type DaysOff, daysOffIn, weekendOff } from '../../coordinator/domain/days-off.ts';
import { lastTime, nextTime, timesAfter } from '../../coordinator/domain/schedule-times.ts';
import type { DayChoice, ScheduleRule } from '../../protocol/shapes-schedule.ts';
import { dayOf } from '../../protocol/zone.ts';
import { suite } from '../support/suite.ts';
import { cron, timing, wallTimes } from './support/schedule-times.ts';

const t = suite('times of schedules');

/** Zone, rule, after, what the wall shows. */
const saving: [string, string, string, string, string[]][] = [
  [
    'a time that does not exist starts at the next valid minute, once',
    'Europe/Berlin',
    '30 2 * * *',
    '2026-03-27T12:00:00Z',
    ['2026-03-28 02:30 +01:00', '2026-03-29 03:00 +02:00', '2026-03-30 02:30 +02:00'],
  ],
  [
    'many that do not exist start once together, also with the one that is there anyway',
    'Europe/Berlin',
    '*/20 * * * *',
    '2026-03-29T00:15:00Z',
    ['2026-03-29 01:20 +01:00', '2026-03-29 01:40 +01:00', '2026-03-29 03:00 +02:00', '2026-03-29 03:20 +02:00'],
  ],
  [
    'a time that exists twice starts once, the first time',
    'Europe/Berlin',
    '30 2 * * *',
    '2026-10-24T12:00:00Z',
    ['2026-10-25 02:30 +02:00', '2026-10-26 02:30 +01:00'],
  ],
  [
    'so do all of the hour that exists twice',
    'Europe/Berlin',
    '*/30 * * * *',
    '2026-10-24T23:45:00Z',
    ['2026-10-25 02:00 +02:00', '2026-10-25 02:30 +02:00', '2026-10-25 03:00 +01:00'],
  ],
  [
    'America: forward',
    'America/New_York',
    '30 2 * * *',
    '2026-03-07T12:00:00Z',
    ['2026-03-08 03:00 -04:00', '2026-03-09 02:30 -04:00'],
  ],
  [
    'America: back',
    'America/New_York',
    '30 1 * * *',
    '2026-10-31T12:00:00Z',
    ['2026-11-01 01:30 -04:00', '2026-11-02 01:30 -05:00'],
  ],
  [
    'Lord Howe moves half an hour: forward',
    'Australia/Lord_Howe',
    '15 2 * * *',
    '2026-10-02T23:00:00Z',
    ['2026-10-04 02:30 +11:00', '2026-10-05 02:15 +11:00'],
  ],
  [
    'Lord Howe: back',
    'Australia/Lord_Howe',
    '45 1 * * *',
    '2026-04-03T23:00:00Z',
    ['2026-04-05 01:45 +11:00', '2026-04-06 01:45 +10:30'],
  ],
  [
    'Santiago jumps at midnight',
    'America/Santiago',
    '0 0 * * *',
    '2026-09-05T12:00:00Z',
    ['2026-09-06 01:00 -03:00', '2026-09-07 00:00 -03:00'],
  ],
  [
    'Samoa left out a whole day',
    'Pacific/Apia',
    '0 12 * * *',
    '2011-12-29T12:00:00Z',
    ['2011-12-29 12:00 -10:00', '2011-12-31 00:00 +14:00', '2011-12-31 12:00 +14:00'],
  ],
  [
    'a zone without daylight saving',
    'Asia/Kolkata',
    '30 2 * * *',
    '2026-03-28T00:00:00Z',
    ['2026-03-29 02:30 +05:30', '2026-03-30 02:30 +05:30'],
  ],
];
for (const [name, zone, text, after, wanted] of saving)
  t(`J18: ${name} (${zone}, ${text})`, () => {
    assert.equal(wallTimes(timing(cron(text), zone), after, wanted.length), wanted);
  });

t('J18: asked in the hour that exists twice, what was there the first time does not come again', () => {
  const hourly = timing(cron('*/15 * * * *'), 'Europe/Berlin');
  assert.equal(wallTimes(hourly, '2026-10-25T01:10:00Z', 2), ['2026-10-25 03:00 +01:00', '2026-10-25 03:15 +01:00']);
});

t('J18: every so many minutes is time that passes, whatever the wall shows', () => {
  const rule: ScheduleRule = { kind: 'every', every: 30 * 60_000, from: Date.parse('2026-10-24T22:00:00Z') };
  assert.equal(wallTimes(timing(rule, 'Europe/Berlin'), '2026-10-24T23:50:00Z', 5), [
    '2026-10-25 02:00 +02:00',
    '2026-10-25 02:30 +02:00',
    '2026-10-25 02:00 +01:00',
    '2026-10-25 02:30 +01:00',
    '2026-10-25 03:00 +01:00',
  ]);
});

t('J18: every: the first is at `from` when that is to come', () => {
  const rule: ScheduleRule = { kind: 'every', every: 3_600_000, from: 10_000_000 };
  assert.equal(timesAfter(timing(rule), 5, 2), [10_000_000, 13_600_000]);
  assert.equal(timesAfter(timing(rule), 10_000_000, 1), [13_600_000]);
});

const on = (choice: DayChoice, more: Partial<Extract<ScheduleRule, { kind: 'calendar' }>> = {}): ScheduleRule => ({
  kind: 'calendar',
  time: '06:00',
  on: choice,
  ...more,
});
const days = (rule: ScheduleRule, count: number, off?: DaysOff, after = '2026-01-01T00:00:00Z') =>
  wallTimes(timing(rule, 'UTC', { off }), after, count).map((time) => time.slice(0, 10));
const holidays = daysOffIn({
  weekdaysOff: ['sat', 'sun'],
  days: ['2026-01-01', '2026-04-30', '2026-05-01', '2026-12-31'].map((date) => ({ date })),
});

const calendarRules: [string, ScheduleRule, DaysOff | undefined, string[]][] = [
  ['nth days of the month', on({ kind: 'day', nth: [15, 1] }), undefined, ['2026-01-01', '2026-01-15', '2026-02-01']],
  [
    'a month without a 31st is left out',
    on({ kind: 'day', nth: [31] }),
    undefined,
    ['2026-01-31', '2026-03-31', '2026-05-31'],
  ],
  ['the last day', on({ kind: 'day', nth: [-1] }), undefined, ['2026-01-31', '2026-02-28', '2026-03-31']],
  [
    'the 29th of February, months named',
    on({ kind: 'day', nth: [29] }, { months: [2] }),
    undefined,
    ['2028-02-29', '2032-02-29'],
  ],
  [
    'the 2nd and the last Tuesday',
    on({ kind: 'weekday', nth: [2, -1], weekday: 'tue' }),
    undefined,
    ['2026-01-13', '2026-01-27', '2026-02-10', '2026-02-24'],
  ],
  [
    'a 5th Friday is not in each month',
    on({ kind: 'weekday', nth: [5], weekday: 'fri' }),
    undefined,
    ['2026-01-30', '2026-05-29'],
  ],
  [
    'the last working day: Monday to Friday without a calendar',
    on({ kind: 'working-day', nth: [-1] }),
    undefined,
    ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30'],
  ],
  [
    'working days by the calendar: the 1st and the last',
    on({ kind: 'working-day', nth: [1, -1] }, { months: [1, 4, 12] }),
    holidays,
    ['2026-01-02', '2026-01-30', '2026-04-01', '2026-04-29', '2026-12-01', '2026-12-30'],
  ],
  ['each working day', on({ kind: 'working-day' }), holidays, ['2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07']],
  ['days of the week', on({ kind: 'week', weekdays: ['wed', 'mon'] }), undefined, ['2026-01-05', '2026-01-07']],
  ['a day off is skipped', on({ kind: 'day', nth: [1] }), holidays, ['2026-04-01', '2026-06-01', '2026-07-01']],
  [
    'or the working day after it, also in the next month',
    on({ kind: 'day', nth: [-1] }, { onDayOff: 'after' }),
    holidays,
    ['2026-02-02', '2026-03-02', '2026-03-31', '2026-05-04'],
  ],
  [
    'or the one before it, also in the month before; twice the same day is once',
    on({ kind: 'day', nth: [1, 2, 3] }, { onDayOff: 'before' }),
    holidays,
    ['2026-01-02', '2026-01-30', '2026-02-02', '2026-02-03', '2026-02-27'],
  ],
  [
    'without a calendar these are Saturdays and Sundays',
    on({ kind: 'day', nth: [1] }, { onDayOff: 'after' }),
    undefined,
    ['2026-01-01', '2026-02-02', '2026-03-02', '2026-04-01'],
  ],
];
for (const [name, rule, off, wanted] of calendarRules)
  t(`J18: ${name}`, () => assert.equal(days(rule, wanted.length, off), wanted));

t('J18: a calendar rule has its time in the zone, daylight saving included', () => {
  const rule = on({ kind: 'day', nth: [29] }, { time: '02:30', months: [3] });
  assert.equal(wallTimes(timing(rule, 'Europe/Berlin'), '2026-01-01T00:00:00Z', 1), ['2026-03-29 03:00 +02:00']);
});

t('J18: days off of an attached calendar are skipped by cron and by every, too', () => {
  const off = holidays;
  assert.equal(
    wallTimes(timing(cron('0 6,18 * * *'), 'UTC', { off }), '2026-04-29T12:00:00Z', 3).map((time) => time.slice(0, 16)),
    ['2026-04-29 18:00', '2026-05-04 06:00', '2026-05-04 18:00'],
  );
  const every: ScheduleRule = { kind: 'every', every: 7 * 3_600_000, from: Date.parse('2026-04-29T20:00:00Z') };
  assert.equal(
    wallTimes(timing(every, 'UTC', { off }), '2026-04-29T12:00:00Z', 2).map((time) => time.slice(0, 16)),
    ['2026-04-29 20:00', '2026-05-04 05:00'],
  );
});

t('J18: whether a day is off is judged in the zone of the schedule', () => {
  const off: DaysOff = (day) => day === dayOf('2026-05-01');
  const rule: ScheduleRule = { kind: 'every', every: 3_600_000, from: 0 };
  const [next] = wallTimes(timing(rule, 'Pacific/Auckland', { off }), '2026-04-30T11:30:00Z', 1);
  assert.is(next, '2026-05-02 00:00 +12:00');
});

t('J18: start and end belong to it', () => {
  const start = Date.parse('2026-06-01T06:00:00Z');
  const end = Date.parse('2026-06-03T06:00:00Z');
  const bound = timing(cron('0 6 * * *'), 'UTC', { start, end });
  assert.equal(
    wallTimes(bound, '2026-01-01T00:00:00Z', 9).map((time) => time.slice(0, 10)),
    ['2026-06-01', '2026-06-02', '2026-06-03'],
  );
  assert.is(nextTime({ ...bound, end: end - 1 }, end - 86_400_000), undefined);
});

t('J18: cron as people know it: either day, the last, the nearest weekday, names, nicknames', () => {
  const first = (text: string) => wallTimes(timing(cron(text)), '2026-03-01T00:00:30Z', 1)[0]!.slice(0, 16);
  assert.equal(
    ['0 6 1-7 * FRI', '0 0 L * *', '0 0 15W * *', '0 0 * * MON#2', '0 0 1 * +MON', '@daily', '0 12 * jul SUN'].map(
      first,
    ),
    [
      '2026-03-01 06:00',
      '2026-03-31 00:00',
      '2026-03-16 00:00',
      '2026-03-09 00:00',
      '2026-06-01 00:00',
      '2026-03-02 00:00',
      '2026-07-05 12:00',
    ],
  );
});

t('what never comes has no time', () => {
  assert.is(nextTime(timing(cron('0 0 31 2 *')), 0), undefined);
  assert.is(nextTime(timing(on({ kind: 'day', nth: [31] }, { months: [2, 4] })), 0), undefined);
  assert.is(nextTime(timing(cron('0 0 * * SAT'), 'UTC', { off: weekendOff }), 0), undefined);
});

t('the last time up to a moment is found without walking through all of them', () => {
  const everyMinute = timing(cron('* * 1-31 1 *'), 'Europe/Berlin');
  const known = nextTime(everyMinute, Date.parse('2000-01-01T00:00:00Z'))!;
  const last = lastTime(everyMinute, known, Date.parse('2026-11-26T12:00:00Z'));
  assert.is(new Date(last).toISOString(), '2026-01-31T22:59:00.000Z');
  assert.is(lastTime(everyMinute, known, known), known);
  assert.is(lastTime(everyMinute, known, known + 59_999), known);
  assert.is(lastTime(everyMinute, known, known + 60_000), known + 60_000);
});

t.run();
