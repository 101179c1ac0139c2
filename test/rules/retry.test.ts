/** Retries (J22–J24, J28): how many, when, where, and what the job says meanwhile. */
import * as assert from 'uvu/assert';
import { restBefore } from '../../coordinator/domain/retry.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('retries');

t('J22: three retries give at most four run instances, and the job ends as the last of them', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  for (let attempt = 1; attempt <= 4; attempt++) {
    const run = f.start(robot);
    assert.is(run.number, attempt);
    f.end(run, 'failed', `broken ${attempt}\nand more`);
  }
  assert.is(f.dispatch(robot), undefined);
  assert.equal([f.job(id).state, f.job(id).attempts, f.job(id).message], ['failed', 4, 'script-error: broken 4']);
  assert.equal(
    f.world.all('run').map((run) => run.state),
    ['failed', 'failed', 'failed', 'failed'],
  );
});

t('J21: a lost run counts as a failed attempt', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy({ retries: 1 }).name);
  for (const wanted of ['running', 'failed'] as const) {
    const run = f.start(robot);
    f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
    assert.is(f.job(id).state, wanted);
  }
  assert.equal(
    f.world.all('run').map((run) => run.state),
    ['lost', 'lost'],
  );
});

t('J22: no retries, no second run; success and cancel end the job', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const once = f.run(d.name, { retries: 0 });
  f.end(f.start(robot), 'failed');
  assert.is(f.job(once).state, 'failed');
  for (const state of ['succeeded', 'cancelled'] as const) {
    const id = f.run(d.name);
    f.end(f.start(robot), state);
    assert.equal([f.job(id).state, f.job(id).waiting], [state, 0]);
  }
});

t('J23: between attempts the job is running and says "attempt k of n, waiting for a robot"', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  f.end(f.start(robot), 'failed', 'no button');
  assert.equal([f.job(id).state, f.job(id).waiting, f.job(id).run], ['running', 1, '']);
  assert.match(f.job(id).message, 'attempt 2 of 4, waiting for a robot');
  f.start(robot);
  assert.is(f.job(id).message, 'attempt 2 of 4');
});

t('J23: with a backoff the job rests until its date and is then given out', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy({ backoff: { kind: 'exponential', ms: 1_000 } }).name);
  for (const restMs of [1_000, 2_000, 4_000]) {
    f.quiet();
    f.end(f.start(robot), 'failed');
    const { notBefore, waiting } = f.job(id);
    assert.equal([notBefore, waiting], [f.world.now + restMs, 0]);
    assert.equal(
      f.effects('at').map((e) => [e.when, e.chore]),
      [[notBefore, 'job.due']],
    );
    assert.is(f.dispatch(robot), undefined);
    f.world.now = notBefore - 1;
    assert.equal(f.do('job.due', { limit: 5 }), { due: 0, next: notBefore });
    f.world.now = notBefore;
    assert.equal(f.do('job.due', { limit: 5 }), { due: 1 });
  }
});

t('P13: a rest that began under a clock which was set back begins anew, and never lasts longer than that', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy({ backoff: { kind: 'fixed', ms: 60_000 } }).name);
  f.end(f.start(robot), 'failed');
  f.world.now -= 86_400_000;
  const next = f.world.now + 60_000;
  assert.equal(f.do('job.due', { limit: 5 }), { due: 1, next });
  assert.equal([f.job(id).notBefore, f.job(id).restSince], [next, f.world.now]);
  assert.equal(f.do('job.due', { limit: 5 }), { due: 0, next }, 'once');
  f.world.now = next;
  assert.equal(f.do('job.due', { limit: 5 }), { due: 1 });
  f.end(f.start(robot), 'failed');
  f.world.now += 86_400_000;
  assert.equal(f.do('job.due', { limit: 5 }), { due: 1 }, 'put ahead: over at once');
  assert.equal(f.do('job.due', { limit: 5 }), { due: 0 });
});

t('P13: a robot that refused is asked again, though the clock was set back meanwhile', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const [, other] = [f.run(f.deploy().name), f.run(f.deploy().name)];
  const offer = f.dispatch(robot)!;
  f.do('run.refuse', { run: offer.id, epoch: offer.epoch, because: 'not now' }, f.agent(robot));
  f.world.now -= 86_400_000;
  assert.is(f.do('job.due', { limit: 5 }).due, 2);
  assert.is(f.dispatch(robot)?.job, other);
});

t('J23: backoff is none, fixed or exponential, and never longer than a day', () => {
  const job = (kind: 'none' | 'fixed' | 'exponential', attempts: number) => ({
    attempts,
    retries: 10,
    backoff: { kind, ms: 60_000 },
  });
  assert.is(restBefore(job('none', 3)), 0);
  assert.is(restBefore(job('fixed', 3)), 60_000);
  assert.is(restBefore(job('exponential', 3)), 240_000);
  assert.is(restBefore({ attempts: 10, retries: 10, backoff: { kind: 'exponential', ms: 86_400_000 } }), 86_400_000);
  assert.is(restBefore(job('fixed', 11)), undefined);
});

t('J24: the retry of a pool job may run on any robot of the pool, of a pinned job on its robot only', () => {
  const f = fleet();
  const main = f.pool('main');
  const [ann, ben] = [f.robot('Ann', { pool: main }), f.robot('Ben', { pool: main })];
  const pooled = f.run(f.deploy().name);
  f.end(f.start(ann), 'failed');
  assert.is(f.start(ben).job, pooled);
  f.do('job.cancel', { job: pooled, force: true }, f.person());
  const pinned = f.run(f.deploy({ robots: ['Ann'] }).name);
  f.end(f.start(ann), 'failed');
  assert.is(f.dispatch(ben), undefined);
  assert.is(f.start(ann).job, pinned);
});

t('J28: a timeout fails the run with that reason, and retries', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const id = f.run(f.deploy().name);
  const run = f.start(robot);
  f.report(run, { kind: 'ended', state: 'failed', reason: 'timeout', signal: 'SIGKILL' });
  const row = f.world.row('run', run.id);
  assert.equal([row.state, row.reason, row.signal], ['failed', 'timeout', 'SIGKILL']);
  assert.equal([f.job(id).state, f.job(id).waiting], ['running', 1]);
});

t('a job whose pool was deleted is not tried again', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  f.pool('other');
  const d = f.deploy();
  const id = f.run(d.name);
  const run = f.start(robot);
  f.do('deployment.update', { deployment: d.name, pool: 'other' }, f.person());
  f.do('pool.delete', { pool: 'main' }, f.person());
  f.end(run, 'failed');
  assert.is(f.job(id).state, 'failed');
});

t.run();
