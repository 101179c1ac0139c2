import * as assert from 'uvu/assert';
import type { Principal } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import {
  deferRule,
  deleteRule,
  expireRule,
  getManyRule,
  getRule,
  lockRule,
  processedRule,
  QUEUE,
  queueWorld,
  unlockRule,
  updateRule,
} from './support/queue-world.ts';
import { START, SYSTEM } from './support/world.ts';

const t = suite('locks');

type Setup = ReturnType<typeof queueWorld>;
type Outcome = 'passes' | 'waits' | 'skips';
const both = { read: true, write: true } as const;

/** Every action that a lock can stop, with and without asking for locks itself. */
const actions: Record<string, (q: Setup, id: string, who: Principal) => unknown> = {
  'get by id': (q, id, who) => q.w.do(getRule, { queue: QUEUE, id }, who),
  'get by id + read lock': (q, id, who) => q.w.do(getRule, { queue: QUEUE, id, lock: { read: true } }, who),
  'get by id + write lock': (q, id, who) => q.w.do(getRule, { queue: QUEUE, id, lock: { write: true } }, who),
  'get by condition': (q, _, who) => q.w.do(getRule, { queue: QUEUE }, who),
  'get by condition + write lock': (q, _, who) => q.w.do(getRule, { queue: QUEUE, lock: { write: true } }, who),
  update: (q, id, who) => q.w.do(updateRule, { queue: QUEUE, id, value: 2 }, who),
  'update + read lock': (q, id, who) => q.w.do(updateRule, { queue: QUEUE, id, value: 2, lock: { read: true } }, who),
  'update + write lock': (q, id, who) => q.w.do(updateRule, { queue: QUEUE, id, value: 2, lock: { write: true } }, who),
  'lock read': (q, id, who) => q.w.do(lockRule, { queue: QUEUE, id, lock: { read: true } }, who),
  'lock write': (q, id, who) => q.w.do(lockRule, { queue: QUEUE, id, lock: { write: true } }, who),
  'lock both': (q, id, who) => q.w.do(lockRule, { queue: QUEUE, id, lock: both }, who),
  markProcessed: (q, id, who) => q.w.do(processedRule, { queue: QUEUE, id }, who),
  getMany: (q, _, who) => q.w.do(getManyRule, { queue: QUEUE, count: 'all' }, who),
  'getMany + write lock': (q, _, who) =>
    q.w.do(getManyRule, { queue: QUEUE, count: 'all', lock: { write: true } }, who),
  defer: (q, id, who) => q.w.do(deferRule, { queue: QUEUE, id, until: START + 60_000 }, who),
  delete: (q, id, who) => q.w.do(deleteRule, { queue: QUEUE, id }, who),
};
/** What a foreign lock does: [read lock, write lock]. */
const matrix: Record<keyof typeof actions, [Outcome, Outcome]> = {
  'get by id': ['waits', 'passes'],
  'get by id + read lock': ['waits', 'passes'],
  'get by id + write lock': ['waits', 'waits'],
  'get by condition': ['skips', 'passes'],
  'get by condition + write lock': ['skips', 'skips'],
  update: ['passes', 'waits'],
  'update + read lock': ['waits', 'waits'],
  'update + write lock': ['passes', 'waits'],
  'lock read': ['waits', 'passes'],
  'lock write': ['passes', 'waits'],
  'lock both': ['waits', 'waits'],
  markProcessed: ['passes', 'waits'],
  getMany: ['skips', 'passes'],
  'getMany + write lock': ['skips', 'skips'],
  defer: ['waits', 'waits'],
  delete: ['passes', 'waits'],
};

function outcome(q: Setup, id: string, who: Principal, action: string): Outcome {
  const effects = q.w.effects.length;
  try {
    actions[action]!(q, id, who);
    return 'passes';
  } catch (error) {
    assert.is(q.w.effects.length, effects);
    const wait = q.w.waits(
      (view, _: undefined) => {
        view.get('resource', id);
        throw error;
      },
      undefined,
      who,
    );
    assert.is(wait.timeoutMs, 30_000);
    assert.is(wait.code, wait.resource === '' ? 'ResourceNotFound' : 'LockTimeout');
    return wait.resource === id ? 'waits' : 'skips';
  }
}

for (const [action, [read, write]] of Object.entries(matrix)) {
  for (const [kind, expected] of [
    ['read', read],
    ['write', write],
  ] as const) {
    const lock = { [kind]: true };
    t(`${kind === 'read' ? 'Q25, Q27' : 'Q26'}: ${action} with a foreign ${kind} lock ${expected}`, () => {
      const q = queueWorld();
      const id = q.add();
      q.lock(q.two, id, lock);
      assert.is(outcome(q, id, q.one, action), expected);
    });
    t(`Q24: ${action} with a user's ${kind} lock ${expected}: it restricts every robot`, () => {
      const q = queueWorld();
      const id = q.add();
      q.userLock(id, kind);
      assert.is(outcome(q, id, q.one, action), expected);
    });
    t(`Q24: ${action} with one's own ${kind} lock passes`, () => {
      const q = queueWorld();
      const id = q.add();
      q.lock(q.one, id, lock);
      assert.is(outcome(q, id, q.one, action), 'passes');
    });
    t(`Q30: ${action} with a foreign ${kind} lock that is past due passes, cleaned up or not`, () => {
      const q = queueWorld();
      const id = q.add();
      q.lock(q.two, id, { [kind]: { until: START + 5 } });
      q.w.now = START + 4;
      assert.is(outcome(q, id, q.one, action), expected);
      q.w.now = START + 5;
      if (q.w.view.get('resource', id)?.live === 1) assert.is(outcome(q, id, q.one, action), 'passes');
    });
  }
}

t('Q31: timeout 0 tries once and says who has the lock', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.two, id, { read: { until: START + 1_000 }, write: true });
  const tries = [
    q.w.refused('LockTimeout', getRule, { queue: QUEUE, id, timeout: 0 }, q.one),
    q.w.refused('LockTimeout', updateRule, { queue: QUEUE, id, timeout: 0 }, q.one),
    q.w.refused('LockTimeout', lockRule, { queue: QUEUE, id, lock: both, timeout: 0 }, q.one),
    q.w.refused('LockTimeout', processedRule, { queue: QUEUE, id, timeout: 0 }, q.one),
  ];
  assert.match(tries[0]!.message, /read-locked by robot of r_2 until 2023-11-14T22:13:21/);
  assert.match(tries[1]!.message, /write-locked by robot of r_2/);
  assert.is(q.w.waits(getRule, { queue: QUEUE, id, timeout: 1_234 }, q.one).timeoutMs, 1_234);
  assert.is(q.w.waits(getRule, { queue: QUEUE, id, timeout: -1 }, q.one).timeoutMs, -1);
  assert.is(q.row(id).attemptsLeft, 0);
  assert.is(q.w.all('failure').length, 0, 'Q16: waiting costs nothing');
});

t('Q22: the two locks have owners and dates of their own', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, { read: true });
  const view = q.lock(q.two, id, { write: { until: START + 9 } });
  assert.equal([view.readLock?.owner.run, view.readLock?.until], ['r_1', undefined]);
  assert.equal([view.writeLock?.owner.run, view.writeLock?.until], ['r_2', START + 9]);
});

t('Q23: the next run of the same robot is a stranger', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, { read: true });
  const next = q.w.script('r_5', { robot: 'b_of_r_1', robotName: 'robot of r_1', job: 'j_of_r_1', number: 2 });
  assert.is(outcome(q, id, next, 'get by id'), 'waits');
});

t('Q24: a robot’s lock never restricts a user’s adding; a user may lock what it adds', () => {
  const q = queueWorld();
  const id = q.add({ lock: both });
  assert.is(q.row(id).readOwner, 'user:u_ada');
  assert.is(outcome(q, id, q.one, 'get by condition'), 'skips');
});

for (const until of [START, START - 1]) {
  t(`Q30: a date must lie in the future (${until - START} ms is refused, with its field, before any wait)`, () => {
    const q = queueWorld();
    const id = q.add();
    q.lock(q.two, id, both);
    const lock = { write: { until } };
    const refusals = [
      q.w.refused('ValidationError', getRule, { queue: QUEUE, id, lock }, q.one),
      q.w.refused('ValidationError', getRule, { queue: QUEUE, lock }, q.one),
      q.w.refused('ValidationError', updateRule, { queue: QUEUE, id, lock }, q.one),
      q.w.refused('ValidationError', lockRule, { queue: QUEUE, id, lock }, q.one),
    ];
    assert.equal(
      refusals.map((error) => error.field),
      Array(4).fill('lock.write.until'),
    );
  });
}

t('Q35: locking one’s own again replaces the date, changes no status and touches no editor', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, { read: { until: START + 10 } });
  q.w.now += 3;
  assert.is(q.lock(q.one, id, { read: { until: START + 20 } }).readLock?.until, START + 20);
  const view = q.lock(q.one, id, { read: true });
  assert.is(view.readLock?.until, undefined);
  assert.equal([view.status, view.updated, q.row(id).editor.name], ['new', START, 'Ada']);
});

t('Q33: a foreign lock is NotLockOwner, and of two kinds neither is touched', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, { read: true });
  q.lock(q.two, id, { write: true });
  const error = q.w.refused('NotLockOwner', unlockRule, { queue: QUEUE, id, kinds: both }, q.one);
  assert.match(error.message, /write lock .* robot of r_2/);
  assert.is(q.row(id).readOwner, 'run:r_1');
  q.userLock(id, 'read');
  q.w.refused('NotLockOwner', unlockRule, { queue: QUEUE, id, kinds: { read: true } }, q.one);
});

t('Q33: unlocking what is not set is a silent no-op, without history', () => {
  const q = queueWorld();
  const id = q.add();
  q.w.do(unlockRule, { queue: QUEUE, id, kinds: both }, q.one);
  q.lock(q.two, id, { read: { until: START + 1 } });
  q.w.now = START + 1;
  assert.is(q.w.do(unlockRule, { queue: QUEUE, id, kinds: both }, q.one).readLock, undefined);
  assert.equal(
    q.history(id).map((row) => row.kind),
    ['created', 'locked'],
  );
});

t('Q33: unlock removes the kinds named and leaves the other', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, both);
  const view = q.w.do(unlockRule, { queue: QUEUE, id, kinds: { write: true } }, q.one);
  assert.is(view.writeLock, undefined);
  assert.is(view.readLock?.owner.run, 'r_1');
});

t('Q30: a dated lock asks for the chore at its date', () => {
  const q = queueWorld();
  q.take('at');
  const id = q.add({ lock: { read: { until: START + 40 } } });
  assert.equal(q.take('at'), [{ kind: 'at', when: START + 40, chore: 'lock.expire' }]);
  q.lock(q.one, id, { write: { until: START + 60 } });
  assert.equal(q.take('at'), [{ kind: 'at', when: START + 60, chore: 'lock.expire' }]);
});

t('Q30: the chore removes what is due, a portion at a time, wakes, and says when to come back', () => {
  const q = queueWorld();
  const [a, b, c] = [q.add(), q.add(), q.add()];
  q.lock(q.one, a, { read: { until: START + 10 }, write: { until: START + 90 } });
  q.lock(q.two, b, { write: { until: START + 20 } });
  q.lock(q.two, c, { read: true });
  assert.equal(q.w.do(expireRule, { limit: 100 }, SYSTEM), { expired: 0, next: START + 10 });
  q.w.now = START + 50;
  q.take('wake');
  assert.equal(q.w.do(expireRule, { limit: 1 }, SYSTEM), { expired: 1, next: START + 20 });
  assert.equal(
    q.take('wake').map((wake) => wake.resource),
    [a],
  );
  assert.equal(q.w.do(expireRule, { limit: 100 }, SYSTEM), { expired: 1, next: START + 90 });
  assert.equal([q.row(a).readOwner, q.row(a).readUntil, q.row(a).readBy], ['', 0, null]);
  assert.is(q.row(a).writeOwner, 'run:r_1');
  assert.is(q.row(c).readOwner, 'run:r_2');
  const released = q.history(b).at(-1)!;
  assert.equal(released.detail, { why: 'date', locks: { write: { until: START + 20 } } });
  assert.is(released.by.kind, 'system');
  q.w.now = START + 90;
  assert.equal(q.w.do(expireRule, { limit: 100 }, SYSTEM), { expired: 1 });
});

t.run();
