/** J25: priority first, then age; and nothing starves, however many more urgent jobs keep coming. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { AGED_EVERY, STARVE_AFTER_MS } from '../../coordinator/domain/aged.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('jobs: ageing');

/** A robot in the pool `main` and a deployment for it. */
function scene(): { f: Fleet; robot: string; name: string } {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  return { f, robot, name: f.deploy().name };
}

/** The job that the robot gets next, done at once; `undefined` when there is none. */
function next({ f, robot }: { f: Fleet; robot: string }, starveAfterMs?: number): string | undefined {
  const { run } = f.do('robot.dispatch', { robot, ...(starveAfterMs === undefined ? {} : { starveAfterMs }) });
  if (run === undefined) return undefined;
  const row = f.world.row('run', run);
  f.accept(row);
  f.end(row);
  return row.job;
}

t('J25: before that time it is priority alone, then age, at every turn', () => {
  const s = scene();
  const old = s.f.run(s.name, { priority: 0 });
  s.f.world.now += STARVE_AFTER_MS - 1;
  const urgent = Array.from({ length: 2 * AGED_EVERY }, () => s.f.run(s.name, { priority: 5_000 }));
  assert.equal(
    urgent.map(() => next(s)),
    urgent,
  );
  assert.is(next(s), old);
});

t('J25: a job older than that gets one turn in four', () => {
  const s = scene();
  const old = [s.f.run(s.name, { priority: 1 }), s.f.run(s.name, { priority: 0 }), s.f.run(s.name, { priority: 2 })];
  s.f.world.now += STARVE_AFTER_MS;
  for (let i = 0; i < 12; i++) s.f.run(s.name, { priority: 5_000 });
  const given = Array.from({ length: 12 }, () => next(s)!);
  assert.equal(
    given.flatMap((job, i) => (old.includes(job) ? [[i + 1, job]] : [])),
    [
      [4, old[0]],
      [8, old[1]],
      [12, old[2]],
    ],
    'by age, whatever their priority',
  );
});

t('J25: what is old and does not fit the robot is passed over; a pinned one counts like one of the pool', () => {
  const s = scene();
  s.f.publish({ name: 'vpn', needs: { labels: ['vpn'] } }, 'b');
  const other = s.f.deploy({ name: 'needs vpn', package: 'vpn', pool: 'main' });
  s.f.run(other.name, { priority: 0 });
  const pinned = s.f.run(s.name, { priority: 0, robots: ['Ann'] });
  s.f.world.now += STARVE_AFTER_MS;
  const urgent = Array.from({ length: 3 }, () => s.f.run(s.name, { priority: 9 }));
  assert.equal([next(s), next(s), next(s), next(s), next(s)], [...urgent, pinned, undefined]);
});

t('J25: 0 switches it off', () => {
  const s = scene();
  s.f.run(s.name, { priority: 0 });
  s.f.world.now += 100 * STARVE_AFTER_MS;
  const urgent = Array.from({ length: 8 }, () => s.f.run(s.name, { priority: 1 }));
  assert.equal(
    urgent.map(() => next(s, 0)),
    urgent,
  );
});

t('J25: under an endless flood of priority 5000 the least job runs within a bounded number of dispatches', () => {
  const step = fc.record({ before: fc.integer({ min: 0, max: 4 }), flood: fc.integer({ min: 1, max: 3 }) });
  fc.assert(
    fc.property(step, fc.integer({ min: 0, max: 7 }), ({ before, flood }, warm) => {
      const s = scene();
      for (let i = 0; i < warm; i++) {
        s.f.run(s.name);
        next(s); // so that the turns stand anywhere
      }
      for (let i = 0; i < before; i++) s.f.run(s.name, { priority: 0 });
      const least = s.f.run(s.name, { priority: 0 });
      s.f.world.now += STARVE_AFTER_MS;
      const most = AGED_EVERY * (before + 1);
      for (let dispatches = 1; dispatches <= most; dispatches++) {
        for (let i = 0; i < flood; i++) s.f.run(s.name, { priority: 5_000 });
        if (next(s) === least) return;
        s.f.world.now += 1_000;
      }
      assert.unreachable(`not given out in ${most} dispatches, ${before} before it`);
    }),
    { numRuns: 25 },
  );
});

t.run();
