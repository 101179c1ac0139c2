/** Dispatch (J9, J25): which job an idle robot gets. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('dispatch');

t('J25: higher priority first, then the older job', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const [low, high, same] = [10, 30, 30].map((priority) => f.run(d.name, { priority }));
  const order = [1, 2, 3].map(() => f.end(f.start(robot)).job);
  assert.equal(order, [high, same, low]);
});

t('J25: the best job over all pools of the robot and those pinned to it', () => {
  const f = fleet();
  const [east, west] = [f.pool('east'), f.pool('west')];
  const robot = f.robot('Ann', { pool: east });
  f.do('pool.join', { pool: 'west', robot: 'Ann' }, f.person());
  assert.ok(west);
  const d = f.deploy({ pool: 'east' });
  const eastern = f.run(d.name, { priority: 20 });
  const pinned = f.run(d.name, { priority: 40, robots: ['Ann'] });
  const western = f.run(d.name, { priority: 30, pool: 'west' });
  const order = [1, 2, 3].map(() => f.end(f.start(robot)).job);
  assert.equal(order, [pinned, western, eastern]);
});

t('J9: a robot that is busy, paused or offline gets nothing', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  f.run(d.name);
  f.run(d.name);
  const run = f.start(robot);
  assert.is(f.dispatch(robot), undefined);
  f.do('robot.pause', { robot: 'Ann', paused: true }, f.person());
  f.end(run);
  assert.is(f.world.row('robot', robot).state, 'paused');
  assert.is(f.dispatch(robot), undefined);
  f.do('robot.pause', { robot: 'Ann', paused: false }, f.person());
  f.disconnect(robot);
  assert.is(f.dispatch(robot), undefined);
  assert.equal(f.do('robot.dispatch', { robot: 'b_unknown' }), {});
});

t('J32: jobs that the robot cannot do are passed over', () => {
  const f = fleet();
  const main = f.pool('main');
  f.publish({ name: 'fussy', needs: { labels: ['vpn'] } });
  f.publish({ name: 'invoices' }, 'b');
  const [plain, able] = [f.robot('Plain', { pool: main }), f.robot('Able', { pool: main, labels: ['vpn'] })];
  const fussy = f.deploy({ package: 'fussy' });
  const wanted = Array.from({ length: 70 }, () => f.run(fussy.name, { priority: 5_000 }));
  const easy = f.run(f.deploy({ package: 'invoices' }).name, { priority: 1 });
  assert.is(f.start(plain).job, easy);
  assert.is(f.start(able).job, wanted[0]);
});

t('P3: each assignment of a robot has a higher epoch; the offer carries it', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const epochs = [1, 2, 3].map(() => {
    f.run(d.name);
    return f.end(f.start(robot)).epoch;
  });
  assert.equal(epochs, [1, 2, 3]);
  assert.equal(
    f.effects('offer').map((e) => [e.robot, e.epoch, e.package]),
    epochs.map((epoch) => [robot, epoch, 'invoices']),
  );
});

t('J29: a run instance keeps machine and account as they were when it was assigned', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  f.run(f.deploy().name);
  const run = f.start(robot);
  f.do(
    'robot.facts',
    { facts: { ...f.world.row('robot', robot).facts, machine: 'other', account: 'else' } },
    f.agent(robot),
  );
  const row = f.world.row('run', run.id);
  assert.equal([row.machine, row.account, row.robotName], ['machine-9', 'robot-account', 'Ann']);
});

t.run();
