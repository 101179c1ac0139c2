/** S10: which answers are kept for a repetition, through restarts, and which are forgotten; on every engine. */
import * as assert from 'uvu/assert';
import type { Ctx, View } from '../../coordinator/domain/view.ts';
import { KEPT_OF_CLIENT } from '../../coordinator/store/receipts.ts';
import type { Store } from '../../coordinator/store/store.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { command, engines, NOW, open } from './support/engines.ts';

const t = suite('receipts');

/** Answers how often it was done. */
const count = (view: View, _ctx?: Ctx) => {
  const done = ((view.get('meta', 'n')?.value as number | undefined) ?? 0) + 1;
  view.put('meta', { id: 'n', value: done });
  return { done };
};

/** Asks all of them in one batch; what each was answered. */
async function ask(store: Store, receipts: string[], now = NOW): Promise<number[]> {
  const outcomes = await store.commit(
    receipts.map((receipt) => command(count, receipt)),
    now,
  );
  return outcomes.map((outcome) => (outcome as { result: { done: number } }).result.done);
}
const numbers = (client: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${client}:${from + i}`);

for (const engine of engines) {
  t(`${engine}: S10: a client's last answers are kept, however many requests others send`, async () => {
    const store = await open(engine);
    const first = await ask(store, numbers('run:r1:one', 1, 5));
    for (let n = 0; n < 3; n++) await ask(store, numbers('run:r2:two', n * 1_000 + 1, n * 1_000 + 1_000));
    assert.equal(await ask(store, numbers('run:r1:one', 1, 5)), first);
    await store.close();
  });

  t(`${engine}: S10: what a client must have got by now is forgotten, and with it its pack`, async () => {
    const store = await open(engine);
    await ask(store, ['c:old']);
    for (let n = 0; n < KEPT_OF_CLIENT; n += 512)
      await ask(store, numbers('c', n, Math.min(n + 511, KEPT_OF_CLIENT - 1)));
    const total = KEPT_OF_CLIENT + 1;
    assert.equal(await ask(store, ['c:0']), [2], 'still kept');
    assert.equal(await ask(store, ['c:old']), [total + 1], 'forgotten: done again');
    assert.equal(await ask(store, ['c:1', 'c:2']), [3, 4], 'what was pushed out was one answer');
    await store.close();
  });

  t(`${engine}: answers older than they are kept go, oldest first, in portions`, async () => {
    const store = await open(engine);
    for (let n = 1; n <= 10; n++) await ask(store, [`c:${n}`, `d:${n}`], NOW + n);
    assert.is(await store.prune('receipt', NOW + 6, 4), 4);
    assert.is(await store.prune('receipt', NOW + 6, 100), 6);
    assert.is(await store.prune('receipt', NOW + 6, 100), 0);
    assert.equal(await ask(store, ['c:6', 'd:10']), [11, 20]);
    assert.equal(await ask(store, ['c:5', 'd:1']), [21, 22], 'done again');
    await store.close();
  });

  t(`${engine}: S10: an answer of nothing and one of 1 MiB are given again as they were`, async () => {
    const store = await open(engine);
    const text = '\n"ä€😀'.repeat(100_000);
    const asked = [command(() => undefined, 'c:1'), command(() => ({ text }), 'c:2'), command(() => [1], 'c:3')];
    const results = async () => (await store.commit(asked, NOW)).map((o) => o.kind === 'ok' && [o.result, o.text]);
    const first = await results();
    assert.equal(first[0], [null, 'null']);
    assert.equal(await results(), first);
    await store.close();
  });
}

t('sqlite: S10: a restarted store answers repeated requests as before, and keeps on forgetting', async () => {
  const path = folder('receipts');
  let store = await open('sqlite', path);
  const first = await ask(store, ['run:r1:c:1', 'run:r1:c:2', 'run:r2:d:1']);
  await ask(store, ['run:r1:c:3']);
  await store.close();
  store = await open('sqlite', path);
  assert.equal(await ask(store, ['run:r1:c:1', 'run:r2:d:1', 'run:r1:c:3', 'run:r1:c:4']), [1, 3, 4, 5]);
  for (let n = 5; n < 3 * KEPT_OF_CLIENT; n += 256) await ask(store, numbers('run:r1:c', n, n + 255));
  await ask(store, ['x:1']); // what was pushed out goes with the next commit
  await store.close();
  store = await open('sqlite', path);
  assert.equal(await ask(store, ['run:r2:d:1']), [first[2]], 'the silent client has its answer still');
  assert.ok((await ask(store, ['run:r1:c:2']))[0]! > 3 * KEPT_OF_CLIENT);
  await store.close();
});

t.run();
