import * as assert from 'uvu/assert';
import { bulkView } from '../../coordinator/domain/bulk-view.ts';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import { settleResources } from '../../coordinator/domain/settle.ts';
import type { Params } from '../../protocol/contract.ts';
import type { BulkChange, ResourceWhere } from '../../protocol/shapes-bulk.ts';
import { suite } from '../support/suite.ts';
import {
  addRule,
  doneRule,
  failRule,
  getRule,
  intendRule,
  lockRule,
  markAs,
  processedRule,
  QUEUE,
  queueWorld,
} from './support/queue-world.ts';
import { START, SYSTEM } from './support/world.ts';

const t = suite('bulk edits');
const {
  'bulk.start': startRule,
  'bulk.step': stepRule,
  'bulk.abort': abortRule,
  'bulk.undo': undoRule,
  'resource.edit': editRule,
  'queue.update': queueUpdate,
} = queueRules;

function setup(limit?: number) {
  const f = queueWorld(limit);
  const { w } = f;
  const step = (bulk: string, params: Partial<Params<'bulk.step'>> = {}) =>
    w.do(
      stepRule,
      {
        bulk,
        ids: w.all('resource').map((row) => row.id),
        looked: 0,
        from: w.row('bulk', bulk).from,
        next: '',
        ...params,
      },
      SYSTEM,
    );
  const show = (bulk: string) => bulkView(w.view, w.row('bulk', bulk));
  const start = (change: BulkChange, where: ResourceWhere = {}, includeLocked = false) =>
    w.do(startRule, { queue: QUEUE, where, change, includeLocked }, f.ada).id;
  return {
    ...f,
    step,
    show,
    start,
    /** Starts it and does all of it. */
    bulk: (change: BulkChange, where: ResourceWhere = {}, includeLocked = false) => {
      const id = start(change, where, includeLocked);
      step(id);
      return show(id);
    },
    undo: (bulk: string) => {
      const { id } = w.do(undoRule, { bulk }, f.ada);
      while (w.row('bulk', id).open === 1) step(id);
      return show(id);
    },
  };
}

t(
  'status, tags, priority and value of what the filter finds; the rest is not touched; all by the one who began it',
  () => {
    const { w, add, bulk, row, last } = (() => {
      const f = setup();
      return { ...f, last: (id: string) => f.history(id).at(-1)! };
    })();
    const [a, b, c] = [add({ tags: ['x', 'y'] }), add({ tags: ['x'], priority: 4 }), add()] as const;
    w.now += 7;
    const change = { status: 'error', addTags: ['z'], removeTags: ['x'], priority: 4, value: { n: 1 } } as const;
    const view = bulk({ ...change, addTags: ['z'], removeTags: ['x'] }, { tags: ['x'] });
    assert.equal([view.state, view.matched, view.changed, view.total, view.done], ['done', 2, 2, 3, 3]);
    assert.equal([row(a).status, row(a).tags, row(a).priority, row(a).value], ['error', ['y', 'z'], 4, { n: 1 }]);
    assert.equal([row(b).tags, row(b).editor.name, row(b).updated], [['z'], 'Ada', START + 7]);
    assert.equal([row(c).status, row(c).tags, row(c).updated], ['new', [], START]);
    const detail = last(b).detail as Record<string, unknown>;
    assert.equal([last(b).by.name, detail.bulk, detail.priority], ['Ada', view.id, undefined]);
  },
);

t('what has it already is matched but not changed', () => {
  const { add, bulk, row } = setup();
  const id = add({ priority: 5 });
  const view = bulk({ priority: 5 });
  assert.equal([view.matched, view.changed, row(id).updated], [1, 0, START]);
  assert.is(view.undoable, false);
});

t('what a robot has locked is skipped and counted, unless it is included or to be unlocked', () => {
  const { w, one, add, bulk, row, userLock } = setup();
  const [held, users] = [add(), add()] as const;
  w.do(lockRule, { queue: QUEUE, id: held, lock: { write: true }, timeout: 0 }, one);
  userLock(users, 'read');
  const first = bulk({ priority: 9 });
  assert.equal([first.changed, first.skipped], [1, { locked: 1, edited: 0, key: 0 }]);
  assert.match(first.message, '1 changed, left alone: 1 locked by a robot');
  assert.is(bulk({ priority: 8 }, {}, true).changed, 2);
  assert.is(bulk({ unlock: { read: true, write: true } }, { locked: true }).changed, 2);
  assert.equal([row(held).writeOwner, row(users).readOwner], ['', '']);
});

t('retry gives failed resources every attempt; a twin of a live key is skipped and stops nothing', () => {
  const { w, one, add, bulk, row, counts } = setup(1);
  const [a, twin, b] = [add(), add({ key: 'K' }), add()] as const;
  for (const id of [a, twin, b]) {
    w.do(getRule, { queue: QUEUE, id, timeout: 0 }, one);
    w.do(failRule, { queue: QUEUE, id, reason: 'no' }, one);
  }
  add({ key: 'K' });
  const view = bulk({ retry: true }, { status: ['error'] });
  assert.equal([view.changed, view.skipped.key, view.state], [2, 1, 'done']);
  assert.equal([row(a).status, row(b).attemptsLeft, row(twin).status], ['new', 1, 'error']);
  assert.equal(counts(), { new: 3, in_progress: 0, processed: 0, error: 1 }, 'the skipped one is counted where it is');
});

t('at most one per queue; who has it and how far it is stands in the refusal', () => {
  const { w, ada, start, step } = setup();
  const first = start({ priority: 1 });
  const change = { priority: 2 };
  assert.match(w.refused('InUse', startRule, { queue: QUEUE, where: {}, change }, ada).message, first);
  step(first);
  start(change);
});

t('portion by portion; a portion said twice, or after the end, changes nothing', () => {
  const { w, add, start, step, show, row } = setup();
  const ids = [add(), add(), add()] as const;
  const id = start({ addTags: ['t'] });
  step(id, { ids: [ids[0]], looked: 1, next: ids[0] });
  assert.equal([show(id).state, show(id).done, show(id).message], ['running', 1, '1 of 3 looked at, 1 changed']);
  w.do(editRule, { queue: QUEUE, id: ids[0], tags: [] }, w.person());
  step(id, { ids: [ids[0]], looked: 1, from: '', next: ids[0] });
  assert.equal(row(ids[0]).tags, []);
  step(id, { ids: ids.slice(1), looked: 2 });
  assert.equal([show(id).state, show(id).done, show(id).changed], ['done', 3, 3]);
  step(id, { ids: [ids[0]] });
  assert.equal(row(ids[0]).tags, []);
});

t('resources that no longer match when their portion comes, and those added later, are left alone', () => {
  const { w, one, add, start, step, row } = setup();
  const gone = add();
  const id = start({ status: 'error' }, { status: ['new'] });
  w.do(getRule, { queue: QUEUE, id: gone, timeout: 0 }, one);
  w.now += 1;
  const late = add();
  step(id);
  assert.equal([row(gone).status, row(late).status], ['in_progress', 'new']);
});

t('large values make a portion shorter, and the next one goes on there', () => {
  const { w, add, start, step, show } = setup();
  const big = 'x'.repeat(1024 * 1000);
  const ids = Array.from({ length: 12 }, () => add({ value: big }));
  const id = start({ value: null });
  step(id, { looked: 12 });
  assert.is(show(id).state, 'running');
  assert.ok(show(id).changed < 12);
  while (show(id).state === 'running') step(id, { ids: ids.filter((one) => one > w.row('bulk', id).from), looked: 3 });
  assert.is(show(id).changed, 12);
});

t('aborted it stays as it is and can be undone', () => {
  const { w, ada, add, start, step, show, undo, row } = setup();
  const [a, b] = [add(), add()] as const;
  const id = start({ priority: 3 });
  step(id, { ids: [a], looked: 1, next: a });
  assert.match(w.do(abortRule, { bulk: id }, ada).message, 'aborted by Ada; 1 changed');
  step(id, { ids: [b], from: a });
  assert.is(row(b).priority, 0);
  w.do(abortRule, { bulk: id }, ada);
  assert.is(undo(id).changed, 1);
  assert.equal([row(a).priority, show(id).state], [0, 'undone']);
  w.refused('IllegalState', abortRule, { bulk: id }, ada);
});

t('undo puts back values, tags, priority, status and attempts; undoing that does it again', () => {
  const { w, one, add, bulk, undo, row } = setup(3);
  const id = add({ value: 'old', tags: ['a'], priority: 1 });
  w.do(failRule, { queue: QUEUE, id, reason: 'no' }, one);
  const before = row(id);
  const done = bulk({ value: 'new', addTags: ['b'], priority: 2, retry: true });
  assert.is(row(id).attemptsLeft, 3);
  w.now += 5;
  const undone = undo(done.id);
  assert.equal([undone.kind, undone.undoes, undone.changed, undone.state], ['undo', done.id, 1, 'done']);
  for (const column of ['value', 'tags', 'priority', 'status', 'attemptsLeft'] as const)
    assert.equal(row(id)[column], before[column], column);
  assert.is(undo(undone.id).changed, 1);
  assert.equal([row(id).value, row(id).tags, row(id).attemptsLeft], ['new', ['a', 'b'], 3]);
});

t('undo skips what a person edited or a robot took or finished since', () => {
  const { w, ada, one, add, bulk, undo, row } = setup();
  const [edited, taken, finished, left] = [add(), add(), add(), add()] as const;
  for (const id of [edited, taken, finished, left]) markAs(w, id, 'error', one);
  const { id } = bulk({ retry: true });
  w.now += 1;
  w.do(editRule, { queue: QUEUE, id: edited, priority: 1 }, ada);
  w.do(getRule, { queue: QUEUE, id: taken, timeout: 0 }, one);
  w.do(processedRule, { queue: QUEUE, id: finished }, one);
  const undone = undo(id);
  assert.equal([undone.changed, undone.skipped.edited], [1, 3]);
  assert.equal(
    [edited, taken, finished, left].map((one) => row(one).status),
    ['new', 'in_progress', 'processed', 'error'],
  );
});

t('a bulk deletion can be undone: the resources are there again under their ids, unlocked', () => {
  const { w, ada, one, add, get, bulk, undo, counts } = setup();
  const id = add({ value: { n: 1 }, key: 'K' });
  const twin = add({ key: 'T' });
  get(one, { id, lock: { read: { until: START + 1_000 } } });
  const done = bulk({ delete: true }, {}, true);
  assert.equal(counts(), { new: 0, in_progress: 0, processed: 0, error: 0 });
  w.do(addRule, { queue: QUEUE, value: 1, key: 'T' }, ada);
  const undone = undo(done.id);
  assert.equal([undone.changed, undone.skipped.key], [1, 1]);
  const back = w.row('resource', id);
  assert.equal([back.value, back.status, back.readOwner], [{ n: 1 }, 'in_progress', '']);
  assert.is(w.view.get('resource', twin), undefined);
  assert.equal(counts(), { new: 1, in_progress: 1, processed: 0, error: 0 });
  assert.is(undo(undone.id).changed, 1);
  assert.is(w.view.get('resource', id), undefined);
});

t('S9: what comes back from a bulk deletion still knows what was done for it', () => {
  const { w, one, add, bulk, undo } = setup();
  const id = add();
  const effect = { queue: QUEUE, id, name: 'pay' };
  w.do(intendRule, effect, one);
  w.do(doneRule, { ...effect, result: 'paid' }, one);
  const deleted = bulk({ delete: true });
  assert.equal(w.all('effect'), []);
  const undone = undo(deleted.id);
  assert.equal(w.do(intendRule, effect, one), { state: 'done', result: 'paid' });
  undo(undo(undone.id).id);
  assert.equal(w.do(intendRule, effect, one), { state: 'done', result: 'paid' });
});

t('Q15, Q19: undo of tags leaves attempts alone: a failure since stays counted, a new limit stays in force', () => {
  const { w, ada, one, add, get, bulk, undo, row } = setup(3);
  const [broken, raised] = [add(), add({ tags: ['x'] })] as const;
  w.do(failRule, { queue: QUEUE, id: raised, reason: 'no' }, one);
  get(one, { id: broken, lock: { read: true } });
  w.do(queueUpdate, { queue: QUEUE, attemptLimit: 5 }, ada);
  const { id } = bulk({ addTags: ['t'] }, {}, true);
  settleResources(w.view, w.row('run', 'r_1'), 'lost', 'gone', { now: w.now, newId: () => 'x1' });
  assert.is(undo(id).changed, 2);
  assert.equal([row(broken).tags, row(broken).attemptsLeft], [[], 4]);
  assert.equal([row(raised).tags, row(raised).attemptsLeft], [['x'], 5]);
});

t('attempts put back never exceed a limit that was lowered since', () => {
  const { w, ada, add, bulk, undo, row } = setup(5);
  const id = add();
  const done = bulk({ status: 'error' });
  w.do(queueUpdate, { queue: QUEUE, attemptLimit: 2 }, ada);
  undo(done.id);
  assert.equal([row(id).status, row(id).attemptsLeft], ['new', 2]);
});

t('what is not over, changed nothing, or whose old values are no longer kept cannot be undone', () => {
  const { w, ada, add, start, step, bulk } = setup();
  add();
  const running = start({ priority: 1 });
  w.refused('IllegalState', undoRule, { bulk: running }, ada);
  step(running);
  for (const part of w.all('bulkPart')) w.view.drop('bulkPart', part.id);
  w.refused('IllegalState', undoRule, { bulk: running }, ada);
  w.refused('IllegalState', undoRule, { bulk: bulk({ priority: 1 }).id }, ada);
  w.refused('BulkNotFound', undoRule, { bulk: 'e_none' }, ada);
  w.refused('BulkNotFound', undoRule, { bulk: running }, w.person('Eve', 'operator', 'w_other'));
});

t.run();
