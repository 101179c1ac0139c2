import * as assert from 'uvu/assert';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import type { Params } from '../../protocol/contract.ts';
import { ResourceStatus } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import {
  failRule,
  getRule,
  lockRule,
  markAs,
  processedRule,
  QUEUE,
  queueWorld,
  unlockRule,
  updateRule,
} from './support/queue-world.ts';
import { START } from './support/world.ts';

const t = suite('resources edited by people');
const { 'resource.edit': editRule, 'resource.retry': retryRule, 'queue.update': queueUpdate } = queueRules;
type Edit = Omit<Params<'resource.edit'>, 'queue' | 'id'>;

function setup(limit?: number) {
  const f = queueWorld(limit);
  return {
    ...f,
    edit: (id: string, edit: Edit, who: Principal = f.ada) => f.w.do(editRule, { queue: QUEUE, id, ...edit }, who),
    retry: (id: string, more: Partial<Params<'resource.retry'>> = {}) =>
      f.w.do(retryRule, { queue: QUEUE, id, ...more }, f.ada),
    last: (id: string) => f.history(id).at(-1)!,
  };
}

for (const from of ResourceStatus.options)
  for (const to of ResourceStatus.options) {
    if (from === to) continue;
    t(`Q12: a user makes ${from} ${to}; counts, sight of robots and history follow`, () => {
      const { w, one, add, edit, counts, last } = setup();
      const id = add();
      markAs(w, id, from, one);
      assert.is(edit(id, { status: to }).status, to);
      assert.equal(counts(), { new: 0, in_progress: 0, processed: 0, error: 0, [to]: 1 });
      assert.equal(last(id).detail, { status: { before: from, after: to } });
      const live = to === 'new' || to === 'in_progress';
      if (live) assert.is(w.do(getRule, { queue: QUEUE, timeout: 0 }, one).id, id);
      else w.refused('ResourceNotFound', getRule, { queue: QUEUE, id, timeout: 0 }, one);
    });
  }

t('Q8, Q13: editing never changes the status by itself; every save touches editor and updated', () => {
  const { w, add, edit, row } = setup();
  const id = add({ value: 'old', tags: ['a'], priority: 1 });
  w.now += 5;
  const view = edit(id, { value: 'new', tags: [], priority: 7 });
  assert.is(view.status, 'new');
  assert.equal([view.editor.name, view.updated], ['Ada', START + 5]);
  assert.equal([row(id).value, row(id).tags, row(id).priority], ['new', [], 7]);
  w.now += 5;
  assert.is(edit(id, { priority: 7 }).updated, START + 10, 'a save of equal values, too');
});

t('what is absent stays; null is a value; nothing at all is refused in words', () => {
  const { w, ada, add, edit, row } = setup();
  const id = add({ value: 1, tags: ['a'], priority: 3 });
  edit(id, { value: null });
  assert.equal([row(id).value, row(id).tags, row(id).priority], [null, ['a'], 3]);
  assert.match(w.refused('ValidationError', editRule, { queue: QUEUE, id }, ada).message, 'give value');
});

t('Q48: the history keeps what really changed, before and after', () => {
  const { w, add, edit, last } = setup(2);
  const id = add({ value: { n: 1 }, tags: ['a'] });
  w.now += 1;
  edit(id, { value: { n: 2 }, tags: ['a'], readLock: { until: START + 60_000 } });
  const { kind, by, at, detail } = last(id);
  assert.equal([kind, by, at], ['edited', { kind: 'user', id: 'u_ada', name: 'Ada' }, START + 1]);
  const readLock = { before: null, after: { by: 'Ada', until: START + 60_000 } };
  assert.equal(detail, { value: { before: { n: 1 }, after: { n: 2 } }, readLock });
});

t('Q47: author and editor: a robot by name, machine and account of that moment, a user by name', () => {
  const { w, one, add, edit, row } = setup();
  const id = add({}, one);
  const robot = {
    kind: 'robot',
    id: 'b_of_r_1',
    name: 'robot of r_1',
    machine: 'machine of r_1',
    account: 'account of r_1',
    run: 'r_1',
  };
  assert.equal(row(id).author, robot);
  w.patch('robot', 'b_of_r_1', { name: 'renamed' });
  w.view.drop('robot', 'b_of_r_1');
  assert.equal(edit(id, { priority: 1 }).author, robot);
  assert.equal(row(id).editor, { kind: 'user', id: 'u_ada', name: 'Ada' });
  w.do(updateRule, { queue: QUEUE, id, priority: 2, timeout: 0 }, one);
  assert.equal(row(id).editor, robot);
});

t('Q20: error → new and error → in_progress give every attempt back', () => {
  for (const status of ['new', 'in_progress'] as const) {
    const { w, one, add, get, edit, last } = setup(1);
    const id = add();
    get(one, { id });
    w.do(failRule, { queue: QUEUE, id, reason: 'no' }, one);
    assert.is(w.row('resource', id).status, 'error');
    assert.is(edit(id, { status }).attemptsLeft, 1);
    assert.equal((last(id).detail as Record<string, unknown>).attemptsLeft, { before: 0, after: 1 });
  }
});

t('Q20: processed → new keeps what was left, but never more than the limit and never nothing', () => {
  const { w, ada, one, add, get, edit } = setup(3);
  const worn = add();
  get(one, { id: worn });
  w.do(failRule, { queue: QUEUE, id: worn, reason: 'no' }, one);
  edit(worn, { status: 'processed' });
  assert.is(edit(worn, { status: 'new' }).attemptsLeft, 2);
  edit(worn, { status: 'processed' });
  w.do(queueUpdate, { queue: QUEUE, attemptLimit: 1 }, ada);
  assert.is(edit(worn, { status: 'new' }).attemptsLeft, 1);
  get(one, { id: worn });
  w.do(failRule, { queue: QUEUE, id: worn, reason: 'no' }, w.script('r_9'));
  edit(worn, { status: 'processed' });
  assert.is(edit(worn, { status: 'new' }).attemptsLeft, 1);
});

t('Q34: a user who changes or clears the date of a robot’s lock becomes its owner', () => {
  const date = START + 60_000;
  for (const [had, wanted] of [
    [{ until: date }, true],
    [{ until: date }, { until: date + 1 }],
    [true, { until: date }],
  ] as const) {
    const { one, add, lock, edit, row } = setup();
    const id = add();
    lock(one, id, { read: had, write: true });
    edit(id, { readLock: wanted });
    assert.equal([row(id).readOwner, row(id).readUntil], ['user:u_ada', wanted === true ? 0 : wanted.until]);
    assert.is(row(id).writeOwner, 'run:r_1', 'the other one stays');
  }
});

t('Q34: a lock saved as it was stays its owner’s, and so do all when something else is changed', () => {
  const date = START + 60_000;
  const { one, add, lock, edit, row } = setup();
  const id = add();
  lock(one, id, { read: { until: date }, write: true });
  const before = row(id);
  edit(id, { readLock: { until: date }, writeLock: true, status: 'error' });
  edit(id, { tags: ['x'] });
  for (const column of ['readOwner', 'readUntil', 'readBy', 'writeOwner', 'writeUntil', 'writeBy'] as const)
    assert.equal(row(id)[column], before[column], column);
});

t('Q24, Q30: a user removes any lock, by edit or unlock; a date must lie in the future', () => {
  const { w, ada, one, add, lock, edit, row, take } = setup();
  const id = add();
  lock(one, id, { read: true, write: { until: START + 60_000 } });
  take('wake');
  edit(id, { readLock: null });
  assert.is(row(id).readOwner, '');
  assert.ok(take('wake').some((wake) => wake.resource === id));
  w.do(unlockRule, { queue: QUEUE, id, kinds: { read: true, write: true } }, ada);
  assert.is(row(id).writeOwner, '');
  const wrong = w.refused('ValidationError', editRule, { queue: QUEUE, id, writeLock: { until: START } }, ada);
  assert.is(wrong.field, 'writeLock.until');
});

t('Q24, Q34: a user’s lock takes a robot’s over at once, restricts every robot, and no run’s end removes it', () => {
  const { w, ada, one, two, add, lock, row, history } = setup();
  const id = add();
  lock(one, id, { read: true });
  const { updated, editor } = row(id);
  assert.is(w.do(lockRule, { queue: QUEUE, id, lock: { read: true } }, ada).readLock?.owner.name, 'Ada');
  assert.equal([row(id).updated, row(id).editor], [updated, editor], 'Q35: locking is no edit');
  assert.is(history(id).at(-1)?.kind, 'locked');
  for (const who of [one, two]) w.refused('LockTimeout', getRule, { queue: QUEUE, id, timeout: 0 }, who);
  w.refused('NotLockOwner', unlockRule, { queue: QUEUE, id, kinds: { read: true } }, one);
});

t('people lock and unlock hidden resources as well; unlocking what is not locked is no event', () => {
  const { w, ada, add, edit, history } = setup();
  const id = add();
  edit(id, { status: 'processed' });
  w.do(lockRule, { queue: QUEUE, id, lock: { write: true } }, ada);
  w.do(unlockRule, { queue: QUEUE, id, kinds: { write: true } }, ada);
  const events = history(id).length;
  w.do(unlockRule, { queue: QUEUE, id, kinds: { write: true } }, ada);
  assert.is(history(id).length, events);
});

t('an edit that somebody was quicker than is refused, names them, and changes nothing', () => {
  const { w, ada, one, add, edit, row } = setup();
  const id = add({ value: 1 });
  const { updated } = row(id);
  w.now += 1_000;
  w.do(updateRule, { queue: QUEUE, id, value: 2, timeout: 0 }, one);
  const refusal = w.refused('Conflict', editRule, { queue: QUEUE, id, value: 3, ifUpdated: updated }, ada);
  assert.match(refusal.message, 'robot of r_1 changed');
  assert.is(refusal.field, 'ifUpdated');
  assert.is(row(id).value, 2);
  edit(id, { value: 3, ifUpdated: START + 1_000 });
  assert.is(row(id).value, 3);
});

t('retry: a failed or processed resource is new again with every attempt, with another value if wanted', () => {
  const { w, one, add, get, retry, row, last } = setup(2);
  const [bad, done] = [add({ value: 'wrong' }), add()] as const;
  get(one, { id: bad });
  w.do(failRule, { queue: QUEUE, id: bad, reason: 'no', retry: false }, one);
  get(one, { id: done });
  w.do(processedRule, { queue: QUEUE, id: done }, one);
  assert.equal([retry(bad, { value: 'right' }).status, row(bad).value, row(bad).attemptsLeft], ['new', 'right', 2]);
  assert.equal((last(bad).detail as Record<string, unknown>).retry, true);
  assert.equal((last(bad).detail as Record<string, unknown>).value, { before: 'wrong', after: 'right' });
  assert.is(retry(done).attemptsLeft, 2);
});

t('Q40: what comes back while another live resource has its key is refused, naming that one', () => {
  const { w, ada, add, edit } = setup();
  const first = add({ key: 'A-1' });
  edit(first, { status: 'processed' });
  const second = add({ key: 'A-1' });
  assert.match(w.refused('Conflict', editRule, { queue: QUEUE, id: first, status: 'new' }, ada).message, second);
});

t('Q31, Q32: what comes back wakes those who search; what a user hides ends the waits for it', () => {
  const { add, edit, take } = setup();
  const id = add();
  take('wake');
  edit(id, { status: 'error' });
  assert.ok(take('wake').some((wake) => wake.resource === id && wake.gone));
  edit(id, { status: 'in_progress' });
  assert.ok(take('wake').some((wake) => wake.resource === id && !wake.gone));
});

t('Q5: a resource of another queue or workspace is not there for people either', () => {
  const { w, add } = setup();
  const id = add();
  const stranger = w.person('Eve', 'operator', 'w_other');
  w.refused('QueueNotFound', editRule, { queue: QUEUE, id, priority: 1 }, stranger);
  w.refused('ResourceNotFound', editRule, { queue: QUEUE, id: 'i_none', priority: 1 }, w.person());
});

t.run();
