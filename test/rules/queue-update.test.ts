import * as assert from 'uvu/assert';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import { resourceView } from '../../coordinator/domain/resource-view.ts';
import { settleResources } from '../../coordinator/domain/settle.ts';
import { suite } from '../support/suite.ts';
import { addRule, failRule, getRule, processedRule, QUEUE, queueWorld, updateRule } from './support/queue-world.ts';

const t = suite('changing a queue');
const update = queueRules['queue.update'];

function setup(limit?: number) {
  const f = queueWorld(limit);
  return {
    ...f,
    /** Sets the limit; null switches it off. */
    limit: (attemptLimit: number | null) => f.w.do(update, { queue: QUEUE, attemptLimit }, f.ada),
    /** What everybody is shown of a resource: what is left, of which limit. */
    left: (id: string) => {
      const view = resourceView(f.row(id), f.w.row('queue', f.queue), f.w.now);
      return [view.attemptsLeft, view.attemptLimit];
    },
    fail: (id: string, who = f.one) => f.w.do(failRule, { queue: QUEUE, id, reason: 'no' }, who),
  };
}

t('Q1: a queue is renamed; the same name in other letters is the same queue', () => {
  const { w, ada, queue, take } = setup();
  take('changed');
  const view = w.do(update, { queue: QUEUE, name: 'Bills' }, ada);
  assert.is(view.id, queue);
  assert.is(view.name, 'Bills');
  assert.equal(take('changed').at(-1)?.topics, ['queues', `queue:${QUEUE}`, 'queue:Bills']);
  assert.is(w.do(update, { queue: 'BILLS', name: 'BILLS' }, ada).name, 'BILLS');
});

t('Q1: a name that another queue has is refused', () => {
  const { w, ada } = setup();
  w.do(createQueue, { name: 'Bills' }, ada);
  assert.is(w.refused('Conflict', update, { queue: QUEUE, name: ' bills ' }, ada).field, 'name');
});

t('a renamed queue is found under its former name, so that scripts that know it go on', () => {
  const { w, ada, one, add, queue } = setup();
  const id = add();
  w.do(update, { queue: QUEUE, name: 'Bills' }, ada);
  assert.is(w.do(getRule, { queue: QUEUE, id, timeout: 0 }, one).queue, 'Bills');
  assert.is(w.do(getRule, { queue: 'Bills', id, timeout: 0 }, one).id, id);
  assert.equal(w.row('queue', queue).formerNames, [QUEUE]);
});

t('Q1: a former name is free for another queue, and leads there then', () => {
  const { w, ada, queue } = setup();
  w.do(update, { queue: QUEUE, name: 'Bills' }, ada);
  const other = w.do(createQueue, { name: QUEUE.toUpperCase() }, ada);
  assert.is(w.do(addRule, { queue: QUEUE, value: 1 }, ada).queue, other.name);
  assert.equal(w.row('queue', queue).formerNames, []);
  w.do(update, { queue: other.name, name: 'more' }, ada);
  assert.equal(w.do(update, { queue: 'Bills', name: QUEUE }, ada).formerNames, ['Bills'], 'and may be taken back');
});

t('a queue remembers ten former names; the oldest is forgotten', () => {
  const { w, ada, queue } = setup();
  for (let n = 1; n <= 11; n++) w.do(update, { queue: n === 1 ? QUEUE : `q${n - 1}`, name: `q${n}` }, ada);
  assert.equal(
    w.row('queue', queue).formerNames,
    Array.from({ length: 10 }, (_, n) => `q${n + 1}`),
  );
  w.refused('QueueNotFound', addRule, { queue: QUEUE, value: 1 }, ada);
});

t(
  'Q19: up, down, on: every new and in_progress resource has the new limit; processed and error stay as they are',
  () => {
    for (const [from, to] of [
      [3, 5],
      [3, 2],
      [undefined, 4],
    ] as const) {
      const { w, one, two, add, get, limit, left, fail } = setup(from);
      const [fresh, taken, worn, processed, bad] = [add(), add(), add(), add(), add()] as const;
      get(one, { id: taken });
      get(one, { id: worn });
      fail(worn);
      get(two, { id: processed });
      w.do(processedRule, { queue: QUEUE, id: processed }, two);
      w.do(failRule, { queue: QUEUE, id: bad, reason: 'wrong', retry: false }, two);
      const before = [processed, bad].map((id) => w.row('resource', id));
      limit(to);
      for (const id of [fresh, taken, worn]) assert.equal(left(id), [to, to]);
      assert.equal(
        [processed, bad].map((id) => w.row('resource', id)),
        before,
      );
      get(two, { id: fresh });
      fail(fresh, two);
      assert.equal(left(fresh), [to - 1, to], 'and counts on from there');
    }
  },
);

t('Q19: saving the same number changes nothing', () => {
  const { one, add, get, limit, left, fail } = setup(3);
  const id = add();
  get(one, { id });
  fail(id);
  limit(3);
  assert.equal(left(id), [2, 3]);
});

t('Q19: off means unlimited; on again starts anew', () => {
  const { w, one, two, add, get, limit, left, fail, row } = setup(1);
  const id = add();
  limit(null);
  assert.equal(left(id), [undefined, undefined]);
  get(one, { id });
  fail(id);
  assert.is(row(id).status, 'new');
  limit(2);
  assert.equal(left(id), [2, 2]);
  get(two, { id });
  fail(id, two);
  assert.equal(left(id), [1, 2]);
  w.do(failRule, { queue: QUEUE, id, reason: 'again' }, w.script('r_3'));
  assert.is(row(id).status, 'error', 'Q18');
  assert.equal(left(id), [0, 2]);
});

t('Q19: a limit changed while a robot is at work counts at the end of its run', () => {
  const { w, one, add, get, limit, left } = setup(1);
  const id = add();
  get(one, { id });
  limit(2);
  settleResources(w.view, w.row('run', 'r_1'), 'failed', 'it broke', w.ctx(one));
  assert.equal(left(id), [1, 2]);
  assert.is(w.row('resource', id).status, 'in_progress');
});

t('Q19: a resource that is only edited after the change keeps the new limit through the next one', () => {
  const { w, one, add, limit, left } = setup(3);
  const id = add();
  limit(9);
  w.do(updateRule, { queue: QUEUE, id, value: 2, timeout: 0 }, one);
  assert.is(w.row('resource', id).attemptsLeft, 9);
  limit(4);
  assert.equal(left(id), [4, 4]);
});

t('Q19: one change writes the queue and none of its resources', () => {
  const { w, add, limit } = setup(3);
  const ids = Array.from({ length: 50 }, () => add());
  const before = ids.map((id) => w.row('resource', id));
  limit(7);
  assert.equal(
    ids.map((id) => w.row('resource', id)),
    before,
  );
});

t.run();
