/** J32: why no robot has a resource in hand; "free" is said of exactly those that a take gets. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { whyResource } from '../../coordinator/domain/resource-why.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { ResourceStatus } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import { ConditionWorld } from './support/condition-world.ts';
import { deferRule, failRule, getRule, markAs, QUEUE, queueWorld, unlockRule } from './support/queue-world.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('why a resource waits');
type Q = ReturnType<typeof queueWorld>;
const why = ({ w }: Q, id: string) => whyResource(w.view, WORKSPACE, id, w.now);
const both = { read: true, write: true } as const;

t('J32: a free one says who would take it, and how many are before it', () => {
  const q = queueWorld();
  const [low, high] = [q.add({ priority: 1 }), q.add({ priority: 2 })];
  const found = why(q, low);
  assert.equal([found.free, found.status, found.queue, found.jobs], [true, 'new', QUEUE, []]);
  assert.match(found.says, 'no launch condition, so that nothing starts by itself');
  assert.equal(
    [found.before, why(q, high).before],
    [
      { count: 1, atLeast: false },
      { count: 0, atLeast: false },
    ],
  );
});

t('J32: locked by a run, by a person, with a date or without', () => {
  const q = queueWorld();
  const held = q.add();
  q.get(q.one, { id: held, lock: both });
  assert.match(why(q, held).says, 'in progress: the run r_1 on robot of r_1 works on it');
  assert.match(why(q, held).startsWhen!, 'the run r_1 on robot of r_1 ends or removes the lock');
  assert.is(why(q, held).holder?.owner.run, 'r_1');
  const dated = q.add();
  const until = q.w.now + 5_000;
  q.lock(q.one, dated, { read: { until } });
  assert.match(why(q, dated).says, `read-locked by the run r_1 on robot of r_1 until ${new Date(until).toISOString()}`);
  assert.is(why(q, dated).holder?.until, until);
  const person = q.add();
  q.userLock(person, 'read');
  assert.match(why(q, person).says, 'read-locked by Ada');
  assert.match(why(q, person).startsWhen!, 'Ada or another person removes the lock');
  const written = q.add();
  q.userLock(written, 'write');
  assert.match(why(q, written).because[1]!, 'a take that asks for no write lock gets it');
  q.w.now = until;
  assert.is(why(q, dated).free, true, 'a lock whose date has come is none');
});

t('J32, Q43: deferred until a date', () => {
  const q = queueWorld();
  const id = q.add();
  q.get(q.one, { id, lock: both });
  const until = q.w.now + 60_000;
  q.w.do(deferRule, { queue: QUEUE, id, until }, q.one);
  assert.match(why(q, id).says, `deferred until ${new Date(until).toISOString()} by robot of r_1`);
});

t('J32: hidden ones: processed, no attempt left, useless', () => {
  const q = queueWorld(1);
  const [done, spent, useless] = [q.add(), q.add(), q.add()];
  markAs(q.w, done, 'processed', q.one);
  q.get(q.one, { id: spent, lock: both });
  q.w.do(failRule, { queue: QUEUE, id: spent, reason: 'closed' }, q.one);
  assert.match(why(q, done).says, 'processed');
  assert.match(why(q, spent).says, 'none of its 1 attempts is left');
  assert.match(why(q, spent).startsWhen!, `gantry resource retry ${QUEUE} ${spent}`);
  const free = queueWorld();
  const bad = free.add();
  markAs(free.w, bad, 'error', free.one);
  assert.match(why(free, bad).says, 'trying again is useless');
  assert.ok(useless);
});

t('J32: in progress and unlocked: by a run that is on, or that has ended', () => {
  const q = queueWorld();
  const id = q.add();
  q.get(q.one, { id, lock: both });
  q.w.do(unlockRule, { queue: QUEUE, id, kinds: both }, q.one);
  assert.match(why(q, id).says, 'the run r_1 on robot of r_1 took it last and holds no lock of it');
  q.w.patch('run', 'r_1', { state: 'failed', open: 0 });
  assert.match(why(q, id).says, 'took it last and has failed');
  assert.is(why(q, id).free, true);
});

t('X9: unknown ones, those of another workspace and of deleted queues are not there', () => {
  const q = queueWorld();
  const id = q.add();
  for (const [workspace, one] of [
    [WORKSPACE, 'i_none'],
    ['w_other', id],
  ] as const)
    assert.throws(
      () => whyResource(q.w.view, workspace, one, q.w.now),
      (error: unknown) => error instanceof GantryError && error.code === 'ResourceNotFound' && error.field === 'id',
    );
});

t('J32, Q50: with a launch condition it says what that waits for, and what its jobs wait for', () => {
  const c = new ConditionWorld();
  c.set({ deployment: c.deployment, minWaiting: 2 });
  const [id] = c.add(1) as [string];
  const look = () => whyResource(c.f.world.view, WORKSPACE, id, c.f.world.now);
  assert.match(look().says, '1 of 2 waiting: starts at 2');
  c.add(1);
  const [job] = c.evaluate() as [string];
  assert.equal(
    look().jobs.map((one) => one.job),
    [job],
  );
  assert.match(look().jobs[0]!.says, 'the pool main has no robots; add one; starts when a robot joins the pool main');
  const robot = c.f.robot('Ann', { pool: c.f.world.all('pool')[0]!.id });
  const run = c.f.start(robot);
  assert.match(look().jobs[0]!.says, `runs: run ${run.id}`);
  c.set({ enabled: false });
  assert.match(look().says, 'free, but the launch condition is disabled');
  assert.is(look().startsWhen, 'gantry condition enable invoices');
});

t('J32, Q51: what is in progress and abandoned starts no job unless the condition counts it', () => {
  const c = new ConditionWorld();
  c.set({ deployment: c.deployment });
  const [id] = c.add(1) as [string];
  c.evaluate();
  const run = c.f.start(c.f.robot('Ann', { pool: c.f.world.all('pool')[0]!.id }));
  c.f.world.do(getRule, { queue: 'invoices', id, lock: both, timeout: 0 }, c.script(run));
  c.f.end(run, 'failed', 'boom');
  const found = whyResource(c.f.world.view, WORKSPACE, id, c.f.world.now);
  assert.equal([found.status, found.free], ['in_progress', true]);
  assert.ok(found.because.some((text) => text.includes('does not count abandoned resources')));
});

t('J32: "free" is said of exactly what a stranger’s take by condition gets', () => {
  const step = fc.constantFrom('nothing', 'take', 'read lock', 'write lock', 'user read', 'user write', 'dated');
  fc.assert(
    fc.property(
      fc.constantFrom<ResourceStatus>('new', 'in_progress', 'processed', 'error'),
      step,
      fc.boolean(),
      (status, what, later) => {
        const q = queueWorld();
        const id = q.add();
        markAs(q.w, id, status, q.one);
        const live = status === 'new' || status === 'in_progress';
        if (what === 'take' && live) q.get(q.one, { id, lock: both });
        if (what === 'read lock' && live) q.lock(q.one, id, { read: true });
        if (what === 'write lock' && live) q.lock(q.one, id, { write: true });
        if (what === 'dated' && live) q.lock(q.one, id, { read: { until: q.w.now + 10 } });
        if (what === 'user read') q.userLock(id, 'read');
        if (what === 'user write') q.userLock(id, 'write');
        if (later) q.w.now += 20;
        const { free } = why(q, id);
        const stranger = q.w.script('r_3');
        let got = true;
        try {
          q.w.do(getRule, { queue: QUEUE, filter: {}, lock: both, timeout: 0 }, stranger);
        } catch (error) {
          if (!(error instanceof GantryError) || error.code !== 'ResourceNotFound') throw error;
          got = false;
        }
        assert.is(free, got, `${status}, ${what}, later ${later}`);
      },
    ),
    { numRuns: 120 },
  );
});

t.run();
