/** Schedules over real sockets and SQLite (J18, P13): robots start by the clock, across restarts and jumps of it. */
import * as assert from 'uvu/assert';
import type { CoordinatorOptions } from '../../coordinator/config.ts';
import type { RunningCoordinator } from '../../coordinator/index.ts';
import type { ParamsIn } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('schedules at work');

const QUICK = { dateCheckMs: 20, scheduleGraceMs: 0 };
const DAY_MS = 86_400_000;
const MINUTE = 60_000;

async function withSchedule(
  change: Partial<ParamsIn<'schedule.create'>>,
  body: (s: Stage) => Promise<void>,
  timers: CoordinatorOptions['timers'] = QUICK,
) {
  const s = await stage({ timers });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const rule = { kind: 'cron', cron: '0 6 * * *' } as const;
    await s.api('schedule.create', { name: 'daily', deployment: 'hello', rule, ...change });
    await body(s);
  } finally {
    await s.close();
  }
}

const shown = (s: Stage) => s.api('schedule.show', { schedule: 'daily' });
const jobs = async (s: Stage) => (await s.api('job.list', { limit: 500 })).items;
/** Moves the clock to `ms` after the next time. */
async function passNext(s: Stage, ms = 1_000): Promise<number> {
  const { next } = await shown(s);
  s.clock.advance(next! + ms - s.clock.now());
  return next!;
}
const madeFor = (s: Stage, nominal: number) =>
  until('the time was dealt with', async () => {
    const { last } = await shown(s);
    return last && last.nominal >= nominal ? last : undefined;
  });

/** Which time each job is of, as it stands in the rows. */
async function nominal(s: Stage): Promise<string[]> {
  const { store } = (s.coordinator as RunningCoordinator).inside.core;
  const ids = (await jobs(s)).map(({ id }) => id);
  return (await store.read((view) => ids.map((id) => view.get('job', id)!.key.split(' ')[1]!))).sort();
}

t('J18: its time comes and a waiting robot starts; the schedule shows what became of it', () =>
  withSchedule({ priority: 3_000 }, async (s) => {
    const agent = await s.agent('one', 'p');
    const due = await passNext(s);
    const order = await agent.order();
    assert.is(order.source, 'schedule');
    const [job] = await jobs(s);
    assert.equal([job!.by.name, job!.priority], ['schedule daily', 3_000]);
    const { last, next } = await shown(s);
    assert.equal([last?.nominal, last?.jobs[0]?.id, last?.late], [due, job!.id, false]);
    assert.ok(next! > due);
    assert.is((await s.api('schedule.list', {})).items[0]?.last?.jobs[0]?.state, job!.state);
  }),
);

t('P13: restarts around the time make no second job', () =>
  withSchedule({}, async (s) => {
    const due = await passNext(s, 0);
    for (let i = 0; i < 3; i++) {
      await s.restart();
      await madeFor(s, due);
    }
    assert.equal(await nominal(s), [new Date(due).toISOString()]);
  }),
);

t('J18: missed while it was down: one job for all of them, and none with the next start', () =>
  withSchedule({}, async (s) => {
    const { next } = await shown(s);
    await s.coordinator.stop();
    s.clock.advance(next! + 4 * DAY_MS + 2 * 3_600_000 - s.clock.now());
    await s.restart();
    const { late } = await madeFor(s, next! + 4 * DAY_MS);
    assert.is(late, true);
    await s.restart();
    assert.is((await jobs(s)).length, 1);
    assert.ok((await shown(s)).next! > s.clock.now());
  }),
);

t('J18: or none, and that is what it shows', () =>
  withSchedule({ missed: 'skip' }, async (s) => {
    const { next } = await shown(s);
    await s.coordinator.stop();
    s.clock.advance(next! + 4 * DAY_MS + 2 * 3_600_000 - s.clock.now());
    await s.restart();
    assert.match((await madeFor(s, next!)).error!, 'missed: the coordinator was not there in time');
    assert.equal(await jobs(s), []);
  }),
);

t('J18: what is caught up after a start waits until robots had time to come back', () =>
  withSchedule(
    {},
    async (s) => {
      await s.api('deployment.update', { deployment: 'hello', whenNoRobot: 'cancel' });
      const agent = await s.agent('one', 'p');
      await s.coordinator.stop();
      s.clock.advance(DAY_MS);
      await s.restart({ timers: { ...QUICK, scheduleGraceMs: 3_600_000 } });
      await agent.connect();
      assert.equal(await jobs(s), []);
      s.clock.advance(3_600_000);
      await agent.order();
      assert.equal(
        (await jobs(s)).map((job) => job.state),
        ['running'],
      );
    },
    QUICK,
  ),
);

t('P13: a clock that is put ahead and back again, restarts in between: each time has at most one job', () =>
  withSchedule({ rule: { kind: 'every', every: 10 * MINUTE } }, async (s) => {
    const moves = [10, 10, 65, -90, 10, 10, 10, -20, 10, 45, 10];
    for (const [i, minutes] of moves.entries()) {
      s.clock.advance(minutes * MINUTE);
      if (i % 3 === 2) await s.restart();
      await until('it waits for the time that comes next', async () => {
        const { next } = await shown(s);
        return next! > s.clock.now() && next! <= s.clock.now() + 40 * MINUTE;
      });
    }
    const times = (await nominal(s)).map((time) => Date.parse(time));
    const { rule } = await shown(s);
    const from = rule.kind === 'every' ? rule.from! : 0;
    // 80 was caught up when the clock stood at 85, 0 when it had gone back to before the beginning.
    assert.equal(
      times.map((time) => (time - from) / MINUTE),
      [0, 10, 20, 60, 70, 80],
    );
  }),
);

t('P13: after a clock that was months ahead it goes on with what is to come', () =>
  withSchedule({}, async (s) => {
    const before = await shown(s);
    s.clock.advance(60 * DAY_MS);
    await madeFor(s, before.next! + 58 * DAY_MS);
    s.clock.advance(-60 * DAY_MS);
    await until('its next time is the first again', async () => (await shown(s)).next === before.next);
    await passNext(s);
    await until('the second job is there', async () => (await jobs(s)).length === 2);
  }),
);

t('J18: what cannot start says why, and the next time finds it mended', () =>
  withSchedule({}, async (s) => {
    await s.api('deployment.update', { deployment: 'hello', enabled: false });
    const first = await passNext(s);
    assert.match((await madeFor(s, first)).error!, 'the deployment hello is disabled; enable it');
    await s.api('deployment.update', { deployment: 'hello', enabled: true });
    const second = await passNext(s);
    assert.is((await madeFor(s, second)).jobs.length, 1);
  }),
);

t('a new schedule, a switched one and a changed one are waited for without a restart', () =>
  withSchedule({ enabled: false }, async (s) => {
    await s.api('schedule.setEnabled', { schedule: 'daily', enabled: true });
    await passNext(s);
    await until('one job', async () => (await jobs(s)).length === 1);
    await s.api('schedule.update', { schedule: 'daily', rule: { kind: 'every', every: MINUTE } });
    await passNext(s, 0);
    await until('two jobs', async () => (await jobs(s)).length === 2);
    await s.api('schedule.setAllEnabled', { enabled: false });
    s.clock.advance(DAY_MS);
    await s.restart();
    assert.is((await jobs(s)).length, 2);
  }),
);

t('J18: over HTTP: previews save nothing, a calendar is uploaded, refusals name the field', () =>
  withSchedule({}, async (s) => {
    const rule = { kind: 'cron', cron: '30 2 * * *' } as const;
    const after = Date.parse('2026-03-28T00:00:00Z');
    const preview = await s.api('schedule.preview', { rule, timezone: 'Europe/Berlin', after, count: 2 });
    assert.equal(preview.times, [Date.parse('2026-03-28T01:30:00Z'), Date.parse('2026-03-29T01:00:00Z')]);
    const file = { format: 'csv', text: '2026-03-29,Sunday anyway' } as const;
    await s.api('calendar.create', { name: 'bank', file, weekdaysOff: [] });
    const without = await s.api('schedule.preview', {
      rule,
      timezone: 'Europe/Berlin',
      after,
      count: 2,
      calendar: 'bank',
    });
    assert.is(without.times[1], Date.parse('2026-03-30T00:30:00Z'));
    const wrong = { name: 'x', file: { format: 'ics', text: 'BEGIN:VCALENDAR\nnothing\n' } } as const;
    const refusal = await refusalOf(s.api('calendar.create', wrong));
    assert.equal([refusal.field, /line 2/.test(refusal.message)], ['file', true]);
    const cron = { name: 'y', deployment: 'hello', rule: { kind: 'cron', cron: '0 0 31 2 *' } } as const;
    assert.is((await refusalOf(s.api('schedule.create', cron))).field, 'rule.cron');
    const priority = await refusalOf(s.api('schedule.update', { schedule: 'daily', priority: 5_001 }));
    assert.equal([priority.code, priority.field], ['ValidationError', 'priority']);
    assert.equal(
      (await s.api('calendar.list', {})).items.map(({ name, count }) => [name, count]),
      [['bank', 1]],
    );
    assert.is((await s.api('schedule.list', {})).items.length, 1);
    await s.api('schedule.update', { schedule: 'daily', calendar: 'bank' });
    assert.is((await refusalOf(s.api('calendar.delete', { calendar: 'bank' }))).code, 'InUse');
    assert.equal((await s.api('schedule.list', { deployment: 'hello' })).items[0]?.calendar, 'bank');
  }),
);

t('J16: a deleted deployment stops it; the rest of the list can still be read', () =>
  withSchedule({}, async (s) => {
    await s.api('deployment.delete', { deployment: 'hello' });
    const [view] = (await s.api('schedule.list', {})).items;
    assert.equal([view?.enabled, view?.deployment], [false, 'hello']);
    assert.match(view!.says, 'its deployment hello was deleted; name another and enable it again');
    await s.api('schedule.delete', { schedule: 'daily' });
    assert.is((await refusalOf(shown(s))).code, 'ScheduleNotFound');
  }),
);

t.run();
