/** The heap of a coordinator's process stays near what lives in it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';

const t = suite('the heap of our processes');

/** Objects that live a little longer than a collection: what makes V8 enlarge its nursery. */
const program = `
import { getHeapSpaceStatistics } from 'node:v8';
import { boundHeap } from ${JSON.stringify(join(import.meta.dirname, '..', '..', 'coordinator', 'heap.ts'))};
boundHeap();
const kept = [];
for (let round = 0; round < 120; round++) {
  kept.push(Array.from({ length: 20_000 }, (_, n) => ({ n, text: String(n) })));
  if (kept.length > 20) kept.shift();
  await new Promise((turn) => setImmediate(turn));
}
console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
`;

t('the nursery grows, and stays below 40 MB', () => {
  const bytes = Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
  assert.ok(bytes > 8e6 && bytes < 40e6, `${bytes} bytes`);
});

t.run();
