/** Group commit: batches by arrival, order of answers, limits, close, and what happens when the store fails. */
import * as assert from 'uvu/assert';
import type { Command, Outcome, Store } from '../../coordinator/store/store.ts';
import { StoreBroken, StoreUnavailable } from '../../coordinator/store/store.ts';
import { MAX_BATCH, MAX_WAITING, Writer } from '../../coordinator/store/writer.ts';
import { suite } from '../support/suite.ts';
import { command, engines, NOW, open } from './support/engines.ts';

const t = suite('the writer');

interface Setup {
  writer: Writer;
  sizes: number[];
  bugs: unknown[];
  broken: StoreBroken[];
}
/** `fails` decides per batch; the store behind is a real one. */
async function setup(fails: (batch: readonly Command[]) => Error | undefined = () => undefined): Promise<Setup> {
  const store = await open('memory');
  const sizes: number[] = [];
  const bugs: unknown[] = [];
  const broken: StoreBroken[] = [];
  const commit = async (batch: readonly Command[], now: number): Promise<Outcome[]> => {
    sizes.push(batch.length);
    const error = fails(batch);
    if (error) throw error;
    return store.commit(batch, now);
  };
  const failing = { commit } as unknown as Store;
  const onBug = (cause: unknown) => void bugs.push(cause);
  const writer = new Writer({ store: failing, clock: () => NOW, onBug, onBroken: (error) => void broken.push(error) });
  return { writer, sizes, bugs, broken };
}
const nth = (n: number) => command(() => n, undefined, `v${n}`);
const result = (outcome: Outcome) => (outcome.kind === 'ok' ? outcome.result : outcome.kind);

t('P2: what arrives in one turn is one batch, answered in order; batches have a limit', async () => {
  const { writer, sizes } = await setup();
  const order: unknown[] = [];
  const many = Array.from({ length: MAX_BATCH + 10 }, (_, n) => n);
  await Promise.all(many.map((n) => writer.submit(nth(n)).then((o) => order.push(result(o)))));
  assert.equal(sizes, [MAX_BATCH, 10]);
  assert.equal(order, many);
});

t('P2: what arrives while a batch commits is the next batch', async () => {
  const { writer, sizes } = await setup();
  const first = writer.submit(nth(1)).then(() => Promise.all([writer.submit(nth(2)), writer.submit(nth(3))]));
  assert.equal((await first).map(result), [2, 3]);
  assert.equal(sizes, [1, 2]);
});

t('close answers all that was taken and refuses what comes later', async () => {
  const { writer } = await setup();
  const taken = [1, 2, 3].map((n) => writer.submit(nth(n)));
  const closing = writer.close();
  const late = await writer.submit(nth(4));
  await closing;
  assert.equal((await Promise.all(taken)).map(result), [1, 2, 3]);
  assert.is(late.kind === 'refused' && late.error.code, 'Unavailable');
  await writer.close();
});

t('P11: beyond the limit of waiting commands they are refused with TooMany and when to come back', async () => {
  const { writer } = await setup();
  const waiting = Array.from({ length: MAX_WAITING }, (_, n) => writer.submit(nth(n)));
  const refused = await writer.submit(nth(0));
  assert.is(refused.kind === 'refused' && refused.error.code, 'TooMany');
  assert.is(refused.kind === 'refused' && refused.error.retry, 'later');
  assert.is((await Promise.all(waiting)).length, MAX_WAITING);
});

t('a batch that cannot be kept is refused with Unavailable, and the next one is tried again', async () => {
  let full = true;
  const { writer, bugs } = await setup(() => (full ? new StoreUnavailable('database or disk is full') : undefined));
  const outcomes = await Promise.all([writer.submit(nth(1)), writer.submit(nth(2))]);
  for (const o of outcomes)
    assert.equal(o.kind === 'refused' && [o.error.code, o.error.retry], ['Unavailable', 'later']);
  full = false;
  assert.is(result(await writer.submit(nth(3))), 3);
  assert.equal(bugs, []);
});

t('one command that spoils its whole batch is refused alone', async () => {
  const poison = (batch: readonly Command[]) =>
    batch.some((c) => c.verb === 'v2') ? new Error('constraint') : undefined;
  const { writer, bugs } = await setup(poison);
  const outcomes = await Promise.all([1, 2, 3].map((n) => writer.submit(nth(n))));
  assert.equal(outcomes.map(result), [1, 'refused', 3]);
  assert.is(bugs.length, 1);
});

t('P15: when the store breaks nobody gets an answer, before or after', async () => {
  const { writer, broken } = await setup(() => new StoreBroken('disk I/O error'));
  let answers = 0;
  void writer.submit(nth(1)).then(() => answers++);
  await new Promise((resolve) => setImmediate(resolve));
  void writer.submit(nth(2)).then(() => answers++);
  await writer.close();
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(broken.length, 1);
  assert.is(answers, 0);
});

for (const engine of engines)
  t(`${engine}: a bug in a rule is reported with its cause and its command goes on to be refused`, async () => {
    const store = await open(engine);
    const bugs: unknown[] = [];
    const onBug = (cause: unknown) => void bugs.push(cause);
    const writer = new Writer({ store, clock: () => NOW, onBug, onBroken: () => undefined });
    const oops = new TypeError('oops');
    const throws = () => {
      throw oops;
    };
    const [bad, good] = await Promise.all([writer.submit(command(throws)), writer.submit(nth(2))]);
    assert.is(bad.kind === 'refused' && bad.error.code, 'Internal');
    assert.equal(bugs, [oops]);
    assert.is(result(good), 2);
    await writer.close();
    await store.close();
  });

t.run();
