import * as assert from 'uvu/assert';
import { Wait } from '../../coordinator/domain/view.ts';
import type { Outcome } from '../../coordinator/store/store.ts';
import { Waits } from '../../coordinator/waits.ts';
import { suite } from '../support/suite.ts';

const t = suite('the waiting room');

const wait = (resource: string, timeoutMs = -1): Outcome => ({
  kind: 'wait',
  on: new Wait({ queue: 'q', resource, timeoutMs, says: 'locked', code: 'LockTimeout' }),
});
const ok = (result: unknown): Outcome => ({ kind: 'ok', result, effects: [] });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Commands that contend for what is in `free`; each try is noted. */
function contended() {
  const waits = new Waits();
  const free: string[] = [];
  const tries: string[] = [];
  const ask = (name: string, resource: string, line = { run: name }, timeoutMs = -1) => {
    const attempt = async () => {
      tries.push(name);
      await turn();
      const at = free.indexOf(resource);
      if (at < 0) return wait(resource, timeoutMs);
      free.splice(at, 1);
      return ok(name);
    };
    return { line, answer: waits.run(line, 1, attempt) };
  };
  const release = (resource: string) => {
    free.push(resource);
    waits.wake('q', resource);
  };
  return { waits, free, tries, ask, release };
}

t('Q32: wakes try in the order in which the waiters came, and the losers keep their place', async () => {
  const { ask, release, tries, waits } = contended();
  const asked = ['a', 'b', 'c'].map((name) => ask(name, 'x'));
  await turn();
  await turn();
  tries.length = 0;
  release('x');
  assert.equal(await asked[0]!.answer, ok('a'));
  await turn();
  release('x');
  assert.equal(await asked[1]!.answer, ok('b'));
  await turn();
  release('x');
  assert.equal(await asked[2]!.answer, ok('c'));
  assert.equal(tries, ['a', 'b', 'c', 'b', 'c', 'c']);
  assert.is(waits.size, 0);
});

t('a wake that comes while the first try is on its way is not missed', async () => {
  const { ask, waits, free } = contended();
  let tried = 0;
  const answer = waits.run({ run: 'r' }, 1, async () => {
    if (++tried > 1) return ok('second try');
    waits.wake('q', 'x'); // between the rule's look and the outcome
    return wait('x');
  });
  assert.equal(await answer, ok('second try'));
  assert.equal(free, []);
  assert.ok(ask);
});

t('Q32: one whose connection is gone disappears without an answer and takes nothing', async () => {
  const { ask, release, waits } = contended();
  const dead = ask('dead', 'x');
  const alive = ask('alive', 'x');
  await turn();
  await turn();
  waits.drop(dead.line);
  assert.is(await dead.answer, undefined);
  release('x');
  assert.equal(await alive.answer, ok('alive'));
  assert.is(waits.size, 0);
});

t('giving up is answered only after a try that was on its way: it may have succeeded', async () => {
  const { ask, free, waits } = contended();
  free.push('x');
  const one = ask('one', 'x');
  let forgotten = false;
  const forget = waits.forget(one.line, 1).then(() => {
    forgotten = true;
  });
  assert.not(forgotten);
  assert.equal(await one.answer, ok('one'));
  await forget;
  await waits.forget(one.line, 1); // nothing to forget any more
});

t('Q31: the time counts from the first wait, not from each wake', async () => {
  const { ask, waits } = contended();
  const late = ask('late', 'x', { run: 'late' }, 60);
  const knocking = setInterval(() => waits.wake('q', 'x'), 5);
  const answer = await late.answer;
  clearInterval(knocking);
  assert.is(answer?.kind, 'refused');
  assert.is(answer?.kind === 'refused' && answer.error.code, 'LockTimeout');
});

t('a search of the queue is woken by any of its resources, a waiter on one resource by that one only', async () => {
  const { waits } = contended();
  const tries: string[] = [];
  const stay = (name: string, resource: string) =>
    void waits.run({ run: name }, 1, async () => {
      tries.push(name);
      return wait(resource);
    });
  stay('any', '');
  stay('x', 'x');
  await turn();
  tries.length = 0;
  waits.wake('q', 'y');
  await turn();
  assert.equal(tries, ['any']);
  waits.close();
  assert.is(waits.size, 0);
});

t('S11: the end of a run ends its waits with RunEnded', async () => {
  const { ask, waits } = contended();
  const mine = ask('r1', 'x');
  await turn();
  await turn();
  waits.runEnded('r1', 'it is over');
  const answer = await mine.answer;
  assert.is(answer?.kind === 'refused' && answer.error.code, 'RunEnded');
});

t.run();
