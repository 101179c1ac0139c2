/** Schedules against clocks that jump (J18, P13), at random: rules × zones × steps of the clock. fast-check prints the seed. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { MISSED_AFTER_MS } from '../../coordinator/domain/schedule-fire.ts';
import { nextTime } from '../../coordinator/domain/schedule-times.ts';
import type { ScheduleRule, Weekday } from '../../protocol/shapes-schedule.ts';
import { wallOf } from '../../protocol/zone.ts';
import { suite } from '../support/suite.ts';
import { timing } from './support/schedule-times.ts';
import { ScheduleWorld } from './support/schedule-world.ts';

const t = suite('schedules and jumping clocks');

const MINUTE = 60_000;
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Santiago', 'UTC'];
/** Around days on which clocks are put forward or back somewhere. */
const starts = [
  '2026-03-07T20:00Z',
  '2026-03-28T22:00Z',
  '2026-04-04T10:00Z',
  '2026-10-24T20:00Z',
  '2026-10-31T22:00Z',
];

const cronRule = fc
  .record({
    minute: fc.constantFrom('*', '*/7', '0', '30', '15,45'),
    hour: fc.constantFrom('*', '2', '1-3', '*/2', '0'),
    day: fc.constantFrom('*', '*', '1,29', 'L'),
    weekday: fc.constantFrom('*', '*', '0', '1-5'),
  })
  .map(
    ({ minute, hour, day, weekday }): ScheduleRule => ({ kind: 'cron', cron: `${minute} ${hour} ${day} * ${weekday}` }),
  );
const everyRule = fc
  .record({ minutes: fc.integer({ min: 1, max: 200 }), from: fc.integer({ min: 0, max: 3_600_000 }) })
  .map(({ minutes, from }): ScheduleRule => ({ kind: 'every', every: minutes * MINUTE, from }));
const weekdays: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const calendarRule = fc
  .record({ time: fc.constantFrom('00:00', '01:30', '02:15', '02:30', '03:00'), day: fc.constantFrom(...weekdays) })
  .map(({ time, day }): ScheduleRule => ({ kind: 'calendar', time, on: { kind: 'week', weekdays: [day, 'sun'] } }));
const rule = fc.oneof(cronRule, everyRule, calendarRule);

/** What the clock does between two looks: time passes, it is put ahead or back, or nobody looks for a while. */
const move = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 50 }).map((s) => ({ kind: 'passes', ms: s * 1_000 })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300 }).map((m) => ({ kind: 'passes', ms: m * MINUTE })) },
  { weight: 1, arbitrary: fc.integer({ min: -2_000, max: 2_000 }).map((m) => ({ kind: 'jumps', ms: m * MINUTE })) },
);

t.within(
  180_000,
  'P13: wherever the clock goes, no nominal time has two jobs, and none has one before its time',
  () => {
    fc.assert(
      fc.property(
        rule,
        fc.constantFrom(...zones),
        fc.constantFrom(...starts),
        fc.constantFrom('skip' as const, 'once' as const),
        fc.array(move, { minLength: 1, maxLength: 40 }),
        (one, timezone, start, missed, moves) => {
          const w = new ScheduleWorld(start);
          const timed = timing(one, timezone);
          w.create({ rule: one, timezone, missed });
          let latest = w.f.world.now;
          for (const { ms } of moves) {
            w.f.world.now += ms;
            latest = Math.max(latest, w.f.world.now);
            const { made } = w.due();
            for (const { nominal } of made) {
              assert.ok(nominal <= w.f.world.now, 'not before its time');
              assert.is(nextTime(timed, nominal - 1), nominal, 'a time of the rule');
            }
            assert.ok(
              made.filter(({ nominal }) => nominal < w.f.world.now - MISSED_AFTER_MS).length <=
                (missed === 'once' ? 1 : 0),
            );
          }
          const times = w.nominal;
          assert.is(new Set(times).size, times.length, 'each once');
          const walls = times.map((time) => wallOf(timezone, Date.parse(time)));
          if (one.kind !== 'every') assert.is(new Set(walls).size, walls.length, 'each time of the wall once');
        },
      ),
      { numRuns: 300 },
    );
  },
);

t.within(
  180_000,
  'P13: while somebody looks at least each minute, each nominal time that comes has exactly one job',
  () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 1, max: 59 }).map((s) => s * 1_000) },
        { weight: 1, arbitrary: fc.integer({ min: -180, max: -1 }).map((m) => m * MINUTE) },
      ),
      { minLength: 50, maxLength: 400 },
    );
    fc.assert(
      fc.property(rule, fc.constantFrom(...zones), fc.constantFrom(...starts), steps, (one, timezone, start, moves) => {
        const w = new ScheduleWorld(start);
        const timed = timing(one, timezone);
        w.create({ rule: one, timezone });
        const wanted = new Set<number>();
        for (const ms of moves) {
          const before = w.f.world.now;
          w.f.world.now += ms;
          w.due();
          for (
            let time = nextTime(timed, before);
            time !== undefined && time <= w.f.world.now;
            time = nextTime(timed, time)
          )
            wanted.add(time);
        }
        assert.equal(
          w.nominal.sort(),
          [...wanted].sort((a, b) => a - b).map((time) => new Date(time).toISOString()),
        );
      }),
      { numRuns: 150 },
    );
  },
);

t.run();
