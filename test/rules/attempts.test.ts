import * as assert from 'uvu/assert';
import { type RunEnd, settleResources } from '../../coordinator/domain/settle.ts';
import type { View } from '../../coordinator/domain/view.ts';
import type { LockRequest } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import {
  actionFailedRule,
  addManyRule,
  failRule,
  processedRule,
  QUEUE,
  queueWorld,
  updateRule,
} from './support/queue-world.ts';
import { START, SYSTEM } from './support/world.ts';

const t = suite('attempts, and what a run’s end does');

type Setup = ReturnType<typeof queueWorld>;
const fail = (q: Setup, id: string, who = q.one, retry?: boolean) =>
  q.w.do(failRule, { queue: QUEUE, id, reason: 'broken', ...(retry === undefined ? {} : { retry }) }, who);

/** Ends a run as the jobs' rules do: the row first, then its resources, in one command. */
function end(q: Setup, run: string, how: RunEnd): void {
  q.w.do(
    (view: View, reason: string, ctx) => {
      const row = { ...view.get('run', run)!, state: how, open: 0 } as const;
      view.put('run', row);
      settleResources(view, row, how, reason, ctx);
    },
    'exit code 3',
    SYSTEM,
  );
}

t('Q14: a new resource has the limit of its queue left', () => {
  const q = queueWorld(3);
  const view = q.get(q.one, { id: q.add() });
  assert.equal([view.attemptsLeft, view.attemptLimit], [3, 3]);
});

t('Q15a, Q21: a reported failure costs one, puts it back to new and releases this run’s undated locks', () => {
  const q = queueWorld(3);
  const id = q.add();
  q.get(q.one, { id, lock: { read: true, write: { until: START + 100 } } });
  q.w.now += 5;
  const view = fail(q, id);
  assert.equal([view.status, view.attemptsLeft, view.readLock], ['new', 2, undefined]);
  assert.is(view.writeLock?.until, START + 100, 'dated ones stay');
  assert.equal([view.updated, q.row(id).editor.name], [START, 'Ada'], 'Q13: a failure is no edit');
  assert.equal(q.counts(), { new: 1, in_progress: 0, processed: 0, error: 0 });
});

t('Q15: never more than one per run and resource: said again it puts back and costs nothing', () => {
  const q = queueWorld(2);
  const id = q.add();
  q.get(q.one, { id });
  fail(q, id);
  q.get(q.one, { id });
  const view = fail(q, id);
  assert.equal([view.status, view.attemptsLeft], ['new', 1]);
  assert.is((q.history(id).at(-1)!.detail as { counted: boolean }).counted, false);
  q.get(q.one, { id });
  end(q, 'r_1', 'failed');
  assert.is(q.row(id).attemptsLeft, 1);
  assert.is(q.w.all('failure').length, 1);
});

t('Q17, Q18: two robots failing once each cost two, and at 0 it is error', () => {
  const q = queueWorld(2);
  const id = q.add();
  assert.is(fail(q, id, q.one).status, 'new');
  const view = fail(q, id, q.two);
  assert.equal([view.status, view.attemptsLeft], ['error', 0]);
  assert.equal(q.counts(), { new: 0, in_progress: 0, processed: 0, error: 1 });
  assert.is(q.take('wake').at(-1)!.gone, true);
});

t('Q21: retry: false goes to error at once, also without a limit', () => {
  for (const limit of [5, undefined]) {
    const q = queueWorld(limit);
    const id = q.add();
    q.get(q.one, { id, lock: { read: true } });
    const view = fail(q, id, q.one, false);
    assert.equal([view.status, view.readLock], ['error', undefined]);
    assert.is((q.history(id).at(-1)!.detail as { retry: boolean }).retry, false);
  }
});

t('Q14: without a limit failures never end in error', () => {
  const q = queueWorld();
  const id = q.add();
  for (const n of [1, 2, 3, 4]) assert.is(fail(q, id, q.w.script(`r_1${n}`)).status, 'new');
  assert.is(q.row(id).attemptsLeft, 0);
});

const ends: [RunEnd, number][] = [
  ['failed', 1],
  ['lost', 1],
  ['cancelled', 2],
  ['succeeded', 2],
];
for (const [how, left] of ends) {
  t(`Q9, Q15c, Q16, Q29: a run that ${how} leaves in_progress, ${left} of 2 left, no undated lock`, () => {
    const q = queueWorld(2);
    const id = q.add();
    q.get(q.one, { id, lock: { read: true, write: { until: START + 100 } } });
    q.take('wake');
    end(q, 'r_1', how);
    const row = q.row(id);
    assert.equal([row.status, row.attemptsLeft], ['in_progress', left]);
    assert.equal([row.readOwner, row.readBy], ['', null]);
    assert.equal([row.writeOwner, row.writeUntil], ['run:r_1', START + 100]);
    assert.is(
      q.take('wake').some((wake) => wake.resource === id),
      true,
    );
    const released = q.history(id).find((event) => event.kind === 'released')!;
    assert.equal(released.detail, { why: 'run ended', locks: { read: true } });
  });
}

t('Q15c, Q18: at the last attempt the end of the run makes it error, with reason and run in the history', () => {
  const q = queueWorld(1);
  const id = q.add();
  q.get(q.one, { id, lock: { read: true } });
  end(q, 'r_1', 'lost');
  assert.is(q.row(id).status, 'error');
  assert.equal(q.history(id).at(-1)!.detail, {
    reason: 'exit code 3',
    counted: true,
    status: 'error',
    end: 'lost',
    attemptsLeft: 0,
  });
  assert.is(q.history(id).at(-1)!.run, 'r_1');
});

t('Q15c: only what it took last counts, and update is a take', () => {
  const q = queueWorld(3);
  const [taken, passedOn, failed, untouched] = [q.add(), q.add(), q.add(), q.add()];
  q.w.do(updateRule, { queue: QUEUE, id: taken, value: 1 }, q.one);
  q.get(q.one, { id: passedOn });
  q.get(q.two, { id: passedOn });
  q.get(q.one, { id: failed });
  fail(q, failed);
  end(q, 'r_1', 'failed');
  assert.equal(
    [taken, passedOn, failed, untouched].map((id) => q.row(id).attemptsLeft),
    [2, 3, 2, 3],
  );
  assert.is(q.row(failed).status, 'new');
});

t(
  'Q15b: an action that failed inside costs one attempt, once per run, and leaves status and locks to the script',
  () => {
    const q = queueWorld(2);
    const id = q.add();
    q.get(q.one, { id, lock: { read: true } });
    const broken = (run = 'r_1', more = {}) =>
      q.w.do(actionFailedRule, { run, epoch: 7, queue: QUEUE, resource: id, reason: 'disk', ...more }, SYSTEM).counted;
    assert.is(broken(), true);
    assert.equal([q.row(id).status, q.row(id).attemptsLeft, q.row(id).readOwner], ['in_progress', 1, 'run:r_1']);
    assert.equal(q.history(id).at(-1)!.detail, {
      reason: 'disk',
      counted: true,
      status: 'in_progress',
      attemptsLeft: 1,
    });
    assert.is(broken(), false, 'never more than one per run and resource');
    end(q, 'r_1', 'failed');
    assert.is(q.row(id).attemptsLeft, 1, 'nor when the run ends');
    assert.equal(
      [broken('r_1'), broken('r_2', { epoch: 6 })],
      [false, false],
      'a run that is over, or given out again',
    );
    assert.is(broken('r_2', { queue: 'other' }), false, 'it had not resolved to the resource');
    assert.is(broken('r_2'), true);
    assert.is(q.row(id).status, 'error', 'Q18: at 0 it is error');
  },
);

t('Q15b: what was hidden meanwhile costs nothing', () => {
  const q = queueWorld(2);
  const id = q.add();
  q.w.do(processedRule, { queue: QUEUE, id }, q.two);
  const params = { run: 'r_1', epoch: 7, queue: QUEUE, resource: id, reason: 'disk' };
  assert.is(q.w.do(actionFailedRule, params, SYSTEM).counted, false);
  assert.is(q.w.all('failure').length, 0);
});

t('Q29: locks of others stay', () => {
  const q = queueWorld();
  const id = q.add();
  q.lock(q.one, id, { read: true });
  q.lock(q.two, id, { write: true });
  end(q, 'r_1', 'succeeded');
  assert.equal([q.row(id).readOwner, q.row(id).writeOwner], ['', 'run:r_2']);
});

t('Q15c, Q29: a lost run costs each resource that it took last one attempt, whichever locks it had set', () => {
  const dated = { until: START + 1_000 };
  const locks: readonly (LockRequest | undefined)[] = [
    undefined,
    { read: true },
    { write: true },
    { read: true, write: true },
    { read: dated },
    { write: dated },
    { read: dated, write: true },
    { read: true, write: dated },
    { read: dated, write: dated },
  ];
  const q = queueWorld(3);
  const taken = locks.map((lock) => {
    const id = q.add();
    q.get(q.one, { id, lock });
    return id;
  });
  const onlyLocked = q.add();
  q.lock(q.one, onlyLocked, { read: dated });
  const passedOn = q.add();
  q.get(q.one, { id: passedOn, lock: { read: dated } });
  q.w.do(updateRule, { queue: QUEUE, id: passedOn, priority: 1, timeout: 0 }, q.two);
  end(q, 'r_1', 'lost');
  for (const [n, id] of taken.entries()) {
    const row = q.row(id);
    assert.equal([row.attemptsLeft, row.status, row.abandoned], [2, 'in_progress', 1], JSON.stringify(locks[n]));
    assert.is(q.history(id).filter((event) => event.kind === 'failed').length, 1);
    assert.is(row.readOwner !== '', locks[n]?.read === dated, 'read lock');
    assert.is(row.writeOwner !== '', locks[n]?.write === dated, 'write lock');
  }
  assert.equal([q.row(onlyLocked).attemptsLeft, q.row(passedOn).attemptsLeft], [3, 3], 'others took it, or nobody');
});

t('Q29: the end of a run settles thousands of resources, dated locks among them', () => {
  const q = queueWorld(1);
  const locks = [{ read: true, write: true }, { read: { until: START + 9 } }, { write: true }] as const;
  const items = Array.from({ length: 3_000 }, (_, n) => ({ value: n, lock: locks[n % 3]! }));
  const { ids } = q.w.do(addManyRule, { queue: QUEUE, items }, q.one);
  for (const id of ids) q.w.patch('resource', id, { status: 'in_progress', lastRun: 'r_1' });
  q.w.patch('queue', q.queue, { counts: { new: 0, in_progress: 3_000, processed: 0, error: 0 } });
  end(q, 'r_1', 'failed');
  assert.equal(q.counts(), { new: 0, in_progress: 0, processed: 0, error: 3_000 });
  const owned = q.w.all('resource').filter((row) => row.readOwner + row.writeOwner !== '');
  assert.is(owned.length, 1_000);
  assert.is(
    owned.every((row) => row.readUntil === START + 9),
    true,
  );
});

t.run();
