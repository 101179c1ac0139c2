/** Which of many markers stand on the time bar of a run (E14): from all over it, not the first ones. */
import * as assert from 'uvu/assert';
import { spread } from '../../console/pages/run/player/spread.ts';
import { suite } from '../support/suite.ts';

const t = suite('markers on the time bar');
const many = (n: number) => Array.from({ length: n }, (_, i) => i);

t('E14: as many as fit are all there; of more some from all over, in order, each once', () => {
  assert.equal(spread(many(300), 300), many(300));
  const some = spread(many(2_000), 300);
  assert.equal([some.length, new Set(some).size, some[0], some.at(-1)], [300, 300, 0, 1_999]);
  const gaps = some.slice(1).map((n, i) => n - some[i]!);
  assert.ok(Math.min(...gaps) >= 6 && Math.max(...gaps) <= 7, 'evenly');
});

t.run();
