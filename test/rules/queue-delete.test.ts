import * as assert from 'uvu/assert';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import { suite } from '../support/suite.ts';
import { addRule, getRule, QUEUE, queueWorld } from './support/queue-world.ts';
import { SYSTEM } from './support/world.ts';

const t = suite('deleting a queue');
const {
  'queue.delete': deleteRule,
  'queue.purge': purgeRule,
  'queue.update': updateRule,
  'bulk.start': bulkRule,
} = queueRules;

t('a queue with nothing in it goes at once, and its name and former names are free', () => {
  const { w, ada, queue, take } = queueWorld();
  w.do(updateRule, { queue: QUEUE, name: 'Bills' }, ada);
  take('changed');
  assert.equal(w.do(deleteRule, { queue: QUEUE }, ada), { resources: 0 });
  assert.ok(take('portions').length > 0);
  for (const name of [QUEUE, 'Bills']) w.refused('QueueNotFound', addRule, { queue: name, value: 1 }, ada);
  assert.equal(w.all('name'), []);
  assert.is.not(w.do(createQueue, { name: 'Bills' }, ada).id, queue);
});

t('it is refused naming what depends on it: unfinished resources, who has them locked, a running bulk edit', () => {
  const { w, ada, one, add, get } = queueWorld();
  add();
  const id = add();
  get(one, { id, lock: { read: true } });
  w.do(bulkRule, { queue: QUEUE, where: {}, change: { priority: 1 } }, ada);
  const { message } = w.refused('InUse', deleteRule, { queue: QUEUE }, ada);
  for (const part of [/2 unfinished resources \(1 new, 1 in progress\)/, /locked by robot of r_1/, /bulk edit of Ada/])
    assert.match(message, part);
});

t('Q31: forced, it is gone for everybody in that instant, and whoever waits in it is woken to hear so', () => {
  const { w, ada, one, add, get, take, queue } = queueWorld();
  const id = add();
  get(one, { id });
  take('wake');
  assert.equal(w.do(deleteRule, { queue: QUEUE, force: true }, ada), { resources: 1 });
  assert.equal(take('wake'), [{ kind: 'wake', queue, resource: '', gone: true }]);
  w.refused('QueueNotFound', getRule, { queue: QUEUE, id, timeout: 0 }, one);
  w.refused('QueueNotFound', deleteRule, { queue: QUEUE }, ada);
});

t('its resources, keys and bulk edits go in portions, then its row; a new queue of the name keeps its own', () => {
  const { w, ada, add, queue } = queueWorld();
  const ids = Array.from({ length: 5 }, (_, n) => add({ key: `k${n}` }));
  w.do(bulkRule, { queue: QUEUE, where: {}, change: { priority: 1 } }, ada);
  w.do(deleteRule, { queue: QUEUE, force: true }, ada);
  assert.is(w.all('bulk')[0]!.state, 'aborted');
  w.do(createQueue, { name: QUEUE }, ada);
  const other = add({ key: 'k0' });
  const purge = (some: string[]) => w.do(purgeRule, { queue, ids: some }, SYSTEM).left;
  assert.ok(purge([...ids.slice(0, 3), other]) > 0);
  assert.ok(purge(ids.slice(0, 3)) > 0, 'said twice it is harmless');
  assert.ok(purge(ids.slice(3)) > 0);
  assert.is(purge([]), 0);
  assert.is(w.view.get('queue', queue), undefined);
  assert.equal(
    w.all('resource').map((row) => row.id),
    [other],
  );
  assert.equal(w.all('bulk'), []);
  assert.is(purge([]), 0, 'and again when all is gone');
});

t('a run that ends after its queue was deleted settles what is left of it without harm', () => {
  const { w, ada, add, get, one, queue } = queueWorld(2);
  const id = add();
  get(one, { id, lock: { write: true } });
  w.do(deleteRule, { queue: QUEUE, force: true }, ada);
  w.do(purgeRule, { queue, ids: [id] }, SYSTEM);
  w.do(purgeRule, { queue, ids: [] }, SYSTEM);
  assert.equal(w.all('resource'), []);
});

t('nobody purges a queue that was not deleted', () => {
  const { w, add, queue } = queueWorld();
  const id = add();
  w.do(purgeRule, { queue, ids: [id] }, SYSTEM);
  assert.is(w.row('resource', id).id, id);
});

t.run();
