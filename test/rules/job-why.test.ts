/** J32: why a job waits and what would start it; the answer and the dispatch must never disagree. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { STARVE_AFTER_MS } from '../../coordinator/domain/aged.ts';
import { whyJob } from '../../coordinator/domain/job-view.ts';
import { robotView } from '../../coordinator/domain/robot-view.ts';
import type { Waiting } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('why a job waits');
const why = (f: Fleet, job: string, starveAfterMs?: number): Waiting =>
  whyJob(f.world.view, f.job(job), f.world.now, starveAfterMs).waiting!;

t('J32: what would start it, obstacle by obstacle', () => {
  const f = fleet();
  const main = f.pool('main');
  const job = f.run(f.deploy().name);
  const starts = () => why(f, job).startsWhen;
  assert.is(starts(), 'a robot joins the pool main');
  const ann = f.robot('Ann', { pool: main, online: false });
  assert.is(starts(), 'Ann comes online');
  f.connect(ann);
  assert.is(starts(), 'Ann asks for its next job');
  f.do('robot.pause', { robot: 'Ann', paused: true }, f.person());
  assert.is(starts(), 'Ann is resumed');
  f.do('robot.pause', { robot: 'Ann', paused: false }, f.person());
  const other = f.run(f.deploy().name, { priority: 5_000 });
  const run = f.start(ann);
  assert.equal([run.job, starts()], [other, 'Ann ends its run']);
  f.end(run);
  const offered = f.dispatch(ann)!;
  assert.equal([offered.job, starts()], [job, 'Ann accepts it; else it is offered again']);
  f.accept(offered);
  assert.is(whyJob(f.world.view, f.job(job), f.world.now).waiting, undefined);
});

t('J32: a package that needs what no robot has', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main') });
  f.publish({ needs: { labels: ['vpn'] } });
  const job = f.run(f.deploy().name);
  assert.is(why(f, job).startsWhen, 'a robot that has what the package needs joins the pool main');
  const becauseAs = { form: 'lacks the label {list}', values: { list: 'vpn' } };
  assert.equal(why(f, job).robots, [{ robot: 'Ann', because: 'lacks the label vpn', becauseAs, kind: 'lacks' }]);
});

t('J32, J25: how many are before it, by priority and age, in its pool or at its robot', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main') });
  const { name } = f.deploy();
  const ids = [1, 9, 5, 9].map((priority) => f.run(name, { priority }));
  assert.equal(
    ids.map((id) => why(f, id).before),
    [3, 0, 2, 1].map((count) => ({ count, atLeast: false })),
  );
  const pinned = f.run(name, { robots: ['Ann'], priority: 0 });
  assert.equal(why(f, pinned).before, { count: 0, atLeast: false });
});

t('J32: more than a thousand before it are not counted on', () => {
  const f = fleet();
  f.pool('main');
  const { name } = f.deploy();
  for (let i = 0; i < 1_000; i++) f.run(name, { priority: 9 });
  assert.equal(why(f, f.run(name, { priority: 0 })).before, { count: 1_000, atLeast: true });
});

t('J32, J23: a job that rests says until when and why', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy({ backoff: { kind: 'fixed', ms: 60_000 } }).name);
  f.end(f.start(robot), 'failed', 'the shop was closed');
  const date = new Date(f.world.now + 60_000).toISOString();
  const { says, startsWhen, before } = why(f, job);
  assert.match(says, `rests until ${date}`);
  assert.match(says, 'the shop was closed');
  assert.is(startsWhen, `it is ${date}, and then Ann asks for its next job`);
  assert.is(before, undefined);
});

t('J32: a package that failed to unpack on a robot is said of that robot, and it is tried there again', () => {
  const f = fleet();
  const main = f.pool('main');
  const ann = f.robot('Ann', { pool: main });
  const job = f.run(f.deploy().name);
  const run = f.start(ann);
  f.robot('Bob', { pool: main });
  f.report(run, { kind: 'ended', state: 'failed', reason: 'package', error: 'the disk is full' });
  const because = Object.fromEntries(why(f, job).robots.map((r) => [r.robot, r.because]));
  assert.match(because.Ann!, 'the package failed to unpack there in run 1: the disk is full');
  assert.is(because.Bob, 'free: takes its best job next');
  assert.is(f.dispatch(ann)?.job, job);
});

t('J32: a robot that refused an offer is named with its reason while the job rests', () => {
  const f = fleet();
  const ann = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy().name);
  const offer = f.dispatch(ann)!;
  f.do('run.refuse', { run: offer.id, epoch: offer.epoch, because: 'its cache is full' }, f.agent(ann));
  assert.match(why(f, job).says, 'Ann refused: its cache is full');
});

t('J32, P6: a robot that refused is not free for other jobs either, until it is asked again', () => {
  const f = fleet();
  const ann = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const [refused, other] = [f.run(d.name), f.run(d.name)];
  const offer = f.dispatch(ann)!;
  f.do('run.refuse', { run: offer.id, epoch: offer.epoch, because: 'it is being drained' }, f.agent(ann));
  f.world.now += 2_000;
  const { robots, startsWhen } = why(f, other);
  assert.is(robots[0]!.because, 'refused a job 2 s ago: it is being drained; asked again in 3 s');
  assert.match(startsWhen!, 'Ann is asked again');
  assert.is(robotView(f.world.view, f.world.row('robot', ann), f.world.now).because, robots[0]!.because);
  assert.is(f.dispatch(ann), undefined);
  f.do('job.cancel', { job: refused }, f.person());
  f.quiet();
  f.world.now += 3_000;
  assert.equal(f.do('job.due', { limit: 5 }), { due: 1 });
  assert.equal(
    f.effects('dispatch').map(({ robot }) => robot),
    [ann],
  );
  assert.is(why(f, other).robots[0]!.because, 'free: takes its best job next');
  assert.is(f.dispatch(ann)?.job, other);
});

t('P6, P4: an agent that says hello again has begun anew: its robot rests no longer', () => {
  const f = fleet();
  const ann = f.robot('Ann', { pool: f.pool('main') });
  f.run(f.deploy().name);
  const other = f.run(f.deploy().name);
  const offer = f.dispatch(ann)!;
  f.do('run.refuse', { run: offer.id, epoch: offer.epoch, because: 'it is being drained' }, f.agent(ann));
  f.connect(ann);
  assert.is(f.dispatch(ann)?.job, other);
});

t('J32, J25: a job that is old enough says that it has turns of its own', () => {
  const f = fleet();
  f.pool('main');
  const job = f.run(f.deploy().name);
  assert.not.match(why(f, job).says, 'oldest');
  f.world.now += STARVE_AFTER_MS;
  assert.match(why(f, job).says, 'created more than 6 h ago: every 4th job that a robot takes is the oldest of these');
  assert.not.match(why(f, job, 0).says, 'oldest', 'not when it is switched off');
});

t('J32: "free" is said of exactly those robots to which dispatch gives the job', () => {
  const robot = fc.record({
    online: fc.boolean(),
    paused: fc.boolean(),
    busy: fc.boolean(),
    member: fc.boolean(),
    labels: fc.subarray(['vpn', 'eu']),
    screen: fc.constantFrom('virtual' as const, 'real' as const, 'none' as const),
    freeDiskMb: fc.constantFrom(10, 1_000),
  });
  const needs = fc.record({
    labels: fc.subarray(['vpn', 'eu']),
    screen: fc.constantFrom('none', '1280x720'),
    freeDiskMb: fc.constantFrom(0, 500),
  });
  fc.assert(
    fc.property(fc.array(robot, { minLength: 1, maxLength: 4 }), needs, (robots, wanted) => {
      const f = fleet();
      const main = f.pool('main');
      const side = f.pool('side');
      const filler = f.deploy({ pool: 'side' });
      const ids = robots.map(({ online, paused, busy, member, labels, screen, freeDiskMb }, n) => {
        const id = f.robot(`robot ${n}`, { online: false, pool: member ? main : side, labels, screen, freeDiskMb });
        if (online || busy) f.connect(id, [], { labels, screen, freeDiskMb });
        if (busy) {
          if (member) f.do('pool.join', { pool: 'side', robot: `robot ${n}` }, f.person());
          f.run(filler.name);
          f.start(id);
          if (member) f.do('pool.leave', { pool: 'side', robot: `robot ${n}` }, f.person());
        }
        if (paused) f.do('robot.pause', { robot: `robot ${n}`, paused }, f.person());
        return id;
      });
      f.publish({ name: 'needy', needs: wanted }, 'b');
      const { name } = f.deploy({ package: 'needy', pool: 'main' });
      const told = new Map(why(f, f.run(name)).robots.map((r) => [r.robot, r.because.startsWith('free')]));
      for (const [n, id] of ids.entries()) {
        const { run } = f.do('robot.dispatch', { robot: id });
        const got = run !== undefined;
        if (run) f.do('run.withdraw', { run, epoch: f.world.row('run', run).epoch, because: 'only looked' });
        assert.is(told.get(`robot ${n}`) ?? false, got, `robot ${n}: ${JSON.stringify(robots[n])}`);
      }
    }),
    { numRuns: 60 },
  );
});

t.run();
