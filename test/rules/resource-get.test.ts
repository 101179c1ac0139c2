import * as assert from 'uvu/assert';
import type { ResourceFilter } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import { failRule, getRule, QUEUE, queueWorld, unlockRule, updateRule } from './support/queue-world.ts';
import { START } from './support/world.ts';

const t = suite('resource.get by condition');

/** Four resources, made 10 ms apart: a (priority 1), b (5), c (5), d (0, in progress, updated later). */
function four() {
  const q = queueWorld();
  const made = (tags: string[], priority: number) => {
    const id = q.add({ tags, priority, value: tags.join() });
    q.w.now += 10;
    return id;
  };
  const ids = { a: made(['eu', 'red'], 1), b: made(['us'], 5), c: made(['eu'], 5), d: made([], 0) };
  q.w.do(updateRule, { queue: QUEUE, id: ids.d, priority: 0 }, q.two);
  return { ...q, ids };
}

const cases: [string, ResourceFilter, string][] = [
  ['default: higher priority first, then oldest', {}, 'b'],
  ['oldest', { sort: 'oldest' }, 'a'],
  ['newest', { sort: 'newest' }, 'd'],
  ['at least one of the tags', { tags: ['red', 'blue'] }, 'a'],
  ['tags, in the order of priority', { tags: ['eu'] }, 'c'],
  ['all of the tags', { allTags: ['eu', 'red'] }, 'a'],
  ['all of the tags, none has them', { allTags: ['eu', 'us'] }, ''],
  ['no tags named = no condition on tags', { tags: [], allTags: [] }, 'b'],
  ['status in_progress', { status: 'in_progress' }, 'd'],
  ['status new, newest', { status: 'new', sort: 'newest' }, 'c'],
  ['both statuses', { status: ['new', 'in_progress'], sort: 'newest' }, 'd'],
  ['priority range, inclusive', { priority: { from: 1, to: 1 } }, 'a'],
  ['priority up to', { priority: { to: 0 } }, 'd'],
  ['created range, inclusive', { created: { from: START + 20, to: START + 20 } }, 'c'],
  ['updated range', { updated: { from: START + 40 } }, 'd'],
  ['updated before anything', { updated: { to: START - 1 } }, ''],
];
for (const [name, filter, expected] of cases) {
  t(`Q37: ${name}`, () => {
    const { w, one, ids, get } = four();
    if (expected === '') w.refused('ResourceNotFound', getRule, { queue: QUEUE, filter, timeout: 0 }, one);
    else assert.is(get(one, { filter }).id, ids[expected as keyof typeof ids]);
  });
}

t('Q28: robots that take and lock from one queue never get the same resource, nor one robot the same twice', () => {
  const { w, one, two, get } = four();
  const lock = { read: true, write: true } as const;
  const taken = [one, one, two, two].map((who) => get(who, { lock }).id);
  assert.is(new Set(taken).size, 4);
  const three = w.script('r_3');
  w.refused('ResourceNotFound', getRule, { queue: QUEUE, lock, timeout: 0 }, three);
});

t(
  'Q24, Q28: a take by condition never hands a run what it has in hand; by id, or without a lock, it gets it again',
  () => {
    const { w, one, two, ids, get } = four();
    const lock = { write: true } as const;
    const filter = { allTags: ['eu'] };
    assert.equal(
      [1, 2].map(() => get(one, { lock, filter }).id),
      [ids.c, ids.a],
    );
    const refusal = w.refused('ResourceNotFound', getRule, { queue: QUEUE, lock, filter, timeout: 0 }, one);
    assert.match(refusal.message, 'has in hand');
    assert.is(get(one, { filter }).id, ids.c, 'without asking for a lock the order alone counts');
    assert.is(get(one, { id: ids.a, lock }).id, ids.a, 'by id');
    assert.is(get(one, { lock: { read: true }, filter }).id, ids.c, 'it holds no lock of that kind on it');
    w.do(unlockRule, { queue: QUEUE, id: ids.c, kinds: { read: true, write: true } }, one);
    assert.is(get(two, { lock, filter }).id, ids.c);
    w.do(unlockRule, { queue: QUEUE, id: ids.c, kinds: { write: true } }, two);
    assert.is(get(one, { lock, filter }).id, ids.c, 'it had it before, and another run since: it is work again');
  },
);

t('Q25, Q28: another run’s update does not take a resource out of the hand that has it', () => {
  const { w, one, two, add, get } = queueWorld();
  const id = add();
  const lock = { read: true } as const;
  get(one, { lock });
  w.do(updateRule, { queue: QUEUE, id, value: 2 }, two);
  w.refused('ResourceNotFound', getRule, { queue: QUEUE, lock, timeout: 0 }, one);
});

t('Q7, Q24: what a run locked without taking it, at creation or by lock, it finds by condition', () => {
  const { one, add, get, lock } = queueWorld();
  const both = { read: true, write: true } as const;
  const first = add({ lock: both }, one);
  const second = add();
  lock(one, second, both);
  assert.equal([get(one, { lock: both }).id, get(one, { lock: both }).id], [first, second]);
});

t('Q16, Q31: nothing matched: at once with timeout 0, else a wait on the queue that ends in ResourceNotFound', () => {
  const { w, one, queue } = queueWorld();
  w.refused('ResourceNotFound', getRule, { queue: QUEUE, timeout: 0 }, one);
  const wait = w.waits(getRule, { queue: QUEUE }, one);
  assert.equal([wait.queue, wait.resource, wait.timeoutMs, wait.code], [queue, '', 30_000, 'ResourceNotFound']);
  assert.is(w.waits(getRule, { queue: QUEUE, timeout: -1 }, one).timeoutMs, -1);
});

t('Q31: id and filter together are refused', () => {
  const { w, one, add } = queueWorld();
  assert.is(w.refused('ValidationError', getRule, { queue: QUEUE, id: add(), filter: {} }, one).field, 'filter');
});

t('Q15, Q21: what a run failed is not offered again to it that takes by condition, but to every other run', () => {
  const { w, one, two, add, get } = queueWorld(5);
  const ids = Array.from({ length: 60 }, () => add());
  const lock = { read: true } as const;
  for (const id of ids.slice(0, 58)) w.do(failRule, { queue: QUEUE, id, reason: 'x' }, one);
  assert.is(get(two).id, ids[0], 'another run gets them in their order');
  assert.equal([get(one, { lock }).id, get(one, { lock }).id], [ids[58], ids[59]]);
  const refusal = w.refused('ResourceNotFound', getRule, { queue: QUEUE, lock, timeout: 0 }, one);
  assert.match(refusal.message, 'what this run has in hand and what it failed is not offered to it again');
  assert.is(get(one, { id: ids[3]!, lock }).id, ids[3], 'by id it gets it');
  assert.is(get(one, { filter: { status: 'new' } }).id, ids[1], 'and when it asks for no lock');
});

t('Q32: wakes go out when a resource is added, put back, edited, unlocked or taken unlocked', () => {
  const { w, one, two, queue, add, get, take } = queueWorld();
  take('wake');
  const id = add();
  const wake = { kind: 'wake', queue, resource: id } as const;
  assert.equal(take('wake'), [wake]);
  get(one, { lock: { read: true } });
  assert.equal(take('wake'), [], 'nobody else can see it');
  w.do(updateRule, { queue: QUEUE, id, tags: ['x'] }, one);
  assert.equal(take('wake'), [wake]);
  w.do(failRule, { queue: QUEUE, id, reason: '' }, one);
  assert.equal(take('wake'), [wake]);
  get(two);
  assert.equal(take('wake'), [wake], 'someone may look for in_progress');
  get(two, { lock: { write: true } });
  assert.equal(take('wake'), []);
  w.do(unlockRule, { queue: QUEUE, id, kinds: { write: true } }, two);
  assert.equal(take('wake'), [wake]);
});

t.run();
