/** Q37, Q49: what stands in `tagged` is exactly the tags of what is live and not read-locked, whatever was done. */
import * as assert from 'uvu/assert';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import { dropResource, restoreResource } from '../../coordinator/domain/resource.ts';
import { taggedResource } from '../../coordinator/domain/resource-tags.ts';
import { firstMatches, MOST_JUDGED } from '../../coordinator/domain/resource-walk.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import {
  addManyRule,
  deferRule,
  deleteRule,
  expireRule,
  failRule,
  getManyRule,
  getRule,
  lockRule,
  processedRule,
  QUEUE,
  queueWorld,
  unlockRule,
  updateRule,
} from './support/queue-world.ts';
import { SYSTEM } from './support/world.ts';

const t = suite('tags that searches walk');
const { 'resource.edit': editRule, 'resource.retry': retryRule } = queueRules;
const both = { read: true, write: true } as const;

function tagged() {
  const q = queueWorld(3);
  const check = (after: string) => {
    const wanted = q.w
      .all('resource')
      .filter((row) => row.live === 1 && row.readOwner === '')
      .flatMap((row) => row.tags.map((tag) => [row.id, row.queue, tag, row.priority].join(' ')));
    const kept = q.w.all('tagged').map((row) => [taggedResource(row), row.queue, row.tag, row.priority].join(' '));
    assert.equal(kept.sort(), wanted.sort(), after);
    return kept.length;
  };
  return { ...q, check };
}

t('Q37: they come and go with every change of status, lock, tags and priority', () => {
  const { w, one, ada, add, check } = tagged();
  const id = add({ tags: ['eu', 'a:b', 'ß😀'], priority: 7 });
  assert.is(check('add'), 3);
  const it = { queue: QUEUE, id };
  w.do(getRule, { ...it, lock: both, timeout: 0 }, one);
  assert.is(check('take with a read lock'), 0);
  w.do(updateRule, { ...it, tags: ['eu', 'new'] }, one);
  assert.is(check('tags changed under the lock'), 0);
  w.do(unlockRule, { ...it, kinds: both }, one);
  assert.is(check('unlock'), 2);
  w.do(updateRule, { ...it, tags: ['new', 'x'], priority: 9 }, one);
  assert.is(check('tags and priority changed'), 2);
  w.do(lockRule, { ...it, lock: { write: true } }, one);
  assert.is(check('a write lock alone hides nothing'), 2);
  w.do(failRule, { ...it, reason: 'x' }, one);
  assert.is(check('fail'), 2);
  w.do(deferRule, { ...it, until: w.now + 1_000 }, one);
  assert.is(check('defer'), 0);
  w.now += 1_000;
  w.do(expireRule, { limit: 10 }, SYSTEM);
  assert.is(check('the date'), 2);
  w.do(editRule, { ...it, status: 'error' }, ada);
  assert.is(check('error'), 0);
  w.do(retryRule, { ...it, tags: ['again'] }, ada);
  assert.is(check('retry'), 1);
  w.do(processedRule, it, w.script('r_3'));
  assert.is(check('processed'), 0);
  w.do(editRule, { ...it, status: 'new', tags: ['back', 'again'] }, ada);
  assert.is(check('edited'), 2);
  const row = w.row('resource', id);
  w.do(deleteRule, it, one);
  assert.is(check('deleted'), 0);
  w.do((view) => restoreResource(view, row).id, {}, ada);
  assert.is(check('brought back'), 2);
  w.do((view) => dropResource(view, view.get('resource', id)!), {}, ada);
  assert.is(check('dropped'), 0);
});

t('what has no tags writes none', () => {
  const { w, one, add, check } = tagged();
  const id = add({ priority: 3 });
  w.do(getRule, { queue: QUEUE, id, lock: both, timeout: 0 }, one);
  w.do(updateRule, { queue: QUEUE, id, tags: [], priority: 4 }, one);
  w.do(unlockRule, { queue: QUEUE, id, kinds: both }, one);
  assert.is(check('all'), 0);
});

t('Q37, Q38: several tags are one order without twins, in each sort', () => {
  const { w, one, check } = tagged();
  const items = [
    { tags: ['a', 'b'], priority: 1 },
    { tags: ['b'], priority: 9 },
    { tags: ['c'], priority: 9 },
    { tags: ['a'], priority: 5 },
    { tags: ['b', 'a', 'c'], priority: 9 },
  ].map((item, value) => ({ ...item, value }));
  w.do(addManyRule, { queue: QUEUE, items }, one);
  check('addMany');
  const values = (filter: object, count: 'all' | { atMost: number } = 'all') =>
    w.do(getManyRule, { queue: QUEUE, filter, count, timeout: 0 }, one).items.map(({ value }) => value);
  assert.equal(values({ tags: ['a', 'b'] }), [1, 4, 3, 0]);
  assert.equal(values({ tags: ['a', 'b', 'a'], sort: 'oldest' }), [0, 1, 3, 4]);
  assert.equal(values({ tags: ['b', 'a'], sort: 'newest' }, { atMost: 3 }), [4, 3, 1]);
  assert.equal(values({ tags: ['a', 'b'] }, { atMost: 2 }), [1, 4]);
  assert.equal(values({ allTags: ['a', 'b'] }), [4, 0]);
  assert.equal(values({ allTags: ['a', 'b'], tags: ['c', 'd'] }), [4]);
  assert.equal(values({ tags: ['a', 'b'], priority: { from: 2, to: 8 } }), [3]);
});

t('Q24, Q30: one’s own read-locked, and those whose date has come, stand in their place among the others', () => {
  const { w, one, two, add, lock, get } = tagged();
  const first = add({ tags: ['a'], priority: 5 });
  const mine = add({ tags: ['a'], priority: 5 });
  const due = add({ tags: ['a'], priority: 9 });
  const theirs = add({ tags: ['a'], priority: 99 });
  lock(one, mine, { read: true });
  lock(two, due, { read: { until: w.now + 10 } });
  lock(two, theirs, { read: true });
  const filter = { tags: ['a'] };
  const all = () =>
    w.do(getManyRule, { queue: QUEUE, filter, count: 'all', timeout: 0 }, one).items.map(({ id }) => id);
  assert.equal(all(), [first, mine]);
  w.now += 10;
  assert.equal(all(), [due, first, mine], 'not removed yet, and gone for everybody');
  const lockRead = { filter, lock: { read: true } } as const;
  assert.equal(
    [1, 2].map(() => get(two, lockRead).id),
    [theirs, due],
    'locked by it and not taken yet: work',
  );
  assert.is(get(two, lockRead).id, first);
});

t('Q37: a search that would have to judge more than 100,000 resources in vain is refused and says how to go on', () => {
  const { w, one, add, row } = tagged();
  const found = row(add());
  let judged = 0;
  const endless = {
    get: () => undefined,
    pick: (name: string, { match }: { match: (row: object) => boolean }) => {
      if (name !== 'openByPriority') return [];
      for (judged = 0; judged < 10 * MOST_JUDGED; judged++) if (match(found)) return [found];
      return [];
    },
  } as unknown as View;
  const asker = { owner: 'run:r_1', now: w.now };
  const seek = (match: () => boolean) => () =>
    firstMatches(endless, { queue: w.row('queue', found.queue), asker, filter: undefined, match }, 1);
  const { message } = w.refused(
    'TooLarge',
    seek(() => false),
    {},
    one,
  );
  assert.match(message, /of 100000 resources of "invoices" .* nothing was taken.* tag/);
  assert.is(judged, MOST_JUDGED);
  assert.equal(seek(() => judged === MOST_JUDGED - 1)(), [found], 'the last one that may be looked at');
});

t.run();
