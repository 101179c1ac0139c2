/** Jobs: creation (J15–J20), cancel and its races (J26, J27), priority (J25), why they wait (J32). */
import * as assert from 'uvu/assert';
import { jobDetail, jobView } from '../../coordinator/domain/job-view.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('jobs');
const detail = (f: ReturnType<typeof fleet>, id: string) => jobDetail(f.world.view, f.job(id), f.world.now);

t('J15: a pool makes one job, named robots make one each, pinned', () => {
  const f = fleet();
  const [ann, ben] = [f.robot('Ann'), f.robot('Ben')];
  const pooled = f.deploy();
  const pinned = f.deploy({ robots: ['Ann', 'Ben', 'ann'] });
  assert.is(f.do('job.run', { deployment: pooled.name }, f.person()).jobs.length, 1);
  const jobs = f.do('job.run', { deployment: pinned.id }, f.person()).jobs;
  assert.equal(
    jobs.map((job) => f.job(job.id).robot),
    [ann, ben],
  );
  assert.equal(
    jobs.map((job) => job.robot),
    ['Ann', 'Ben'],
  );
  assert.equal(
    jobs.map((job) => job.pool),
    [undefined, undefined],
  );
});

t('J17: what a run says counts for it only', () => {
  const f = fleet();
  f.publish({ parameters: [{ name: 'days', type: 'number', default: 2 }] });
  const d = f.deploy({ params: { days: 7 }, priority: 11 });
  const id = f.run(d.name, { priority: 44, retries: 1, recording: 'never', params: { days: 9 }, timeoutMs: 5_000 });
  const { priority, retries, recording, params, timeoutMs } = f.job(id);
  assert.equal(
    { priority, retries, recording, params, timeoutMs },
    { priority: 44, retries: 1, recording: 'never', params: { days: 9 }, timeoutMs: 5_000 },
  );
  const next = f.job(f.run(d.name));
  assert.equal([next.priority, next.retries, next.params], [11, 3, { days: 7 }]);
  f.robot('Ann');
  assert.is(f.job(f.run(d.name, { robots: ['Ann'] })).pool, '');
});

t('J13: values are checked before any job exists', () => {
  const f = fleet();
  f.publish({ parameters: [{ name: 'days', type: 'number', required: true }] });
  const d = f.deploy();
  assert.is(f.refused('ValidationError', 'job.run', { deployment: d.name }, f.person()).field, 'params.days');
  assert.is(
    f.refused('ValidationError', 'job.run', { deployment: d.name, params: { days: 'x' } }, f.person()).field,
    'params.days',
  );
  assert.is(
    f.refused('ValidationError', 'job.run', { deployment: d.name, params: { days: 1, no: 2 } }, f.person()).field,
    'params.no',
  );
  assert.is(f.world.all('job').length, 0);
});

t('J12: "latest" is fixed when the job is created', () => {
  const f = fleet();
  f.publish();
  const d = f.deploy();
  const old = f.run(d.name);
  f.publish({ version: '1.10.0' }, 'b');
  f.publish({ version: '1.9.0' }, 'c');
  const fresh = f.run(d.name);
  assert.equal(
    [old, fresh].map((id) => jobView(f.world.view, f.job(id)).version),
    ['1.0.0', '1.10.0'],
  );
});

t('J20: the same key returns the same job', () => {
  const f = fleet();
  const d = f.deploy();
  const first = f.run(d.name, { key: 'order 5' });
  assert.is(f.run(d.name, { key: 'order 5', priority: 1 }), first);
  assert.is.not(f.run(d.name, { key: 'order 6' }), first);
  assert.is(f.world.all('job').length, 2);
});

t('J19: a trigger starts nothing by itself, it only calls the robots', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main') });
  f.quiet();
  const job = f.job(f.run(f.deploy().name));
  assert.equal([job.state, job.waiting, job.run], ['queued', 1, '']);
  assert.equal(
    f.effects('dispatch').map((e) => e.pool),
    [job.pool],
  );
});

t('J16: a disabled deployment starts nothing', () => {
  const f = fleet();
  const d = f.deploy();
  f.do('deployment.update', { deployment: d.name, enabled: false }, f.person());
  assert.match(f.refused('IllegalState', 'job.run', { deployment: d.name }, f.person()).message, 'disabled');
});

t('J12: the policy cancels when no robot is available, and waits by default', () => {
  const f = fleet();
  const main = f.pool('main');
  const d = f.deploy({ whenNoRobot: 'cancel' });
  const none = f.job(f.run(d.name));
  assert.equal([none.state, none.waiting, none.ended], ['cancelled', 0, f.world.now]);
  assert.match(none.message, 'no robot');
  f.robot('Ann', { pool: main });
  assert.is(f.job(f.run(d.name)).state, 'queued');
});

t('J26: a queued job is cancelled at once, without a run instance', () => {
  const f = fleet();
  const id = f.run(f.deploy().name);
  assert.is(f.do('job.cancel', { job: id }, f.person()).state, 'cancelled');
  assert.equal([f.job(id).waiting, f.job(id).ended], [0, f.world.now]);
  assert.is(f.do('job.cancel', { job: id }, f.person()).state, 'cancelled');
  assert.is(f.world.all('run').length, 0);
});

t('J26: an offered job is cancelled at once; the accept that comes too late is told so', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  const run = f.dispatch(robot)!;
  f.quiet();
  f.do('job.cancel', { job: id }, f.person());
  assert.equal([f.job(id).state, f.world.row('robot', robot).state], ['cancelled', 'idle']);
  assert.equal(
    f.effects('stop').map((e) => e.run),
    [run.id],
  );
  f.refused('RunEnded', 'run.accept', { run: run.id, epoch: run.epoch }, f.agent(robot));
});

t('J26: a running job is asked to stop with its grace, and ends cancelled without a retry', () => {
  const f = fleet();
  f.publish({ stopGrace: 7_777 });
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  const run = f.start(robot);
  f.quiet();
  assert.is(f.do('job.cancel', { job: id }, f.person()).cancelling, true);
  const [cancel] = f.effects('cancel');
  assert.equal([cancel?.run, cancel?.epoch, cancel?.graceMs, cancel?.reason], [run.id, run.epoch, 7_777, 'cancelled']);
  assert.is(f.job(id).state, 'running');
  f.end(run, 'cancelled');
  assert.equal([f.job(id).state, f.job(id).cancelling, f.job(id).waiting], ['cancelled', 0, 0]);
});

t('J26: force-close works at once, also when the robot is gone', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  const run = f.start(robot);
  f.disconnect(robot);
  f.quiet();
  assert.is(f.do('job.cancel', { job: id, force: true }, f.person()).state, 'cancelled');
  const ended = f.world.row('run', run.id);
  assert.equal([ended.state, ended.reason, ended.open], ['cancelled', 'forced', 0]);
  assert.equal([f.world.row('robot', robot).run, f.world.row('robot', robot).state], ['', 'offline']);
  assert.is(f.effects('stop')[0]?.run, run.id);
});

t('J27: a cancel after the end changes nothing; an end after a forced cancel neither', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const won = f.run(d.name);
  f.end(f.start(robot), 'succeeded');
  f.refused('IllegalState', 'job.cancel', { job: won }, f.person());
  f.refused('IllegalState', 'job.cancel', { job: won, force: true }, f.person());
  assert.is(f.job(won).state, 'succeeded');

  const lost = f.run(d.name);
  const run = f.start(robot);
  f.do('job.cancel', { job: lost, force: true }, f.person());
  const before = f.world.row('run', run.id);
  f.end(run, 'succeeded');
  const after = f.world.row('run', run.id);
  assert.equal([after.state, after.reason, after.ended], [before.state, before.reason, before.ended]);
  assert.is(f.job(lost).state, 'cancelled');
});

t('J27: a run that succeeds or fails while it is being cancelled gives the job that one state, and no retry', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  for (const state of ['succeeded', 'failed'] as const) {
    const id = f.run(d.name);
    const run = f.start(robot);
    f.do('job.cancel', { job: id }, f.person());
    f.end(run, state);
    assert.equal([f.job(id).state, f.job(id).waiting], [state, 0]);
  }
});

t('J26: a run that is lost while it is being cancelled is cancelled', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  const run = f.start(robot);
  f.do('job.cancel', { job: id }, f.person());
  f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
  assert.equal([f.world.row('run', run.id).state, f.job(id).state], ['cancelled', 'cancelled']);
});

t('J25: the priority changes while queued and no longer', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  assert.is(f.do('job.setPriority', { job: id, priority: 77 }, f.person()).priority, 77);
  f.start(robot);
  f.refused('IllegalState', 'job.setPriority', { job: id, priority: 78 }, f.person());
});

t('J29: a job shows source, author, deployment; credentials are masked', () => {
  const f = fleet();
  f.publish({
    parameters: [
      { name: 'login', type: 'credential' },
      { name: 'country', type: 'text' },
    ],
  });
  const d = f.deploy({ params: { login: { user: 'u', secret: 'hidden-9' }, country: 'nl' } });
  assert.equal(d.params, { login: '•••', country: 'nl' });
  const id = f.run(d.name, { source: 'api' });
  const shown = detail(f, id);
  assert.equal(shown.params, { login: '•••', country: 'nl' });
  assert.not.match(JSON.stringify(shown), 'hidden-9');
  assert.equal([shown.source, shown.by.name, shown.deployment.name], ['api', 'Full admin person', d.name]);
  assert.equal([f.job(id).params, f.typed(f.job(id), 'login')], [{ country: 'nl' }, { user: 'u', secret: 'hidden-9' }]);
});

t('J32: a waiting job names for each robot the first condition that fails', () => {
  const f = fleet();
  const main = f.pool('main');
  f.publish({ needs: { labels: ['vpn'], screen: '1920x1080', freeDiskMb: 100 } });
  const busy = f.robot('Busy', { pool: main, labels: ['vpn'] });
  f.run(f.deploy().name);
  const run = f.start(busy);
  f.robot('Away', { pool: main, online: false });
  f.robot('Plain', { pool: main });
  f.robot('Blind', { pool: main, labels: ['vpn'], screen: 'none' });
  f.robot('Small', { pool: main, labels: ['vpn'], screen: 'real', screenSize: '1280x720' });
  f.robot('Full', { pool: main, labels: ['vpn'], freeDiskMb: 99 });
  f.robot('Resting', { pool: main });
  f.do('robot.pause', { robot: 'Resting', paused: true }, f.person());
  const id = f.run(f.deploy().name);
  const because = Object.fromEntries(detail(f, id).waiting!.robots.map((r) => [r.robot, r.because]));
  assert.match(because.Busy!, `busy with run ${run.id}`);
  assert.match(because.Away!, 'offline since');
  assert.match(because.Plain!, 'lacks the label vpn');
  assert.match(because.Blind!, 'no screen');
  assert.match(because.Small!, '1280x720 is smaller than 1920x1080');
  assert.match(because.Full!, '99 MB');
  assert.is(because.Resting, 'paused by Full admin person');
});

t('J32: a job without candidates says what would start it; a running one waits for nothing', () => {
  const f = fleet();
  const main = f.pool('main');
  const id = f.run(f.deploy().name);
  assert.match(detail(f, id).waiting!.says, 'has no robots; add one');
  const robot = f.robot('Ann', { pool: main });
  assert.is(detail(f, id).waiting!.robots[0]!.because, 'free: takes its best job next');
  const run = f.dispatch(robot)!;
  assert.match(detail(f, id).waiting!.says, 'offered to Ann');
  f.accept(run);
  assert.is(detail(f, id).waiting, undefined);
  assert.is(detail(f, id).runs.length, 1);
});

t.run();
