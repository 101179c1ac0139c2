import * as assert from 'uvu/assert';
import { StoreUnavailable } from '../../coordinator/store/store.ts';
import type { ResourceWithValue } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { refusalOf } from './support/stage.ts';
import { type Asking, both, QUEUE, type Room, room, settled } from './support/waiting-room.ts';

const t = suite('the waiting room');
const queue = QUEUE;

const add = (r: Room, name: string, more = {}) => r.ask(name, 'resource.add', { queue, value: name, ...more });
const take = (r: Room, name: string, more = {}, request = 1) =>
  r.ask(name, 'resource.get', { queue, lock: both, timeout: -1, ...more }, request);
const idOf = async (asking: Asking) => ((await asking.answer) as ResourceWithValue).id;

for (const engine of ['sqlite', 'memory'] as const) {
  t(`Q32 on ${engine}: waiters are served in the order in which they came, each with one change`, async () => {
    const r = await room(engine);
    const asked = ['a', 'b', 'c'].map((name) => take(r, name));
    await settled(r);
    for (const [n, one] of asked.entries()) {
      const id = await idOf(add(r, 'adder'));
      assert.is(await idOf(one), id);
      assert.equal(
        asked.map((other) => other.answered),
        asked.map((_, i) => i <= n),
      );
    }
    assert.is(r.waits.size, 0);
  });

  t(`Q32 on ${engine}: a newcomer in the very batch that frees a resource does not overtake a waiter`, async () => {
    const r = await room(engine);
    const id = await idOf(add(r, 'holder', { lock: both }));
    const patient = take(r, 'patient', { id });
    await settled(r);
    void r.ask('holder', 'resource.unlock', { queue, id, kinds: both });
    const newcomer = take(r, 'newcomer', { id });
    const search = take(r, 'search', { timeout: 0 });
    assert.is(await idOf(patient), id);
    assert.is((await refusalOf(search.answer)).code, 'ResourceNotFound');
    assert.not(newcomer.answered);
    await r.call('patient', 'resource.unlock', { queue, id, kinds: both });
    assert.is(await idOf(newcomer), id);
  });

  t(`Q32 on ${engine}: one that begins to wait in a batch is served by what a later command of it frees`, async () => {
    const r = await room(engine);
    const id = await idOf(add(r, 'holder', { lock: both }));
    const waiter = take(r, 'waiter', { id });
    void r.ask('holder', 'resource.unlock', { queue, id, kinds: both });
    assert.is(await idOf(waiter), id);
  });
}

t('Q32: with many waiters an added resource runs one rule, and n added ones n', async () => {
  const r = await room();
  const asked = Array.from({ length: 500 }, (_, n) => take(r, `r${n % 50}`, {}, n));
  await settled(r);
  r.ran.length = 0;
  const id = await idOf(add(r, 'adder'));
  assert.is(await idOf(asked[0]!), id);
  assert.equal(r.ran, ['adder', 'r0']);
  r.ran.length = 0;
  const items = Array.from({ length: 20 }, (_, value) => ({ value }));
  await r.call('adder', 'resource.addMany', { queue, items });
  await Promise.all(asked.slice(1, 21).map((one) => one.answer));
  assert.is(r.ran.length, 21);
  assert.is(r.waits.standing, 479);
});

t('Q32: a waiter who looks for something else is passed over without a try', async () => {
  const r = await room();
  const red = take(r, 'red', { filter: { tags: ['red'] } });
  const urgent = take(r, 'urgent', { filter: { priority: { from: 5 } } });
  const blue = take(r, 'blue', { filter: { tags: ['blue'] } });
  await settled(r);
  r.ran.length = 0;
  const id = await idOf(add(r, 'adder', { tags: ['blue'] }));
  assert.is(await idOf(blue), id);
  assert.equal(r.ran, ['adder', 'blue']);
  const both5 = await idOf(add(r, 'adder', { tags: ['red'], priority: 5 }));
  assert.is(await idOf(red), both5, 'it came first');
  assert.not(urgent.answered);
  await r.call('red', 'resource.unlock', { queue, id: both5, kinds: both });
  assert.is(await idOf(urgent), both5);
});

t('Q26: one who wants no write lock passes a foreign one; one who does waits on', async () => {
  const r = await room();
  const writer = take(r, 'writer', { lock: { write: true } });
  const reader = take(r, 'reader', { lock: { read: true } });
  await settled(r);
  const id = await idOf(add(r, 'adder', { lock: { write: true } }));
  assert.is(await idOf(reader), id);
  await settled(r);
  assert.not(writer.answered);
});

t('Q24, Q32: a change that only the holder of the lock may see is offered to the holder', async () => {
  const r = await room();
  const id = await idOf(add(r, 'holder', { lock: { read: true } }));
  const stranger = take(r, 'stranger', { lock: undefined, filter: { tags: ['x'] } });
  const holder = take(r, 'holder', { lock: undefined, filter: { tags: ['x'] } }, 2);
  await settled(r);
  await r.call('holder', 'resource.update', { queue, id, tags: ['x'] });
  assert.is(await idOf(holder), id);
  assert.not(stranger.answered);
});

t('Q10, Q32: what one takes without a lock is offered to the next', async () => {
  const r = await room();
  const asked = ['a', 'b', 'c'].map((name) => take(r, name, { lock: undefined }));
  await settled(r);
  const id = await idOf(add(r, 'adder'));
  assert.equal(await Promise.all(asked.map(idOf)), [id, id, id]);
});

t('a waiter by id is tried only for that resource', async () => {
  const r = await room();
  const id = await idOf(add(r, 'holder', { lock: both }));
  take(r, 'one', { id });
  await settled(r);
  r.ran.length = 0;
  await add(r, 'adder').answer;
  await settled(r);
  assert.equal(r.ran, ['adder']);
});

t('Q31, Q36: when the resource becomes hidden those who wait for it hear of it at once', async () => {
  const r = await room();
  const id = await idOf(add(r, 'holder', { lock: both }));
  const gets = take(r, 'gets', { id });
  const marks = r.ask('marks', 'resource.markProcessed', { queue, id, timeout: -1 });
  const searches = take(r, 'searches');
  await settled(r);
  r.ran.length = 0;
  await r.call('holder', 'resource.markProcessed', { queue, id });
  assert.is((await refusalOf(gets.answer)).code, 'ResourceNotFound');
  assert.is(((await marks.answer) as ResourceWithValue).status, 'processed');
  assert.equal(r.ran, ['holder', 'gets', 'marks']);
  assert.not(searches.answered);
});

t('Q31: the end of a queue ends every wait in it', async () => {
  const r = await room();
  const id = await idOf(add(r, 'holder', { lock: both }));
  const asked = [take(r, 'searches'), take(r, 'gets', { id }), take(r, 'finds', { filter: { tags: ['x'] } })];
  await settled(r);
  await r.submit((view) => {
    view.drop('queue', view.pick('queueNamed' as never, {} as never, 0)[0] ?? 'q_q');
    view.emit({ kind: 'wake', queue: 'q_q', resource: '', gone: true });
  });
  for (const one of asked) assert.is((await refusalOf(one.answer)).code, 'QueueNotFound');
});

t('Q32: one whose connection is gone disappears without an answer and swallows nothing', async () => {
  const r = await room();
  const dead = take(r, 'dead');
  const alive = take(r, 'alive');
  await settled(r);
  r.waits.drop(dead.line);
  assert.is(await dead.answer, undefined);
  const id = await idOf(add(r, 'adder'));
  assert.is(await idOf(alive), id);
  assert.is(r.waits.size, 0);
});

t('Q32: one that is dropped while its first try is with the writer takes nothing it could not be told of', async () => {
  const r = await room();
  const dead = take(r, 'dead');
  r.waits.drop(dead.line);
  assert.is(await dead.answer, undefined);
  const alive = take(r, 'alive');
  const id = await idOf(add(r, 'adder'));
  assert.is(await idOf(alive), id);
});

t('giving up is answered only after a try that was on its way: it may have succeeded', async () => {
  const r = await room();
  const id = await idOf(add(r, 'adder'));
  const one = take(r, 'one', {}, 7);
  let forgotten = false;
  const forget = r.waits.forget(one.line, 7).then(() => {
    forgotten = true;
  });
  assert.not(forgotten);
  assert.is(await idOf(one), id);
  await forget;
  await r.waits.forget(one.line, 7); // nothing to forget any more
});

t('Q32: one that gave up takes nothing any more', async () => {
  const r = await room();
  const one = take(r, 'one', {}, 7);
  const two = take(r, 'two');
  await settled(r);
  await r.waits.forget(one.line, 7);
  assert.is((await refusalOf(one.answer)).code, 'LockTimeout');
  const id = await idOf(add(r, 'adder'));
  assert.is(await idOf(two), id);
});

t('Q31: the time counts from the first wait, not from each try', async () => {
  const r = await room();
  const late = take(r, 'late', { timeout: 60, filter: { tags: ['x'] } });
  const busy = setInterval(() => void r.submit((view) => view.emit({ kind: 'wake', queue: 'q_q', resource: '' })), 5);
  const refusal = await refusalOf(late.answer);
  clearInterval(busy);
  assert.is(refusal.code, 'ResourceNotFound');
  assert.ok(r.ran.filter((name) => name === 'late').length > 1, 'it was tried in between');
});

t('S11: the end of a run ends its waits with RunEnded, also one whose first try is on its way', async () => {
  const r = await room();
  const mine = take(r, 'r1');
  await settled(r);
  const second = take(r, 'r1', {}, 2);
  r.waits.runEnded('r1', 'it is over');
  for (const one of [mine, second]) assert.is((await refusalOf(one.answer)).code, 'RunEnded');
  assert.is(r.waits.size, 0);
});

t('P2: after a batch that was not kept everybody stands where they stood', async () => {
  let full = false;
  const r = await room('sqlite', { fails: () => (full ? new StoreUnavailable('the disk is full') : undefined) });
  const asked = ['a', 'b'].map((name) => take(r, name));
  await settled(r);
  full = true;
  // The store of this test keeps what it refuses; only the waiting room is looked at here.
  assert.is((await refusalOf(add(r, 'adder', { tags: ['lost'] }).answer)).code, 'Unavailable');
  assert.equal([r.waits.standing, ...asked.map((one) => one.answered)], [2, false, false]);
  full = false;
  await add(r, 'adder').answer;
  await add(r, 'adder').answer;
  await asked[0]!.answer;
  assert.ok(asked[0]!.answered);
});

t('P11: more waits than a run may have, or than all may, are refused with TooMany and what to do', async () => {
  const r = await room('sqlite', { limits: { ofRun: 3, inAll: 5 } });
  for (let n = 0; n < 3; n++) take(r, 'many', {}, n);
  const fourth = await refusalOf(take(r, 'many', {}, 4).answer);
  assert.is(fourth.code, 'TooMany');
  assert.match(fourth.message, 'timeout 0');
  for (const name of ['x', 'y']) take(r, name);
  assert.is((await refusalOf(take(r, 'z').answer)).code, 'TooMany');
  await settled(r);
  r.waits.close();
  assert.is(r.waits.size, 0);
});

t.run();
