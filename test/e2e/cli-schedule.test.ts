/** `gantry schedule` and `gantry calendar`, as a user types them (J18). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { CalendarDetail, ScheduleDetail, ScheduleView } from '../../protocol/shapes-schedule.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: schedules and calendars');
let fleet: Installation;
// The dates lie far ahead: the coordinator's clock is the real one.

t.before(async () => {
  fleet = await Installation.start();
  const parameters = [
    { name: 'region', type: 'text' },
    { name: 'rows', type: 'number' },
  ];
  await fleet.deployPackage('work', { 'main.mjs': '' }, { parameters });
});
t.after(() => fleet.stop());

const create = (name: string, ...args: string[]) => ['schedule', 'create', name, '--deployment', 'work', ...args];
const file = (name: string, text: string): string => {
  const path = join(fleet.folder, name);
  writeFileSync(path, text);
  return path;
};

t('J18: create, show, ls and next say when it starts, on the clock of its zone', async () => {
  assert.match((await fleet.ok('schedule', 'ls')).err, 'gantry schedule create NAME --deployment D --cron …');
  const args = ['--cron', '30 2 * * *', '--timezone', 'Europe/Berlin', '--param', 'rows=5', '--priority', '3000'];
  const made = await fleet.ok(...create('morning', ...args, '--start', '2087-03-29', '--end', '2087-03-31'));
  assert.match(
    made.out,
    'morning starts work: enabled\nnext 2087-03-29 02:30 +01:00\ncron 30 2 * * *, in Europe/Berlin',
  );
  assert.match(made.out, 'until 2087-03-31 23:59:59 +02:00');
  assert.match(made.out, 'parameters rows=5\npriority 3000\nmissed times are caught up once');
  assert.match(made.out, '  Sat 2087-03-29 02:30 +01:00\n  Sun 2087-03-30 03:00 +02:00\n  Mon 2087-03-31 02:30 +02:00');
  assert.match(
    (await fleet.ok('schedule', 'ls')).out,
    /morning\s+work\s+enabled\s+cron 30 2 \* \* \*\s+Europe\/Berlin\s+2087-03-29/,
  );
  const next = await fleet.json<{ times: number[] }>('schedule', 'next', 'morning', '--count', '2');
  assert.equal(
    next.times,
    ['2087-03-29T01:30:00Z', '2087-03-30T01:00:00Z'].map((iso) => Date.parse(iso)),
  );
});

t('J18: next of a rule that is not saved; the zone of this machine unless one is named', async () => {
  const args = [
    'schedule',
    'next',
    '--monthly',
    '2nd last working day',
    '--at',
    '9:30',
    '--after',
    '2026-11-01',
    '--count',
    '2',
  ];
  const { out, err } = await fleet.run(args, { env: { TZ: 'America/New_York' } });
  assert.is(out, 'Fri 2026-11-27 09:30 -05:00\nWed 2026-12-30 09:30 -05:00');
  assert.match(err, 'in America/New_York');
});

t('J18: set changes what is said, takes away with none, and keeps the rest', async () => {
  const args = [
    '--cron',
    '0 6 * * 1-5',
    '--start',
    'none',
    '--end',
    'none',
    '--param',
    'region=eu',
    '--missed',
    'skip',
  ];
  const view = await fleet.json<ScheduleDetail>('schedule', 'set', 'morning', ...args, '--own-priority');
  assert.equal(
    [view.rule, view.start, view.end, view.priority],
    [{ kind: 'cron', cron: '0 6 * * 1-5' }, undefined, undefined, undefined],
  );
  assert.equal([view.params, view.missed, view.timezone], [{ rows: 5, region: 'eu' }, 'skip', 'Europe/Berlin']);
  const bare = await fleet.json<ScheduleDetail>('schedule', 'set', 'morning', '--no-params', '--rename', 'early');
  assert.equal([bare.params, bare.name, bare.missed], [{}, 'early', 'skip']);
});

t('J18: calendars out of files; a schedule skips their days; one in use stays', async () => {
  const csv = file('holidays.csv', 'date,name\n2087-12-31,New Year’s Eve\n');
  assert.match(
    (await fleet.ok('calendar', 'add', 'holidays', csv)).out,
    'holidays: 1 day off, 2087-12-31 to 2087-12-31',
  );
  const args = ['--monthly', 'last working day', '--at', '18:00', '--calendar', 'holidays', '--timezone', 'UTC'];
  const view = await fleet.json<ScheduleDetail>(...create('close', ...args, '--start', '2087-12-01', '--disabled'));
  assert.equal([view.enabled, view.times[0]], [false, Date.parse('2087-12-30T18:00:00Z')]);
  const ics = file(
    'h.ics',
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20871230\r\nSUMMARY:Off\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  );
  const changed = await fleet.json<CalendarDetail>('calendar', 'set', 'holidays', ics, '--weekend', 'sun');
  assert.equal([changed.days, changed.weekdaysOff], [[{ date: '2087-12-30', name: 'Off' }], ['sun']]);
  assert.match(
    (await fleet.ok('schedule', 'show', 'close')).out,
    'Next, once it is enabled:\n  Wed 2087-12-31 18:00 +00:00',
  );
  const kept = await fleet.gantry('calendar', 'rm', 'holidays');
  assert.equal([kept.code, /holidays is used by: close/.test(kept.err)], [1, true]);
  assert.match((await fleet.ok('calendar', 'ls')).out, /holidays\s+sun\s+1\s+2087-12-30\s+2087-12-30\s+close/);
  await fleet.ok('schedule', 'set', 'close', '--calendar', 'none');
  assert.is((await fleet.ok('calendar', 'rm', 'holidays')).out, 'deleted the calendar holidays');
});

t('C6: enable and disable one, or all; rm', async () => {
  assert.match((await fleet.ok('schedule', 'disable', '--all')).out, /^disabled \d schedules?$/);
  assert.match((await fleet.ok('schedule', 'enable', 'close')).out, 'close starts work: enabled');
  assert.is((await fleet.ok('schedule', 'enable', '--all')).out, 'enabled 1 schedule');
  assert.equal(
    (await fleet.json<ScheduleView[]>('schedule', 'ls')).map((s) => s.enabled),
    [true, true],
  );
  assert.is((await fleet.gantry('schedule', 'enable')).code, 2);
  assert.is((await fleet.ok('schedule', 'rm', 'close')).out, 'deleted the schedule close');
  assert.is((await fleet.gantry('schedule', 'show', 'close')).code, 4);
});

const bad: [string, string[], number, RegExp][] = [
  ['a wrong cron', ['--cron', '61 * * * *'], 2, /rule\.cron: the minute "61" is not understood; allowed are 0 to 59/],
  ['an unknown zone', ['--cron', '0 6 * * *', '--timezone', 'Europe/Berln'], 2, /did you mean Europe\/Berlin\?/],
  ['two rules', ['--cron', '0 6 * * *', '--every', '5m'], 2, /--cron and --every: a schedule has one rule/],
  ['no rule', [], 2, /say when: --cron, --every/],
  ['no time of day', ['--monthly', '15'], 2, /--at: say the time of day, such as --at 06:00/],
  ['a day that is none', ['--weekly', 'mon,someday', '--at', '06:00'], 1, /"someday" is no day of the week/],
  ['31 February', ['--monthly', '31', '--months', 'feb', '--at', '06:00'], 2, /never comes: there is no such day/],
  ['a wrong date', ['--every', '5m', '--end', '31.12.2026'], 2, /--end 31\.12\.2026: must be like 2026-12-24/],
  [
    'an unknown parameter',
    ['--every', '5m', '--param', 'colour=red'],
    2,
    /has no such parameter \(it has: region, rows\)/,
  ],
  ['a priority beyond the limit', ['--every', '5m', '--priority', '5001'], 1, /must be a whole number from 0 to 5000/],
];
t('bad input is refused with the next step, and nothing is made', async () => {
  for (const [name, args, code, says] of bad) {
    const ran = await fleet.gantry(...create('bad', ...args));
    assert.equal([name, ran.code, ran.out], [name, code, '']);
    assert.match(ran.err, says);
  }
  const wrong = await fleet.gantry('calendar', 'add', 'bad', file('bad.csv', '2026-12-25\n12/26/2026\n'));
  assert.match(wrong.err, 'file: line 2: "12/26/2026" is no day; write it as 2026-12-25');
  assert.match(
    (await fleet.gantry('calendar', 'add', 'bad', file('bad.txt', 'x'))).err,
    '--format csv or --format ics',
  );
  assert.match((await fleet.gantry('calendar', 'add', 'bad', 'gone.csv')).err, "gone.csv can't be read (ENOENT)");
  assert.equal(await fleet.json('calendar', 'ls'), []);
  assert.is((await fleet.json<ScheduleView[]>('schedule', 'ls')).length, 1);
});

t('completion knows its words and the names of schedules', async () => {
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'schedule')!.commands;
  assert.equal(
    await words('schedule', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('schedule', 'show', ''), ['early']);
  assert.equal(await words('schedule', 'create', 'x', '--missed', ''), ['skip', 'once']);
});

t.run();
