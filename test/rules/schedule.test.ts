/** Schedules that people make, change, switch and delete (J18): what is kept, and what is refused by the field's name. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { at, ScheduleWorld } from './support/schedule-world.ts';

const t = suite('schedules');

t('J18: a new schedule has its zone, its next five times, and catches up once', () => {
  const w = new ScheduleWorld();
  const view = w.create();
  assert.equal([view.timezone, view.missed, view.enabled, view.params], ['Europe/Berlin', 'once', true, {}]);
  assert.equal(
    view.times.map((time) => new Date(time).toISOString().slice(0, 16)),
    ['2026-11-27T05:00', '2026-11-28T05:00', '2026-11-29T05:00', '2026-11-30T05:00', '2026-12-01T05:00'],
  );
  assert.is(view.says, 'next 2026-11-27 06:00 +01:00');
  assert.equal(w.f.effects('schedule'), [{ kind: 'schedule', when: at('2026-11-27T05:00:00Z') }]);
});

t('J18: without a zone it is UTC; a zone in small letters is the one that is meant', () => {
  const w = new ScheduleWorld();
  assert.is(w.create({ timezone: undefined }).timezone, 'UTC');
  assert.is(w.create({ name: 'b', timezone: 'america/new_york' }).timezone, 'America/New_York');
});

t('J18: every so many minutes counts from the minute in which it was set', () => {
  const w = new ScheduleWorld();
  const view = w.create({ rule: { kind: 'every', every: 900_000 } });
  assert.equal(view.rule, { kind: 'every', every: 900_000, from: at('2026-11-26T12:00:00Z') });
  assert.is(view.next, at('2026-11-26T12:15:00Z'));
});

const wrongCrons: [string, RegExp][] = [
  ['61 * * * *', /^rule\.cron: the minute "61" is not understood; allowed are 0 to 59;/],
  ['0 25 * * *', /the hour "25" is not understood; allowed are 0 to 23/],
  ['0 0 32 * *', /the day of month "32"/],
  ['0 0 * 13 *', /the month "13" is not understood; allowed are 1 to 12 or JAN to DEC/],
  ['0 0 * * mondays', /the day of week "mondays" is not understood; allowed are 0 to 7/],
  ['5/5 * * * *', /the minute "5\/5"/],
  ['* * *', /has 3 fields; five are expected \(minute, hour, day of month, month, day of week\)/],
  ['0 0 6 * * *', /has 6 fields; .* There are no seconds and no years/],
  ['@nightly', /there is no "@nightly"; there are @yearly/],
  ['0 0 31 2 *', /^rule: never comes: there is no such day \(like 31 February\)/],
];
for (const [cron, says] of wrongCrons)
  t(`J18: the cron "${cron}" is refused with its field`, () => {
    const error = new ScheduleWorld().refused('ValidationError', { rule: { kind: 'cron', cron } });
    assert.match(error.message, says);
    assert.is(error.field, 'rule.cron');
  });

const zones: [string, RegExp][] = [
  ['Europe/Berln', /^timezone: there is no time zone "Europe\/Berln"; did you mean Europe\/Berlin/],
  ['berlin', /did you mean Europe\/Berlin\?/],
  ['+02:00', /it is a name like Europe\/Berlin or America\/New_York, or UTC/],
  ['Mars/Olympus', /it is a name like Europe\/Berlin/],
];
for (const [timezone, says] of zones)
  t(`J18: the zone ${timezone} is refused with what may be meant`, () => {
    const error = new ScheduleWorld().refused('ValidationError', { timezone });
    assert.match(error.message, says);
    assert.is(error.field, 'timezone');
  });

t('J18: an end before the start, in the past, or before the first time is refused', () => {
  const w = new ScheduleWorld();
  const end = at('2026-11-26T20:00:00Z');
  assert.match(w.refused('ValidationError', { end }).message, /^end: no time of this rule comes up to the end/);
  assert.match(w.refused('ValidationError', { end: 5_000 }).message, 'end: it is over already');
  const error = w.refused('ValidationError', { start: at('2027-01-01T00:00:00Z'), end });
  assert.equal([error.field, error.message], ['end', 'end: lies before the start; nothing would ever start']);
  assert.equal(w.f.world.all('schedule'), []);
});

t('J13, J18: parameters are checked against the manifest, with the deployment’s own', () => {
  const w = new ScheduleWorld();
  w.f.publish(
    {
      version: '2.0.0',
      parameters: [
        { name: 'region', type: 'text', required: true },
        { name: 'rows', type: 'number' },
        { name: 'login', type: 'credential' },
      ],
    },
    'b',
  );
  const missing = w.refused('ValidationError', {});
  assert.equal([missing.field, /is required/.test(missing.message)], ['params.region', true]);
  const unknown = w.refused('ValidationError', { params: { region: 'eu', colour: 'red' } });
  assert.match(
    unknown.message,
    'params.colour: the package invoices has no such parameter (it has: region, rows, login)',
  );
  assert.is(w.refused('ValidationError', { params: { region: 'eu', rows: 'many' } }).field, 'params.rows');
  const view = w.create({ params: { region: 'eu', login: { user: 'u', secret: 's' } } });
  assert.equal(view.params, { region: 'eu', login: '•••' });
  w.update({ params: { region: 'us', login: '•••' } });
  assert.equal(w.row.params, { region: 'us' });
  assert.equal(w.f.typed(w.row, 'login'), { user: 'u', secret: 's' }, 'the mask keeps what is there');
});

t('J18: names are unique without regard to case; a deployment and a calendar must be there', () => {
  const w = new ScheduleWorld();
  w.create();
  assert.match(w.refused('Conflict', { name: 'NIGHTLY' }).message, 'there is already a schedule named');
  assert.is(w.refused('DeploymentNotFound', { name: 'b', deployment: 'none' }).field, 'deployment');
  assert.is(w.refused('CalendarNotFound', { name: 'b', calendar: 'none' }).field, 'calendar');
  w.f.refused('ScheduleNotFound', 'schedule.delete', { schedule: 'none' }, w.ada);
});

t('J18: what is not named stays; null takes away; times count anew only when one of them is named', () => {
  const w = new ScheduleWorld();
  w.create({ priority: 3_000, start: at('2026-12-24T00:00:00Z'), enabled: true });
  const { next } = w.row;
  w.now = '2026-11-27T05:00:05Z'; // 06:00 has come and nobody has looked yet
  w.update({ priority: null, missed: 'skip', name: 'daily' });
  assert.equal([w.row.priority, w.row.missed, w.row.name, w.row.next], [null, 'skip', 'daily', next]);
  const view = w.f.do('schedule.update', { schedule: 'daily', start: null, timezone: 'UTC' }, w.ada);
  assert.equal([view.start, view.next], [undefined, at('2026-11-27T06:00:00Z')]);
  assert.is(w.f.do('schedule.create', { ...nightly(w) }, w.ada).name, 'nightly', 'its first name is free again');
});
const nightly = (w: ScheduleWorld) => ({
  name: 'nightly',
  deployment: w.deployment,
  rule: { kind: 'cron', cron: '0 6 * * *' } as const,
});

t('J18: an operator may switch it, and only a developer change it', () => {
  const w = new ScheduleWorld();
  w.create();
  const operator = w.f.person('operator');
  w.f.refused('Forbidden', 'schedule.update', { schedule: 'nightly', priority: 1 }, operator);
  w.f.refused('Forbidden', 'schedule.delete', { schedule: 'nightly' }, operator);
  assert.equal([w.enable(false).says, w.next], ['disabled', 'none']);
  assert.is(w.enable(true).next, at('2026-11-27T05:00:00Z'));
});

t('C6: a disabled schedule shows its times, too, and counts from the moment it is enabled', () => {
  const w = new ScheduleWorld();
  assert.is(w.create({ enabled: false }).times.length, 5);
  w.now = '2026-12-05T05:00:10Z';
  assert.is(w.enable(true).next, at('2026-12-06T05:00:00Z'), 'what passed meanwhile is not caught up');
});

t('C6: all at once: those without a deployment stay off, and are named', () => {
  const w = new ScheduleWorld();
  w.create();
  const other = w.f.deploy().name;
  w.create({ name: 'b', deployment: other });
  w.create({ name: 'c' });
  const all = (enabled: boolean) => w.f.do('schedule.setAllEnabled', { enabled }, w.f.person('operator'));
  w.f.do('deployment.delete', { deployment: other }, w.f.person('admin'));
  assert.is(all(false).changed, 2);
  const { changed, kept } = all(true);
  assert.equal([changed, kept.map(({ name }) => name)], [2, ['b']]);
  assert.match(kept[0]!.because, `its deployment ${other} was deleted; name another and enable it again`);
  assert.is(kept[0]!.becauseAs?.form, '{schedule}: {says}', 'C: it can be said in another language');
});

t('J16: a deleted deployment stops its schedules, with the reason; another one lets them go on', () => {
  const w = new ScheduleWorld();
  w.create();
  w.f.do('deployment.delete', { deployment: w.deployment }, w.f.person('admin'));
  assert.equal([w.row.enabled, w.next], [0, 'none']);
  assert.match(w.row.because, `its deployment ${w.deployment} was deleted`);
  assert.match(
    w.f.refused('IllegalState', 'schedule.setEnabled', { schedule: 'nightly', enabled: true }, w.ada).message,
    'name another',
  );
  const stopped = w.update({ priority: 5 });
  assert.match(stopped.says, `disabled: its deployment ${w.deployment} was deleted`);
  assert.equal(stopped.becauseAs?.values, { deployment: w.deployment }, 'C: it can be said in another language');
  w.update({ deployment: w.f.deploy().name });
  const view = w.enable(true);
  assert.equal([view.because, view.next], [undefined, at('2026-11-27T05:00:00Z')]);
});

t('J18: deleting it leaves its jobs', () => {
  const w = new ScheduleWorld();
  w.create();
  w.due('2026-11-27T05:00:01Z');
  w.f.do('schedule.delete', { schedule: 'nightly' }, w.ada);
  assert.is(w.jobs.length, 1);
  assert.is(w.due('2026-11-28T05:00:01Z').due, 0);
  w.create();
});

t.run();
