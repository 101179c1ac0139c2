/** Which resources a launch condition counts (Q51). */
import * as assert from 'uvu/assert';
import type { LockRequest } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import { ConditionWorld } from './support/condition-world.ts';
import { START } from './support/world.ts';

const t = suite('waiting and abandoned resources');

t('Q51: new and not read-locked resources wait; a write lock does not matter', () => {
  const w = new ConditionWorld();
  w.add(3);
  w.add(2, { lock: { read: true } });
  w.add(1, { lock: { write: true } });
  assert.is(w.queueRow.waiting, 4);
});

t('Q51: a resource that a robot took waits no more, locked or not; put back it waits again', () => {
  const w = new ConditionWorld();
  w.add(2);
  const robot = w.f.robot('desk', { pool: 'main' });
  w.f.run(w.deployment);
  const script = w.script(w.f.start(robot));
  const taken = w.f.do('resource.get', { queue: 'invoices', timeout: 0 }, script);
  assert.is(w.queueRow.waiting, 1);
  w.f.do('resource.fail', { queue: 'invoices', id: taken.id, reason: 'later' }, script);
  assert.is(w.queueRow.waiting, 2);
});

t('Q51: a dated read lock that expires evaluates again', () => {
  const w = new ConditionWorld();
  w.set({ deployment: w.deployment });
  w.add(1, { lock: { read: { until: START + 500 } } });
  assert.is(w.queueRow.waiting, 0);
  w.hints();
  w.f.world.now = START + 500;
  w.f.do('lock.expire', { limit: 10 });
  assert.is(w.hints(), 1);
  assert.is(w.evaluate().length, 1);
});

t('Q51: abandoned resources count only if the condition says so', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  const [one = '', two = ''] = w.add(2);
  w.f.run(w.deployment);
  const run = w.f.start(robot);
  const take = (id: string, lock: LockRequest) =>
    w.f.do('resource.get', { queue: 'invoices', id, lock, timeout: 0 }, w.script(run));
  take(one, { read: true });
  take(two, { write: { until: START + 900 } });
  w.set({ deployment: w.deployment, minWaiting: 1 });
  w.f.end(run, 'failed', 'boom');
  assert.is(w.queueRow.abandoned, 1, 'the other one is still locked by date');
  assert.is(w.evaluate().length, 0);
  w.hints();
  w.f.world.now = START + 900;
  w.f.do('lock.expire', { limit: 10 });
  assert.equal([w.queueRow.abandoned, w.hints()], [2, 1]);
  w.set({ countAbandoned: true });
  assert.is(w.evaluate().length, 1);
});

for (const [end, abandoned] of [
  ['succeeded', 0],
  ['cancelled', 0],
  ['failed', 1],
] as const)
  t(`Q51: what a run that ${end} leaves in progress is ${abandoned ? '' : 'not '}abandoned`, () => {
    const w = new ConditionWorld();
    const robot = w.f.robot('desk', { pool: 'main' });
    w.add(1);
    w.f.run(w.deployment);
    const run = w.f.start(robot);
    w.f.do('resource.get', { queue: 'invoices', timeout: 0 }, w.script(run));
    w.f.end(run, end);
    assert.is(w.queueRow.abandoned, abandoned);
  });

t('Q51: an abandoned resource that another run takes is abandoned no more, also when that run is fine', () => {
  const w = new ConditionWorld();
  const robot = w.f.robot('desk', { pool: 'main' });
  w.add(1);
  for (const end of ['failed', 'succeeded'] as const) {
    w.f.run(w.deployment);
    const run = w.f.start(robot);
    w.f.do('resource.get', { queue: 'invoices', timeout: 0 }, w.script(run));
    assert.is(w.queueRow.abandoned, 0);
    w.f.end(run, end);
  }
  assert.is(w.queueRow.abandoned, 0);
});

t.run();
