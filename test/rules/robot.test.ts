/** Robots: enrolment (X2), sessions and resume (P3, P4), pause, deletion (J8, J11). */
import * as assert from 'uvu/assert';
import { robotView } from '../../coordinator/domain/robot-view.ts';
import { suite } from '../support/suite.ts';
import { facts, fleet } from './support/fleet.ts';

const t = suite('robots');

function running() {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy().name);
  return { f, robot, job, run: f.start(robot) };
}
const state = (f: ReturnType<typeof fleet>, robot: string) => f.world.row('robot', robot).state;

t('X2: an enrolment token works once and not after its date', () => {
  const f = fleet();
  const who = f.person();
  const user = who.kind === 'person' ? who.user : '';
  const enrol = (tokenHash: string, name: string) => ({ tokenHash, name, publicKey: 'key', facts: facts() });
  const make = (hash: string) =>
    f.do('token.made', { hash, kind: 'enrol', user, name: '', pool: '', expires: f.world.now + 900_000 });
  make('one');
  f.do('robot.enrolled', enrol('one', 'Ann'));
  f.refused('Unauthenticated', 'robot.enrolled', enrol('one', 'Ben'));
  f.refused('Unauthenticated', 'robot.enrolled', enrol('never made', 'Ben'));
  make('two');
  f.world.now += 900_000;
  f.refused('Unauthenticated', 'robot.enrolled', enrol('two', 'Ben'));
});

t('X2: a token bound to a name and pool gives the robot both; a taken name leaves the token unspent', () => {
  const f = fleet();
  const pool = f.pool('main');
  const who = f.person();
  const user = who.kind === 'person' ? who.user : '';
  f.do('token.made', { hash: 'bound', kind: 'enrol', user, name: 'Cleo', pool: 'main', expires: 0 });
  const { robot, name } = f.do('robot.enrolled', { tokenHash: 'bound', name: 'other', publicKey: 'k', facts: facts() });
  assert.is(name, 'Cleo');
  assert.ok(f.world.view.get('member', `${pool}:${robot}`));
  f.do('token.made', { hash: 'free', kind: 'enrol', user, name: '', pool: '', expires: 0 });
  f.refused('Conflict', 'robot.enrolled', { tokenHash: 'free', name: 'CLEO', publicKey: 'k', facts: facts() });
  f.do('robot.enrolled', { tokenHash: 'free', name: 'Dora', publicKey: 'k', facts: facts() });
});

t('J8: offline until hello, idle after it, busy with a run, and says why', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main'), online: false });
  const view = () => robotView(f.world.view, f.world.row('robot', robot), f.world.now);
  assert.equal([view().state, view().pools], ['offline', ['main']]);
  f.connect(robot);
  assert.is(view().state, 'idle');
  const d = f.deploy();
  f.run(d.name);
  const run = f.start(robot);
  assert.equal([view().state, view().run, view().because], ['busy', run.id, `running ${d.name}`]);
  f.disconnect(robot);
  assert.match(view().because, 'no contact since 20');
  assert.match(view().because, `socket closed; running ${d.name}`);
});

t('P3: the newer session stays when the older one ends', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  const old = f.sessions.get(robot)!;
  f.connect(robot);
  f.do('robot.disconnected', { robot, session: old, because: 'replaced' });
  assert.is(state(f, robot), 'idle');
  f.disconnect(robot);
  assert.is(state(f, robot), 'offline');
});

t('P4: a live run is resumed and the robot is busy with it', () => {
  const { f, robot, run, job } = running();
  f.disconnect(robot);
  const held = { run: run.id, epoch: run.epoch, alive: true, ended: false, boot: 'boot-7' };
  assert.equal(f.connect(robot, [held]), [{ run: run.id, answer: 'resume' }]);
  assert.equal([state(f, robot), f.job(job).state, f.world.row('run', run.id).state], ['busy', 'running', 'running']);
});

t('P4: a run with an exit record is reported', () => {
  const { f, robot, run } = running();
  const held = { run: run.id, epoch: run.epoch, alive: false, ended: true, boot: 'boot-7' };
  assert.equal(f.connect(robot, [held]), [{ run: run.id, answer: 'report' }]);
  assert.is(f.world.row('run', run.id).state, 'running');
  f.end(run);
  assert.is(state(f, robot), 'idle');
});

t('P4: a run that we believe in and the agent does not list is lost at once', () => {
  const { f, robot, run, job } = running();
  assert.equal(f.connect(robot), []);
  const row = f.world.row('run', run.id);
  assert.equal([row.state, row.reason], ['lost', 'supervisor-vanished']);
  assert.match(row.error, 'supervisor of the run is gone');
  assert.equal([state(f, robot), f.job(job).waiting], ['idle', 1]);
});

t('P4: a run that is neither alive nor ended is lost, and its spool still wanted', () => {
  const { f, robot, run } = running();
  const held = { run: run.id, epoch: run.epoch, alive: false, ended: false, boot: 'boot-7' };
  assert.equal(f.connect(robot, [held], { boot: 'boot-8' }), [{ run: run.id, answer: 'report' }]);
  assert.equal(
    [f.world.row('run', run.id).state, f.world.row('run', run.id).error],
    ['lost', 'the machine machine-9 was restarted'],
  );
  f.report(run, { kind: 'line', level: 'info', source: 'stdout', text: 'the tail' });
  assert.is(f.world.row('run', run.id).lines, 1);
});

t(
  'P4: a run that is over for us is killed when alive, reported when its log is not complete, forgotten when unknown',
  () => {
    const { f, robot, run, job } = running();
    f.do('job.cancel', { job, force: true }, f.person());
    const held = (alive: boolean, id = run.id) => ({ run: id, epoch: run.epoch, alive, ended: false, boot: 'boot-7' });
    const answers = (alive: boolean, id?: string) => f.connect(robot, [held(alive, id)]).map((r) => r.answer);
    assert.equal(answers(true), ['kill']);
    assert.equal(answers(false), ['report']);
    assert.equal(answers(false, 'r_unknown'), ['forget']);
    assert.equal(answers(true, 'r_unknown'), ['kill']);
    f.end(run, 'cancelled');
    assert.equal(answers(true), ['resume']); // it only uploads any more
    assert.is(state(f, robot), 'idle');
  },
);

t('P4: an offer that was not accepted before the reconnect is withdrawn', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy().name);
  f.dispatch(robot);
  f.connect(robot);
  assert.equal([f.job(job).waiting, f.job(job).attempts, state(f, robot)], [1, 0, 'idle']);
  f.dispatch(robot);
  f.disconnect(robot);
  assert.equal([f.job(job).waiting, state(f, robot)], [1, 'offline']);
});

t('a start of the coordinator makes every robot offline, keeps runs and withdraws offers', () => {
  const { f, robot, run } = running();
  const other = f.robot('Ben', { pool: f.world.all('pool')[0]!.id });
  const offered = f.run(f.world.all('deployment')[0]!.name);
  f.dispatch(other);
  f.do('coordinator.started', {});
  assert.equal([state(f, robot), state(f, other)], ['offline', 'offline']);
  assert.equal([f.world.row('run', run.id).state, f.world.row('robot', robot).run], ['running', run.id]);
  assert.equal([f.job(offered).waiting, f.job(offered).run], [1, '']);
});

t('J8: a pause says by whom and why', () => {
  const { f, robot, run } = running();
  f.do('robot.pause', { robot: 'Ann', paused: true, reason: 'new screen' }, f.person());
  f.end(run);
  const { because } = robotView(f.world.view, f.world.row('robot', robot), f.world.now);
  assert.is(because, 'paused by Full admin person: new screen');
});

t('J8: a reason that is said of a robot that is paused already is kept; without one the first stays', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  const says = () => robotView(f.world.view, f.world.row('robot', robot), f.world.now).because;
  f.do('robot.pause', { robot: 'Ann', paused: true }, f.person());
  assert.is(says(), 'paused by Full admin person');
  f.do('robot.pause', { robot: 'Ann', paused: true, reason: 'new screen' }, f.person());
  assert.is(says(), 'paused by Full admin person: new screen');
  f.do('robot.pause', { robot: 'Ann', paused: true }, f.person());
  assert.is(says(), 'paused by Full admin person: new screen');
  assert.is(state(f, robot), 'paused');
});

t('J8: a pause during a run takes effect at its end, and survives a reconnect', () => {
  const { f, robot, run } = running();
  f.do('robot.pause', { robot: 'ann', paused: true }, f.person());
  assert.is(state(f, robot), 'busy');
  f.end(run);
  assert.is(state(f, robot), 'paused');
  f.disconnect(robot);
  f.connect(robot);
  assert.is(state(f, robot), 'paused');
  assert.is(robotView(f.world.view, f.world.row('robot', robot), f.world.now).because, 'paused by Full admin person');
  f.quiet();
  f.do('robot.pause', { robot: 'Ann', paused: false }, f.person());
  assert.is(state(f, robot), 'idle');
  assert.equal(
    f.effects('dispatch').map((e) => e.robot),
    [robot],
  );
});

t('J11: a robot is deleted only when offline, on no run, and with no open job pinned to it', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const admin = f.person();
  f.refused('InUse', 'robot.delete', { robot: 'Ann' }, admin);
  const pinned = f.run(f.deploy({ robots: ['Ann'] }).name);
  const run = f.start(robot);
  f.disconnect(robot);
  f.refused('InUse', 'robot.delete', { robot: 'Ann' }, admin);
  f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
  f.refused('InUse', 'robot.delete', { robot: 'Ann' }, admin);
  f.do('job.cancel', { job: pinned }, admin);
  f.do('robot.delete', { robot: 'Ann' }, admin);
  assert.equal([f.world.all('robot').length, f.world.all('member').length], [0, 0]);
  f.refused('RobotNotFound', 'robot.pause', { robot: 'Ann', paused: true }, admin);
  f.robot('Ann');
});

t.run();
