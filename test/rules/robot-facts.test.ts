/** What is known of a robot (J8): labels of its agent and of people, its name, its runs; a copied key is told. */
import * as assert from 'uvu/assert';
import { robotView } from '../../coordinator/domain/robot-view.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('what is known of a robot');
const view = (f: Fleet, robot: string) => robotView(f.world.view, f.world.row('robot', robot), f.world.now);

t('J8: labels of the agent and those that people added count together; the agent’s change leaves theirs', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main'), labels: ['eu'] });
  f.publish({ needs: { labels: ['eu', 'sap'] } });
  const job = f.run(f.deploy().name);
  assert.is(f.dispatch(robot), undefined);
  f.quiet();
  const set = f.do('robot.update', { robot: 'ann', labels: ['sap', ' sap ', 'eu'] }, f.person('operator'));
  assert.equal(
    [set.labels, set.addedLabels],
    [
      ['eu', 'sap'],
      ['sap', 'eu'],
    ],
  );
  assert.equal(
    f.effects('dispatch').map((e) => e.robot),
    [robot],
    'it looks for work at once',
  );
  assert.is(f.start(robot).job, job);
  f.do('robot.facts', { facts: { ...f.world.row('robot', robot).facts, labels: ['us'] } }, f.agent(robot));
  assert.equal(view(f, robot).labels, ['us', 'sap', 'eu']);
  f.do('robot.update', { robot: 'Ann', labels: [] }, f.person());
  assert.equal(view(f, robot).labels, ['us']);
});

t('a robot is renamed; its pools, its run and what targets it stay', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main'), labels: ['eu'] });
  f.robot('Ben');
  const d = f.deploy({ robots: ['Ann'] });
  const who = f.person();
  assert.is(f.refused('Conflict', 'robot.update', { robot: 'Ann', name: 'BEN' }, who).field, 'name');
  f.do('robot.update', { robot: 'Ann', name: 'Anna' }, who);
  f.do('robot.update', { robot: 'anna', name: 'ANNA' }, who);
  f.refused('RobotNotFound', 'robot.pause', { robot: 'Ann', paused: true }, who);
  assert.equal([view(f, robot).name, view(f, robot).pools, view(f, robot).labels], ['ANNA', ['main'], ['eu']]);
  f.run(d.name);
  assert.is(f.start(robot).robotName, 'ANNA');
  f.robot('Ann');
});

t('X3: a viewer sets nothing', () => {
  const f = fleet();
  f.robot('Ann');
  f.refused('Forbidden', 'robot.update', { robot: 'Ann', labels: [] }, f.person('viewer'));
});

/** Two machines with one key: each hello replaces the other's live session. */
function chase(f: Fleet, robot: string, hellos: number, pauseMs: number): void {
  for (let n = 0; n < hellos; n++) {
    f.world.now += pauseMs;
    f.connect(robot, [], n % 2 === 0 ? { machine: 'copy', boot: 'boot-of-copy' } : {});
  }
}

t('two machines with one key are told on the robot, by name, until it has been quiet', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  chase(f, robot, 2, 20_000);
  assert.is(view(f, robot).because, '');
  chase(f, robot, 1, 20_000);
  const says = "two machines use this robot's key: copy and machine-9; enrol one of them anew";
  assert.is(view(f, robot).because, says);
  f.disconnect(robot);
  assert.match(view(f, robot).because, `${says}; no contact since`);
  f.world.now += 11 * 60_000;
  f.connect(robot);
  assert.is(view(f, robot).because, '');
});

t('a machine that restarts, again and again or once, is not taken for two', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  for (let boot = 0; boot < 5; boot++) {
    f.disconnect(robot);
    f.connect(robot, [], { boot: `boot-${boot}` });
  }
  assert.is(view(f, robot).because, '');
  chase(f, robot, 6, 61_000);
  assert.is(view(f, robot).because, '', 'each of them long after the last one');
  for (let n = 0; n < 6; n++) f.connect(robot, [], { boot: 'boot-of-copy', machine: 'copy' });
  assert.is(view(f, robot).because, '', 'the same machine on a new connection');
});

t('copies of one disk image have one name: that is said, too', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  for (let n = 0; n < 4; n++) f.connect(robot, [], { boot: `boot-${n % 2}` });
  assert.match(view(f, robot).because, "two machines called machine-9 use this robot's key");
});

t.run();
