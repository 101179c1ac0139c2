/** Lists longer than one answer of the coordinator: what is printed is all there is. */
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('long lists in the CLI');

/** The coordinator gives 5,000 in one answer. */
const MANY = 5_100;
const AT_ONCE = 100;

t('C: a list of more things than one answer has is printed whole; completion finds the last of them', async () => {
  const here = await Installation.start();
  const names = Array.from({ length: MANY }, (_, n) => `pool ${String(n).padStart(4, '0')}`);
  for (let n = 0; n < MANY; n += AT_ONCE)
    await Promise.all(names.slice(n, n + AT_ONCE).map((name) => here.api.call('pool.create', { name })));
  const listed = await here.json<{ name: string }[]>('pool', 'ls');
  assert.equal(
    listed.map(({ name }) => name),
    ['all', ...names],
  );
  const table = (await here.ok('pool', 'ls')).out;
  assert.match(table, 'pool 5099');
  assert.is((await here.ok('__complete', '--', 'pool', 'join', 'pool 509')).out.split('\n').length, 10);
  await here.stop();
});

t.run();
