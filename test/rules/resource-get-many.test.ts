import * as assert from 'uvu/assert';
import type { Principal, View } from '../../coordinator/domain/view.ts';
import type { Params } from '../../protocol/contract.ts';
import { MAX_TAKEN } from '../../protocol/version.ts';
import { suite } from '../support/suite.ts';
import { addManyRule, failRule, getManyRule, QUEUE, queueWorld } from './support/queue-world.ts';
import { START } from './support/world.ts';

const t = suite('resource.getMany');
const both = { read: true, write: true } as const;
type Extra = Partial<Params<'resource.getMany'>>;

function many(values: unknown[] = [1, 2, 3]) {
  const q = queueWorld(3);
  const { ids } = q.w.do(
    addManyRule,
    { queue: QUEUE, items: values.map((value) => ({ value: value as string })) },
    q.ada,
  );
  const ask = (extra: Extra = {}) => ({ queue: QUEUE, count: 'all' as const, lock: both, timeout: 0, ...extra });
  const getMany = (who: Principal, extra: Extra = {}) => q.w.do(getManyRule, ask(extra), who).items;
  return { ...q, ids, ask, getMany };
}

t('Q38: at most n takes what there is, up to n, each with value, status and locks', () => {
  const { one, two, ids, getMany, row, counts } = many();
  const items = getMany(one, { count: { atMost: 2 } });
  assert.equal(
    items.map(({ id, value, status }) => [id, value, status]),
    [
      [ids[0], 1, 'in_progress'],
      [ids[1], 2, 'in_progress'],
    ],
  );
  assert.equal([row(ids[1]!).readOwner, row(ids[1]!).writeOwner, row(ids[1]!).lastRun], ['run:r_1', 'run:r_1', 'r_1']);
  assert.equal(counts(), { new: 1, in_progress: 2, processed: 0, error: 0 });
  assert.is(getMany(two, { count: { atMost: 9 } }).length, 1, 'Q28: never what another has');
});

t('Q38: exactly n waits until n match and then takes exactly n: all or nothing', () => {
  const { w, one, ids, ask, getMany, counts, queue, add } = many();
  const wait = w.waits(getManyRule, ask({ count: { exactly: 4 }, timeout: -1 }), one);
  assert.equal([wait.queue, wait.resource, wait.timeoutMs, wait.code], [queue, '', -1, 'ResourceNotFound']);
  assert.match(wait.says, 'only 3 of the 4 wanted');
  assert.equal(counts(), { new: 3, in_progress: 0, processed: 0, error: 0 });
  add();
  add();
  assert.is(getMany(one, { count: { exactly: 4 } }).length, 4);
  assert.is(getMany(w.script('r_9'), { count: { exactly: 1 } }).length, 1, 'the fifth was left');
  assert.is(ids.length, 3);
});

t('Q38: all takes everything that matches, in the order asked for', () => {
  const { one, ids, getMany } = many();
  assert.equal(
    getMany(one, { filter: { sort: 'newest' } }).map((r) => r.id),
    [...ids].reverse(),
  );
});

t('Q31, Q38: nothing matched: refused at once with timeout 0, else a wait', () => {
  const { w, one, ask } = many();
  for (const count of ['all', { atMost: 1 }, { exactly: 1 }] as const) {
    const filter = { tags: ['none'] };
    w.refused('ResourceNotFound', getManyRule, ask({ count, filter }), one);
    assert.is(w.waits(getManyRule, ask({ count, filter, timeout: 5 }), one).timeoutMs, 5);
  }
});

t('Q38: without a lock it takes as well, and others may get the same (Q10)', () => {
  const { one, two, getMany, counts } = many();
  assert.is(getMany(one, { lock: undefined }).length, 3);
  assert.is(getMany(two, { lock: undefined }).length, 3);
  assert.equal(counts(), { new: 0, in_progress: 3, processed: 0, error: 0 });
});

t('Q15, Q24: what this run has in hand or has failed is not taken again', () => {
  const { w, one, ids, ask, getMany } = many();
  getMany(one, { count: { atMost: 1 } });
  w.do(failRule, { queue: QUEUE, id: ids[1]!, reason: 'x' }, one);
  assert.equal(
    getMany(one).map((r) => r.id),
    [ids[2]],
  );
  assert.match(w.refused('ResourceNotFound', getManyRule, ask(), one).message, 'in hand and what it failed');
});

t('Q48: each taken resource has it in its history', () => {
  const { one, ids, getMany, history } = many();
  getMany(one);
  for (const id of ids)
    assert.equal(
      history(id).map((event) => [event.kind, event.run]),
      [
        ['created', ''],
        ['taken', 'r_1'],
      ],
    );
});

t(
  `Q38: all and exactly keep their word or take nothing: over ${MAX_TAKEN} or 4 MiB they are refused with words`,
  () => {
    const { w, one, ids, ask, getMany, counts } = many(Array.from({ length: MAX_TAKEN + 1 }, (_, n) => n));
    const refusal = w.refused('TooLarge', getManyRule, ask(), one);
    assert.equal([refusal.field, /atMost/.test(refusal.message)], ['count', true]);
    assert.is(counts().new, ids.length);
    assert.is(getMany(one, { count: { exactly: MAX_TAKEN } }).length, MAX_TAKEN);
  },
);

t('Q38: an answer stays sendable: at most n gives fewer when their values are large, the others refuse', () => {
  const { w, one, ask, getMany, counts } = many(Array.from({ length: 6 }, () => 'x'.repeat(1024 * 1024 - 2)));
  w.refused('TooLarge', getManyRule, ask(), one);
  w.refused('TooLarge', getManyRule, ask({ count: { exactly: 4 } }), one);
  assert.is(counts().new, 6);
  assert.is(getMany(one, { count: { atMost: 6 } }).length, 3);
  assert.is(getMany(one, { count: { exactly: 3 } }).length, 3);
});

t('Q38: to send a few large values not all are read; what can never be sent is refused instead of waited for', () => {
  const { w, one, ask } = many(Array.from({ length: 80 }, () => 'x'.repeat(256 * 1024)));
  w.refused('TooLarge', getManyRule, ask({ count: { exactly: 100 } }), one);
  w.refused('TooLarge', getManyRule, ask(), one);
  let most = 0;
  const watched: typeof getManyRule = (view, params, ctx) => {
    const pick: View['pick'] = (name, args, limit) => {
      const rows = view.pick(name, args, limit);
      most = Math.max(most, rows.length);
      return rows;
    };
    const { get, put, drop, emit } = view;
    const bound = { get: get.bind(view), put: put.bind(view), drop: drop.bind(view), emit: emit.bind(view) };
    return getManyRule({ ...bound, pick }, params, ctx);
  };
  assert.is(w.do(watched, ask({ count: { atMost: MAX_TAKEN } }), one).items.length, 15);
  assert.is(most, 64);
});

t('Q30: a lock date that is not in the future is refused before anything is searched', () => {
  const { w, one, ask } = many([]);
  const lock = { read: { until: START } };
  assert.is(w.refused('ValidationError', getManyRule, ask({ lock, timeout: -1 }), one).field, 'lock.read.until');
});

t.run();
