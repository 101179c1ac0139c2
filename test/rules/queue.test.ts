import * as assert from 'uvu/assert';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { suite } from '../support/suite.ts';
import { addManyRule, addRule, getRule, queueWorld } from './support/queue-world.ts';
import { START, world } from './support/world.ts';

const t = suite('resource queues');

t('Q1: a queue has a name, an attempt limit, a creation date and an author', () => {
  const w = world();
  const view = w.do(createQueue, { name: 'Invoices', attemptLimit: 3 }, w.person('Ada'));
  assert.is(view.name, 'Invoices');
  assert.is(view.attemptLimit, 3);
  assert.is(view.created, START);
  assert.equal(view.author, { kind: 'user', id: 'u_ada', name: 'Ada' });
  assert.is(view.total, 0);
  assert.equal(w.effects, [{ kind: 'changed', topics: ['queues', 'queue:Invoices'] }]);
});

t('Q1: names are unique without regard to case, and per workspace', () => {
  const w = world();
  w.do(createQueue, { name: 'Invoices' }, w.person());
  assert.is(w.refused('Conflict', createQueue, { name: 'INVOICES' }, w.person()).field, 'name');
  w.do(createQueue, { name: 'invoices' }, w.person('Bo', 'operator', 'w_other'));
  assert.is(w.all('queue').length, 2);
});

t('Q1: a queue is found under its name in any case; without a limit nothing is said of attempts', () => {
  const { w, one } = queueWorld();
  const view = w.do(addRule, { queue: 'INVOICES', value: 1 }, one);
  assert.is(view.queue, 'invoices');
  assert.is(view.attemptLimit, undefined);
  assert.is(view.attemptsLeft, undefined);
});

t('Q5: the queue of another workspace answers like one that does not exist', () => {
  const { w } = queueWorld();
  const stranger = w.script('r_9', { workspace: 'w_other' });
  const there = w.refused('QueueNotFound', getRule, { queue: 'invoices', timeout: 0 }, stranger);
  const nowhere = w.refused('QueueNotFound', getRule, { queue: 'nothings', timeout: 0 }, stranger);
  assert.is(there.message.replace('invoices', ''), nowhere.message.replace('nothings', ''));
});

t('Q5: a resource of another queue answers exactly like one that does not exist', () => {
  const { w, ada, one } = queueWorld();
  w.do(createQueue, { name: 'others' }, ada);
  const { id } = w.do(addRule, { queue: 'others', value: 1 }, ada);
  const there = w.refused('ResourceNotFound', getRule, { queue: 'invoices', id, timeout: 0 }, one);
  const nowhere = w.refused('ResourceNotFound', getRule, { queue: 'invoices', id: 'i_none', timeout: 0 }, one);
  assert.is(there.message.replace(id, ''), nowhere.message.replace('i_none', ''));
});

t('Q40: addMany of 10 000 is one change: all there, counted, told once', () => {
  const { w, one, counts, take } = queueWorld(2);
  take('wake');
  const items = Array.from({ length: 10_000 }, (_, n) => ({ value: n }));
  const { ids, added } = w.do(addManyRule, { queue: 'invoices', items }, one);
  assert.is(added, 10_000);
  assert.is(new Set(ids).size, 10_000);
  assert.equal([...ids].sort(), ids, 'ids sort by creation');
  assert.equal(counts(), { new: 10_000, in_progress: 0, processed: 0, error: 0 });
  assert.is(take('wake').length, 1);
  assert.is(w.all('history').length, 10_000);
});

t('Q40: addMany is all or none: one wrong date names its item and leaves nothing', () => {
  const { w, one, counts } = queueWorld();
  const items = [{ value: 1 }, { value: 2 }, { value: 3, lock: { write: { until: START - 1 } } }];
  const error = w.refused('ValidationError', addManyRule, { queue: 'invoices', items }, one);
  assert.is(error.field, 'items.2.lock.write.until');
  assert.is(counts().new, 0);
  assert.is(w.all('resource').length, 0);
});

t('Q40: a key gives the live resource that has it, also within one addMany', () => {
  const { w, ada, add } = queueWorld();
  const first = add({ key: 'A-1', value: 'old' });
  assert.is(add({ key: 'A-1', value: 'new' }), first);
  assert.is(w.row('resource', first).value, 'old');
  const items = ['A-1', 'B-2', 'B-2', undefined].map((key) => ({ value: 0, ...(key ? { key } : {}) }));
  const { ids, added } = w.do(addManyRule, { queue: 'invoices', items }, ada);
  assert.is(added, 2);
  assert.is(ids[0], first);
  assert.is(ids[1], ids[2]);
  assert.is.not(ids[3], ids[2]);
});

t.run();
