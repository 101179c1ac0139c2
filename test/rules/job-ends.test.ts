/** The ends of jobs against one another: cancelled twice (J26), races (J27), time over (J28), outputs (J33), keys (J20). */
import * as assert from 'uvu/assert';
import { MAX_VALUE_BYTES } from '../../protocol/json-value.ts';
import { checkParams } from '../../protocol/validate.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('jobs: ends');

function running(change: object = {}): { f: Fleet; job: string; run: ReturnType<Fleet['start']> } {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy(change).name);
  return { f, job, run: f.start(robot) };
}

t('J26: cancelled twice is cancelled once: queued, running and ended', () => {
  const { f, job, run } = running();
  const who = f.person();
  const other = f.person('operator', 'Bea');
  f.do('job.cancel', { job }, who);
  const asked = f.job(job);
  f.do('job.cancel', { job }, other);
  assert.equal(f.job(job), asked, 'who asked first stays named');
  assert.is(f.effects('cancel').length, 2, 'the robot is told again: the first word may have been lost');
  f.end(run, 'cancelled');
  const ended = f.job(job);
  assert.is(f.do('job.cancel', { job }, who).state, 'cancelled');
  assert.is(f.do('job.cancel', { job, force: true }, who).state, 'cancelled');
  assert.equal(f.job(job), ended);
  const queued = f.run(ended.deploymentName);
  f.do('job.cancel', { job: queued }, who);
  f.do('job.cancel', { job: queued }, other);
  assert.match(f.job(queued).message, 'cancelled by Full admin person');
});

t('J26: force-close after a soft cancel ends it at once, with the robot gone; its late words change nothing', () => {
  const { f, job, run } = running();
  f.do('job.cancel', { job }, f.person());
  f.disconnect(run.robot);
  f.do('job.cancel', { job, force: true }, f.person());
  assert.equal(
    [f.job(job).state, f.job(job).cancelling, f.world.row('run', run.id).state],
    ['cancelled', 0, 'cancelled'],
  );
  assert.equal([f.world.row('robot', run.robot).run, f.world.row('robot', run.robot).state], ['', 'offline']);
  f.end(run, 'succeeded');
  assert.equal([f.job(job).state, f.world.row('run', run.id).state], ['cancelled', 'cancelled']);
  assert.equal(
    f.connect(run.robot, [{ run: run.id, epoch: run.epoch, alive: true, ended: false, boot: 'boot-7' }]),
    [{ run: run.id, answer: 'resume' }],
    'its end was reported: what is still alive only uploads',
  );
});

t('J26: a cancel that was asked while nobody was there is told when the robot is heard of again', () => {
  const { f, job, run } = running();
  const held = { run: run.id, epoch: run.epoch, alive: true, ended: false, boot: 'boot-7' };
  f.disconnect(run.robot);
  f.do('job.cancel', { job }, f.person());
  f.quiet();
  assert.equal(f.connect(run.robot, [held]), [{ run: run.id, answer: 'resume' }]);
  const [told] = f.effects('cancel');
  assert.equal([told?.run, told?.epoch, told?.reason, told?.graceMs], [run.id, run.epoch, 'cancelled', 10_000]);
  f.end(run, 'cancelled');
  const next = f.run(f.job(job).deploymentName);
  const other = f.start(run.robot);
  f.quiet();
  f.connect(run.robot, [{ ...held, run: other.id, epoch: other.epoch }]);
  assert.equal([f.effects('cancel'), f.job(next).state], [[], 'running'], 'one that was not cancelled goes on');
});

t('J27: whichever of cancel and end is applied first decides, and the job has one final state', () => {
  for (const end of ['succeeded', 'failed', 'cancelled'] as const)
    for (const force of [false, true])
      for (const cancelFirst of [false, true]) {
        const { f, job, run } = running({ retries: 0 });
        const cancel = () => f.do('job.cancel', { job, ...(force ? { force } : {}) }, f.person());
        const says = `${end}, force ${force}, cancel first ${cancelFirst}`;
        if (cancelFirst) {
          cancel();
          f.end(run, end);
          assert.is(f.job(job).state, force ? 'cancelled' : end, says);
        } else {
          f.end(run, end);
          if (end === 'cancelled') cancel();
          else f.refused('IllegalState', 'job.cancel', { job, ...(force ? { force } : {}) }, f.person());
          assert.is(f.job(job).state, end, says);
        }
        const { ended, waiting, notBefore, cancelling } = f.job(job);
        assert.ok(ended > 0, says);
        assert.equal([waiting, notBefore, cancelling], [0, 0, 0], says);
        assert.is(f.world.row('robot', run.robot).state, 'idle', says);
      }
});

t('J26: a job cancelled between two attempts, resting or not, gets no other one', () => {
  for (const backoff of [
    { kind: 'none', ms: 0 },
    { kind: 'fixed', ms: 60_000 },
  ] as const) {
    const { f, job, run } = running({ backoff });
    f.end(run, 'failed');
    assert.is(f.job(job).state, 'running');
    assert.is(f.do('job.cancel', { job }, f.person()).state, 'cancelled');
    f.world.now += 61_000;
    f.do('job.due', { limit: 10 });
    assert.is(f.dispatch(run.robot), undefined);
    assert.is(f.job(job).attempts, 1);
  }
});

t('J28: a run that is out of time while it is being cancelled is not tried again', () => {
  const { f, job, run } = running({ retries: 3 });
  f.do('job.cancel', { job }, f.person());
  f.report(run, { kind: 'ended', state: 'failed', reason: 'timeout', error: 'out of time' });
  assert.equal([f.job(job).state, f.job(job).attempts, f.job(job).message], ['failed', 1, 'timeout: out of time']);
});

t('J28: the order says the time: the run’s own, else the deployment’s, else the manifest’s', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main') });
  const robot = f.world.all('robot')[0]!.id;
  f.publish({ timeout: 30_000 });
  const plain = f.deploy();
  const timed = f.deploy({ timeoutMs: 20_000 });
  const times = [f.run(plain.name), f.run(timed.name), f.run(timed.name, { timeoutMs: 10_000 })].map(() => {
    const run = f.dispatch(robot)!;
    const { timeoutMs } = f.accept(run);
    f.end(run);
    return timeoutMs;
  });
  assert.equal(times, [30_000, 20_000, 10_000]);
});

t('J33: the last output of the run that succeeded is the job’s; a failed attempt keeps its own', () => {
  const { f, job, run } = running();
  f.report(run, { kind: 'output', value: { part: 1 } });
  f.end(run, 'failed');
  assert.equal([f.world.row('run', run.id).output, f.job(job).output], [{ part: 1 }, null]);
  const second = f.start(run.robot);
  f.report(second, { kind: 'output', value: 'early' });
  f.report(second, { kind: 'output', value: { entered: 12 } });
  f.end(second);
  assert.equal([f.world.row('run', second.id).output, f.job(job).output], [{ entered: 12 }, { entered: 12 }]);
});

t('J33: the coordinator takes an output of 1 MiB and refuses one byte more', () => {
  const entry = (letters: number) => ({
    ...{ run: 'r_1', epoch: 1 },
    entries: [{ n: 1, atMs: 0, e: { kind: 'output', value: 'x'.repeat(letters) } }],
  });
  checkParams('run.report', entry(MAX_VALUE_BYTES - 2));
  assert.throws(() => checkParams('run.report', entry(MAX_VALUE_BYTES - 1)), /1 MiB|1048576|MiB/);
});

t('J20: the same key says that it existed, also with other parameters, when it ended, and for several robots', () => {
  const { f, job, run } = running();
  f.end(run);
  const name = f.job(job).deploymentName;
  f.robot('Bob');
  const both = { deployment: name, key: 'k', robots: ['Ann', 'Bob'] };
  const first = f.do('job.run', both, f.person());
  assert.equal([first.existing, first.jobs.length], [false, 2]);
  for (const one of first.jobs) f.do('job.cancel', { job: one.id }, f.person());
  const again = f.do('job.run', { ...both, priority: 1 }, f.person());
  assert.is(again.existing, true);
  assert.equal(
    again.jobs.map(({ id, state }) => [id, state]),
    first.jobs.map(({ id }) => [id, 'cancelled']),
  );
  const elsewhere = f.deploy();
  assert.is(f.do('job.run', { deployment: elsewhere.name, key: 'k' }, f.person()).existing, false);
});

t.run();
