/** Calendars of days off (J18): made, changed, used by schedules, deleted only when none uses them. */
import * as assert from 'uvu/assert';
import type { ScheduleRule } from '../../protocol/shapes-schedule.ts';
import { suite } from '../support/suite.ts';
import { at, ScheduleWorld } from './support/schedule-world.ts';

const t = suite('calendars');

const file = (text: string) => ({ format: 'csv' as const, text });
const make = (w: ScheduleWorld, change: object = {}) =>
  w.f.do('calendar.create', { name: 'holidays', file: file('2026-11-27,Black Friday\n2026-11-30'), ...change }, w.ada);

t('J18: a calendar out of a file: weekends are off, too, unless something else is said', () => {
  const w = new ScheduleWorld();
  const view = make(w);
  assert.equal([view.weekdaysOff, view.count, view.first, view.last], [['sat', 'sun'], 2, '2026-11-27', '2026-11-30']);
  assert.equal(view.days, [{ date: '2026-11-27', name: 'Black Friday' }, { date: '2026-11-30' }]);
  const other = make(w, { name: 'gulf', file: undefined, weekdaysOff: ['sat', 'fri'] });
  assert.equal([other.weekdaysOff, other.days], [['fri', 'sat'], []]);
});

t('J18: a schedule with it starts nothing on its days, and counts working days by it', () => {
  const w = new ScheduleWorld();
  make(w);
  assert.is(w.create({ calendar: 'holidays' }).next, at('2026-12-01T05:00:00Z'));
  const rule: ScheduleRule = { kind: 'calendar', time: '18:00', on: { kind: 'working-day', nth: [-1] } };
  assert.is(w.create({ name: 'b', rule, calendar: 'holidays', timezone: 'UTC' }).next, at('2026-11-26T18:00:00Z'));
  assert.equal(w.f.do('calendar.update', { calendar: 'holidays' }, w.ada).usedBy, ['nightly', 'b']);
});

t('J18: a changed calendar gives its schedules another next time at once; what is due this moment stays', () => {
  const w = new ScheduleWorld();
  make(w);
  w.create({ calendar: 'holidays' });
  w.f.do('calendar.update', { calendar: 'holidays', file: file('2026-12-01') }, w.ada);
  assert.is(w.next, '2026-11-27T05:00:00.000Z');
  w.now = '2026-11-27T05:00:01Z';
  w.f.do('calendar.update', { calendar: 'holidays', days: [{ date: '2026-11-27' }] }, w.ada);
  w.due();
  assert.equal([w.nominal, w.next], [['2026-11-27T05:00:00.000Z'], '2026-11-30T05:00:00.000Z']);
});

t('J18: missed for a year with a calendar that was changed meanwhile: one job, of a time that has passed', () => {
  const w = new ScheduleWorld();
  make(w);
  w.create({ calendar: 'holidays' });
  w.now = '2026-12-01T05:00:01Z';
  w.f.do('calendar.update', { calendar: 'holidays', days: [{ date: '2026-12-01' }, { date: '2026-12-02' }] }, w.ada);
  w.due('2026-12-02T12:00:00Z');
  assert.equal(w.nominal, ['2026-12-01T05:00:00.000Z']);
});

t('J18: a calendar in which all of a rule’s days are off is refused for it; added later it is over', () => {
  const w = new ScheduleWorld();
  make(w);
  const saturdays = { kind: 'cron', cron: '0 6 * * SAT' } as const;
  assert.match(
    w.refused('ValidationError', { rule: saturdays, calendar: 'holidays' }).message,
    'all of its days are days off',
  );
  w.f.do('calendar.update', { calendar: 'holidays', weekdaysOff: [] }, w.ada);
  w.create({ rule: saturdays, calendar: 'holidays' });
  w.f.do('calendar.update', { calendar: 'holidays', weekdaysOff: ['sat'] }, w.ada);
  assert.is(w.update({}).says, 'over: no time of it comes any more');
  w.f.do('calendar.update', { calendar: 'holidays', weekdaysOff: ['sun'] }, w.ada);
  assert.is(w.next, '2026-11-28T05:00:00.000Z');
});

t('J18: one in use is not deleted, and its users are named; then it is', () => {
  const w = new ScheduleWorld();
  make(w);
  for (let i = 0; i < 7; i++) w.create({ name: `s${i}`, calendar: 'holidays' });
  const error = w.f.refused('InUse', 'calendar.delete', { calendar: 'holidays' }, w.ada);
  assert.is(error.message, 'holidays is used by: s0, s1, s2, s3, s4 and 2 more; take it from them first');
  for (let i = 0; i < 7; i++) w.f.do('schedule.update', { schedule: `s${i}`, calendar: null }, w.ada);
  w.f.do('calendar.delete', { calendar: 'holidays' }, w.ada);
  assert.equal(w.f.world.all('calendar'), []);
});

t('J18: wrong ones leave nothing: a wrong line, both a file and days, no day at all, a taken name', () => {
  const w = new ScheduleWorld();
  const refused = (change: object) =>
    w.f.refused('ValidationError', 'calendar.create', { name: 'x', ...change }, w.ada).message;
  assert.match(refused({ file: file('2026-11-27\nnever') }), 'file: line 2: "never" is no day');
  assert.match(refused({ file: file('2026-11-27'), days: [] }), 'file: give a file or days, not both');
  assert.match(refused({ weekdaysOff: [] }), 'days: name days off');
  assert.equal(w.f.world.all('calendar'), []);
  make(w);
  w.f.refused('Conflict', 'calendar.create', { name: 'HOLIDAYS' }, w.ada);
  w.f.refused('CalendarNotFound', 'calendar.delete', { calendar: 'none' }, w.ada);
  w.f.refused('Forbidden', 'calendar.delete', { calendar: 'holidays' }, w.f.person('operator'));
});

t('J18: after a new name the old one is free', () => {
  const w = new ScheduleWorld();
  make(w);
  w.create({ calendar: 'holidays' });
  assert.equal(w.f.do('calendar.update', { calendar: 'holidays', name: 'bank' }, w.ada).usedBy, ['nightly']);
  assert.is(w.update({}).calendar, 'bank');
  make(w);
});

t.run();
