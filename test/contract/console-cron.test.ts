import * as assert from 'uvu/assert';
import { nextShift } from '../../console/pages/schedules/clock-shift.ts';
import { type CronCase, readCron, writeCron } from '../../console/pages/schedules/cron-builder.ts';
import { suite } from '../support/suite.ts';

const t = suite('the cron editor of the console');

const usual: [string, CronCase][] = [
  ['* * * * *', { kind: 'minutes', every: 1 }],
  ['*/15 * * * *', { kind: 'minutes', every: 15 }],
  ['5 * * * *', { kind: 'hourly', minute: 5 }],
  ['30 6 * * *', { kind: 'daily', time: '06:30' }],
  ['0 18 * * 1-5', { kind: 'workweek', time: '18:00' }],
  ['0 6 * * 1,4,0', { kind: 'weekly', time: '06:00', weekdays: ['mon', 'thu', 'sun'] }],
  ['0 6 15 * *', { kind: 'monthly', time: '06:00', day: 15 }],
];

t('J18: each usual case is written as cron and read again', () => {
  for (const [cron, one] of usual) {
    assert.is(writeCron(one), cron);
    assert.equal(readCron(cron), one, cron);
  }
});

t('J18: other ways to write a usual case are read as well', () => {
  assert.equal(readCron(' 0  6 * *  MON-FRI '), { kind: 'workweek', time: '06:00' });
  assert.equal(readCron('0 6 * * 7,mon'), { kind: 'weekly', time: '06:00', weekdays: ['mon', 'sun'] });
});

t('J18: what says more than a usual case is left as it was typed', () => {
  const more = [
    ...['', '0 6 * *', '0 6 * * * *', '*/7 * * * *', '0 6 1 1 *', '0 6 1 * 1', '0,30 6 * * *', '0 6 L * *'],
    ...['60 6 * * *', '0 24 * * *', '0 6 0 * *', '0 6 32 * *', '0 6 * * FRI#L', '0 6 * * 8', '@daily', '5 * 1 * *'],
  ];
  for (const cron of more) assert.is(readCron(cron), undefined, cron);
});

t('J18: the next change of the clocks is found, forward and back; zones without one have none', () => {
  const winter = Date.parse('2026-11-26T12:00:00Z');
  assert.equal(nextShift('Europe/Berlin', winter), { at: Date.parse('2027-03-28T01:00:00Z'), by: 3_600_000 });
  const summer = Date.parse('2026-07-01T12:00:00Z');
  assert.equal(nextShift('Europe/Berlin', summer), { at: Date.parse('2026-10-25T01:00:00Z'), by: -3_600_000 });
  assert.equal(nextShift('Australia/Lord_Howe', winter)?.by, -1_800_000); // half an hour
  assert.is(nextShift('Asia/Shanghai', winter), undefined);
  assert.is(nextShift('UTC', winter), undefined);
});

t.run();
