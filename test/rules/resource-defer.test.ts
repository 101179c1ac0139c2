import * as assert from 'uvu/assert';
import type { Principal } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import {
  deferRule,
  deleteRule,
  expireRule,
  getRule,
  processedRule,
  QUEUE,
  queueWorld,
  unlockRule,
} from './support/queue-world.ts';
import { START, SYSTEM } from './support/world.ts';

const t = suite('resource.defer and resource.delete');
const both = { read: true, write: true } as const;
const LATER = START + 60_000;

function taken() {
  const q = queueWorld(3);
  const id = q.add({ value: { n: 1 }, tags: ['eu'] });
  q.get(q.one, { id, lock: both });
  q.take('wake');
  const defer = (extra: object = {}, who: Principal = q.one) =>
    q.w.do(deferRule, { queue: QUEUE, id, until: LATER, timeout: 0, ...extra }, who);
  return { ...q, id, defer };
}

t('Q43: defer puts back as new with a dated read lock, frees this run’s locks and costs no attempt', () => {
  const { id, defer, row, history, counts, take } = taken();
  const view = defer();
  assert.equal([view.status, view.attemptsLeft, view.readLock?.until, view.writeLock], ['new', 3, LATER, undefined]);
  assert.is(view.readLock?.owner.name, 'robot of r_1', 'people see who deferred it');
  assert.equal([row(id).editor.name, view.updated], ['Ada', START], 'Q13: without a value it is no edit');
  assert.equal(history(id).at(-1)!.detail, { until: LATER });
  assert.is(history(id).at(-1)!.kind, 'deferred');
  assert.equal(counts(), { new: 1, in_progress: 0, processed: 0, error: 0 });
  assert.equal(
    take('at').map((at) => at.when),
    [LATER],
  );
});

t('Q29, Q43: every robot is kept away until the date: others, this run itself, and its next attempt', () => {
  const { w, id, one, two, get, defer } = taken();
  defer();
  const next = w.script('r_next');
  for (const who of [one, two, next]) {
    w.refused('ResourceNotFound', getRule, { queue: QUEUE, timeout: 0 }, who);
    w.refused('LockTimeout', getRule, { queue: QUEUE, id, timeout: 0 }, who);
  }
  w.now = LATER - 1;
  w.refused('LockTimeout', getRule, { queue: QUEUE, id, timeout: 0 }, one);
  w.now = LATER;
  w.do(expireRule, { limit: 10 }, SYSTEM);
  assert.is(get(one, { lock: both }).id, id);
});

t('Q43: with a value it is an edit, with the value before and after in the history', () => {
  const { w, id, defer, row, history } = taken();
  w.now += 5;
  const view = defer({ value: { n: 2 } });
  assert.equal([row(id).editor.name, view.updated], ['robot of r_1', START + 5]);
  assert.equal(row(id).value, { n: 2 });
  assert.equal(history(id).at(-1)!.detail, { until: LATER, value: { before: { n: 1 }, after: { n: 2 } } });
  defer({ value: null });
  assert.is(row(id).value, null, 'null is a value');
});

t('Q30, Q33, Q43: the run that deferred may change its mind, another robot may not', () => {
  const { w, id, one, two, get, defer } = taken();
  defer();
  assert.is(defer({ until: LATER + 1 }).readLock?.until, LATER + 1);
  w.refused('NotLockOwner', unlockRule, { queue: QUEUE, id, kinds: { read: true } }, two);
  w.refused('LockTimeout', deferRule, { queue: QUEUE, id, until: LATER, timeout: 0 }, two);
  w.do(unlockRule, { queue: QUEUE, id, kinds: { read: true } }, one);
  assert.is(get(two).id, id);
});

t('Q36, Q43: the deferring run may finish it all the same, and then its deferral is gone, too', () => {
  const { w, id, one, defer, row } = taken();
  defer();
  w.do(processedRule, { queue: QUEUE, id }, one);
  assert.equal([row(id).status, row(id).readOwner, row(id).readUntil], ['processed', '', 0]);
});

t('Q29: a dated write lock of this run stays at a defer, as at a failure', () => {
  const { id, one, lock, defer } = taken();
  lock(one, id, { write: { until: LATER + 9 } });
  assert.is(defer().writeLock?.until, LATER + 9);
});

t('Q30: a date that is not in the future is refused and nothing changes', () => {
  const { w, id, one, row } = taken();
  const before = row(id);
  for (const until of [START, START - 1, 0]) {
    const refusal = w.refused('ValidationError', deferRule, { queue: QUEUE, id, until }, one);
    assert.is(refusal.field, 'until');
  }
  assert.equal(row(id), before);
});

t('Q11, Q43: what is hidden cannot be deferred', () => {
  const { w, id, one } = taken();
  w.do(processedRule, { queue: QUEUE, id }, one);
  w.refused('ResourceNotFound', deferRule, { queue: QUEUE, id, until: LATER }, one);
});

t('Q41: a robot deletes: row, key and counts go, waiters hear of it, the history says who', () => {
  const q = queueWorld();
  const id = q.add({ key: 'k' });
  q.take('wake');
  assert.equal(q.w.do(deleteRule, { queue: QUEUE, id }, q.one), {});
  assert.is(q.w.view.get('resource', id), undefined);
  assert.equal(q.counts(), { new: 0, in_progress: 0, processed: 0, error: 0 });
  assert.equal(q.take('wake'), [{ kind: 'wake', queue: q.queue, resource: id, gone: true }]);
  const event = q.history(id).at(-1)!;
  assert.equal([event.kind, event.by.name, event.detail], ['deleted', 'robot of r_1', { status: 'new' }]);
  assert.is.not(q.add({ key: 'k' }), id, 'Q40: the key is free again');
  q.w.refused('ResourceNotFound', deleteRule, { queue: QUEUE, id }, q.one);
});

t('Q41: a robot waits for a foreign write lock and not for a read lock; its own stops nothing', () => {
  const q = queueWorld();
  const [mine, read, write] = [q.add(), q.add(), q.add()];
  q.lock(q.one, mine, both);
  q.lock(q.two, read, { read: true });
  q.lock(q.two, write, { write: true });
  q.w.do(deleteRule, { queue: QUEUE, id: mine }, q.one);
  q.w.do(deleteRule, { queue: QUEUE, id: read }, q.one);
  assert.is(q.w.waits(deleteRule, { queue: QUEUE, id: write }, q.one).resource, write);
  q.w.refused('LockTimeout', deleteRule, { queue: QUEUE, id: write, timeout: 0 }, q.one);
});

t('Q11, Q41: hidden ones are not found by robots; people delete them, and no lock stops people (Q24)', () => {
  const q = queueWorld();
  const [done, locked] = [q.add(), q.add()];
  q.w.do(processedRule, { queue: QUEUE, id: done }, q.one);
  q.lock(q.two, locked, both);
  q.w.refused('ResourceNotFound', deleteRule, { queue: QUEUE, id: done }, q.one);
  for (const id of [done, locked]) q.w.do(deleteRule, { queue: QUEUE, id }, q.ada);
  assert.equal(q.counts(), { new: 0, in_progress: 0, processed: 0, error: 0 });
  assert.is(q.history(done).at(-1)!.by.name, 'Ada');
  q.w.refused('ResourceNotFound', deleteRule, { queue: QUEUE, id: done }, q.ada);
});

t.run();
