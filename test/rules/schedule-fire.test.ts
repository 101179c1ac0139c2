/** What happens when a schedule is due (J18, P13): one trigger for each nominal time, whatever the clock does. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { at, BERLIN, ScheduleWorld } from './support/schedule-world.ts';

const t = suite('schedules that are due');
const everyTen = { kind: 'every', every: 600_000, from: at('2026-11-26T12:00:00Z') } as const;

t('J18, J19, J29: at its time it makes a job, with its own parameters and priority, and says so', () => {
  const w = new ScheduleWorld();
  w.f.publish(
    {
      version: '2.0.0',
      parameters: [
        { name: 'region', type: 'text', default: 'eu' },
        { name: 'rows', type: 'number' },
      ],
    },
    'b',
  );
  w.f.do('deployment.update', { deployment: w.deployment, params: { rows: 5 } }, w.ada);
  const { id } = w.create({ params: { region: 'us' }, priority: 4_000 });
  assert.equal(w.due('2026-11-27T04:59:59Z'), { due: 0, made: [], failed: [], next: at('2026-11-27T05:00:00Z') });
  const { made } = w.due('2026-11-27T05:00:01Z');
  const [job] = w.jobs;
  assert.equal(made, [{ schedule: 'nightly', nominal: at('2026-11-27T05:00:00Z'), jobs: [job!.id] }]);
  assert.equal(
    [job!.state, job!.source, job!.priority, job!.params],
    ['queued', 'schedule', 4_000, { region: 'us', rows: 5 }],
  );
  assert.equal(job!.author, { kind: 'system', id, name: 'schedule nightly' });
  assert.is(w.next, '2026-11-28T05:00:00.000Z');
  const { last } = w.update({});
  assert.equal(
    [last?.nominal, last?.late, last?.jobs],
    [at('2026-11-27T05:00:00Z'), false, [{ id: job!.id, state: 'queued' }]],
  );
});

t('P13: looked at again and again in the same minute, there is one job', () => {
  const w = new ScheduleWorld();
  w.create();
  for (const second of ['00', '00', '01', '59']) w.due(`2026-11-27T05:00:${second}Z`);
  assert.is(w.jobs.length, 1);
});

t('J15: named robots get one job each, of the same time', () => {
  const w = new ScheduleWorld();
  const robots = ['one', 'two'].map((name) => w.f.robot(name));
  const named = w.f.deploy({ robots: ['one', 'two'] }).name;
  w.create({ deployment: named });
  w.due('2026-11-27T05:00:00Z');
  assert.equal(w.jobs.map((job) => job.robot).sort(), robots.sort());
  assert.is(new Set(w.nominal).size, 1);
});

t('J18: missed while the coordinator was down: one for all of them, of the last time', () => {
  const w = new ScheduleWorld();
  w.create();
  const { made } = w.due('2026-12-05T12:00:00Z');
  assert.equal(w.nominal, ['2026-12-05T05:00:00.000Z']);
  assert.is(made.length, 1);
  assert.is(w.row.result?.late, true);
  assert.is(w.next, '2026-12-06T05:00:00.000Z');
});

t('J18: or none, when missed ones are skipped; that is said', () => {
  const w = new ScheduleWorld();
  w.create({ missed: 'skip' });
  const { failed } = w.due('2026-12-05T12:00:00Z');
  assert.equal([w.jobs.length, w.next], [0, '2026-12-06T05:00:00.000Z']);
  assert.match(failed[0]!.because, 'missed: the coordinator was not there in time, and missed times are skipped');
  w.due('2026-12-06T05:00:59Z');
  assert.equal(w.nominal, ['2026-12-06T05:00:00.000Z'], 'a minute late is in time');
});

t('J18: what is in time stands for what was missed: never two at once after a pause', () => {
  const w = new ScheduleWorld();
  w.create({ rule: everyTen });
  w.due('2026-11-26T15:00:30Z');
  assert.equal(w.nominal, ['2026-11-26T15:00:00.000Z']);
  assert.is(w.row.result?.late, false);
});

t('J18: two that are both in time are both made', () => {
  const w = new ScheduleWorld();
  w.create({ rule: { kind: 'cron', cron: '* * * * *' } });
  w.due('2026-11-26T12:02:00Z');
  assert.equal(w.nominal, ['2026-11-26T12:01:00.000Z', '2026-11-26T12:02:00.000Z']);
});

t('P13: a clock that goes back fires nothing twice, and goes on with what is to come', () => {
  const w = new ScheduleWorld();
  w.create({ rule: everyTen });
  for (const time of ['12:10', '12:20', '12:30']) w.due(`2026-11-26T${time}:00Z`);
  w.due('2026-11-26T12:05:00Z');
  assert.is(w.next, '2026-11-26T12:40:00.000Z');
  for (const time of ['12:10', '12:20', '12:30', '12:39']) w.due(`2026-11-26T${time}:00Z`);
  assert.is(w.jobs.length, 3);
  w.due('2026-11-26T12:40:00Z');
  assert.is(w.jobs.length, 4);
});

t('P13: a clock that was years ahead for a while costs no time but those that were dealt with then', () => {
  const w = new ScheduleWorld();
  w.create();
  w.due('2036-01-01T05:00:10Z');
  assert.is(w.nominal.at(-1), '2036-01-01T05:00:00.000Z');
  w.due('2026-11-26T12:01:00Z');
  assert.is(w.next, '2026-11-27T05:00:00.000Z');
  w.due('2026-11-27T05:00:00Z');
  assert.equal(w.nominal, ['2026-11-27T05:00:00.000Z', '2036-01-01T05:00:00.000Z']);
  w.due('2035-12-31T05:00:00Z');
  assert.is(w.next, '2036-01-02T05:00:00.000Z', 'the first of January was');
});

t('P13: one whose end came while the clock was ahead goes on, too', () => {
  const w = new ScheduleWorld();
  w.create({ end: at('2027-01-31T12:00:00Z') });
  w.due('2036-01-01T12:00:00Z');
  assert.is(w.next, 'none');
  assert.match(w.update({}).says, 'over: no time of it comes any more (its end is 2027-01-31 13:00 +01:00)');
  w.due('2026-11-26T13:00:00Z');
  assert.is(w.next, '2026-11-27T05:00:00.000Z');
});

t('P13: however often the clock jumps, a schedule remembers little', () => {
  const w = new ScheduleWorld();
  w.create();
  for (let day = 0; day < 200; day += 3) w.due(new Date(at('2027-01-01T05:00:00Z') + day * 86_400_000).toISOString());
  assert.ok(w.row.done.length <= 16);
  const before = w.jobs.length;
  w.due('2027-01-01T04:00:00Z');
  for (let day = 0; day < 200; day++) w.due(new Date(at('2027-01-01T05:00:00Z') + day * 86_400_000).toISOString());
  const times = w.nominal;
  assert.is(new Set(times).size, times.length, 'nothing twice');
  assert.ok(times.length > before, 'and what was left out in between is done');
});

t('P13: in normal times it remembers one span', () => {
  const w = new ScheduleWorld('2026-03-27T12:00:00Z');
  w.create({ rule: { kind: 'cron', cron: '30 2 * * *' } });
  for (const day of ['28T01:30', '29T01:00', '30T00:30']) w.due(`2026-03-${day}:00Z`);
  assert.equal(w.row.done, [[at('2026-03-28T01:30:00Z'), at('2026-03-30T00:30:00Z')]]);
});

const refusals: [string, (w: ScheduleWorld) => void, RegExp][] = [
  [
    'the deployment is disabled',
    (w) => w.f.do('deployment.update', { deployment: w.deployment, enabled: false }, w.ada),
    /^the deployment .* is disabled; enable it$/,
  ],
  [
    'a parameter is required now',
    (w) => w.f.publish({ version: '2.0.0', parameters: [{ name: 'region', type: 'text', required: true }] }, 'b'),
    /^params\.region: is required/,
  ],
  [
    'a robot of it was deleted',
    (w) => {
      const robot = w.f.robot('gone');
      w.update({ deployment: w.f.deploy({ robots: ['gone'] }).name });
      w.f.disconnect(robot);
      w.f.do('robot.delete', { robot: 'gone' }, w.f.person('admin'));
    },
    /a robot of .* was deleted/,
  ],
];
for (const [name, breakIt, says] of refusals)
  t(`J18: ${name}: no job, the result says why, and it goes on with the next time`, () => {
    const w = new ScheduleWorld();
    w.create();
    breakIt(w);
    const { made, failed } = w.due('2026-11-27T05:00:00Z');
    assert.equal([made, w.jobs.length], [[], 0]);
    assert.match(failed[0]!.because, says);
    const view = w.update({});
    assert.match(view.last!.error!, says);
    assert.equal([view.enabled, view.next], [true, at('2026-11-28T05:00:00Z')]);
  });

t('J18: a disabled deployment is said before the time comes; enabled again in time, nothing is missed', () => {
  const w = new ScheduleWorld();
  w.create();
  w.f.do('deployment.update', { deployment: w.deployment, enabled: false }, w.ada);
  assert.is(w.update({}).says, 'next 2026-11-27 06:00 +01:00, but its deployment is disabled: no job will be made');
  w.f.do('deployment.update', { deployment: w.deployment, enabled: true }, w.ada);
  w.due('2026-11-27T05:00:00Z');
  assert.is(w.jobs.length, 1);
});

t('J18: behind its end there is nothing', () => {
  const w = new ScheduleWorld();
  w.create({ end: at('2026-11-28T05:00:00Z') });
  for (const day of ['27', '28', '29']) w.due(`2026-11-${day}T05:00:00Z`);
  assert.is(w.jobs.length, 2);
  assert.is(w.update({}).says, 'over: no time of it comes any more (its end is 2026-11-28 06:00 +01:00)');
  assert.is(w.update({ end: null }).next, at('2026-11-30T05:00:00Z'));
});

t('many that are due at once are dealt with in portions, oldest first', () => {
  const w = new ScheduleWorld();
  for (let i = 0; i < 5; i++)
    w.create({ name: `s${i}`, rule: { kind: 'cron', cron: `${i} 6 * * *` }, timezone: BERLIN });
  w.now = '2026-11-27T12:00:00Z';
  const due = () => w.f.do('schedule.due', { limit: 2 });
  const first = due();
  assert.equal(
    [first.due, first.next, first.made.map((m) => m.schedule)],
    [2, at('2026-11-27T05:02:00Z'), ['s0', 's1']],
  );
  assert.equal([due().due, due().due, due().due], [2, 1, 0]);
  assert.is(w.jobs.length, 5);
});

t.run();
