/** A search that passes by many rows: what it costs in memory, and that what it finds is whole. */
import * as assert from 'uvu/assert';
import type { ResourceRow } from '../../coordinator/domain/rows.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { type Reader, ReadThrough } from '../../coordinator/store/read-through.ts';
import type { Row } from '../../coordinator/store/row.ts';
import { WorkingSet } from '../../coordinator/store/working-set.ts';
import { suite } from '../support/suite.ts';
import { commit, engines, open, run } from './support/engines.ts';
import { rowOf } from './support/rows.ts';

const t = suite('long walks');
const ROWS = 400;

/** The n-th in the order of `liveOldest`; the first half of them has priority 1. */
const resource = (n: number): ResourceRow => ({
  ...(rowOf('resource', n) as unknown as ResourceRow),
  ...{ id: `i_${String(n).padStart(6, '0')}`, queue: 'A', live: 1, priority: n < ROWS / 2 ? 1 : 2, value: { n } },
});
const all = Array.from({ length: ROWS }, (_, n) => resource(n));
const find = (view: Pick<View, 'pick'>, holds: (row: Readonly<ResourceRow>) => boolean, limit: number) =>
  view.pick('liveOldest', { queue: 'A', match: holds }, limit);
const numbers = (rows: readonly Readonly<ResourceRow>[]) => rows.map(({ value }) => (value as { n: number }).n);

for (const engine of engines)
  t(
    `${engine}: what is found behind many others is whole, for each command of a batch, and can be changed`,
    async () => {
      const store = await open(engine);
      await run(store, (view) => {
        for (const row of all) view.put('resource', row);
      });
      const second = ({ priority }: Readonly<ResourceRow>) => priority === 2;
      const change = (view: View) => {
        const [row] = find(view, second, 1);
        view.put('resource', { ...row!, priority: 3, updated: 1 });
        return numbers([row!]);
      };
      const outcomes = await commit(store, change, change, (view) => numbers(find(view, second, 3)));
      assert.equal(
        outcomes.map((outcome) => outcome.kind === 'ok' && outcome.result),
        [[200], [201], [202, 203, 204]],
      );
      const kept = await store.read((view) => view.get('resource', resource(201).id));
      assert.equal({ ...kept }, { ...resource(201), priority: 3, updated: 1 });
      assert.equal(await store.read((view) => find(view, () => false, 1)), []);
      await store.close();
    },
  );

/** Reads `all`, and counts the rows that it gave with and without their values. */
function counting() {
  const read = { whole: 0, light: 0 };
  const after = (last: Row | undefined, limit: number) => {
    const rows = all as unknown as Row[];
    const from = last ? rows.findIndex(({ id }) => id === last.id) + 1 : 0;
    return rows.slice(from, from + limit);
  };
  const reader: Reader = {
    get: (_, id) => {
      read.whole++;
      return (all as unknown as Row[]).find((row) => row.id === id);
    },
    next: (_pick, _args, last, limit) => {
      const rows = after(last, limit);
      read.whole += rows.length;
      return rows;
    },
    light: (_pick, _args, last, limit) => {
      const rows = after(last, limit).map(({ value: _, ...row }) => row as Row);
      read.light += rows.length;
      return rows;
    },
  };
  return { read, reader };
}

t('values of rows that are passed by are not read, but for the first', () => {
  const { read, reader } = counting();
  const set = new WorkingSet(new ReadThrough(reader));
  assert.equal(
    find(set, () => false, 1),
    [],
  );
  assert.ok(read.whole < 100 && read.whole + read.light === ROWS, JSON.stringify(read));
  assert.equal(
    numbers(find(set, ({ id }) => id > resource(389).id, 99)),
    [390, 391, 392, 393, 394, 395, 396, 397, 398, 399],
  );
  assert.is(read.light + read.whole, ROWS + 10, 'the rows are kept for the next command, what it finds is read whole');
});

t('what lies behind the rows that are kept is found all the same, and read anew each time', () => {
  const { read, reader } = counting();
  const set = new WorkingSet(new ReadThrough(reader), 150);
  set.put('resource', { ...resource(395), live: 0 });
  for (const _ of [1, 2]) assert.equal(numbers(find(set, ({ id }) => id > resource(393).id, 3)), [394, 396, 397]);
  assert.equal(
    find(set, () => false, 1),
    [],
  );
  assert.ok(read.light > 2 * (ROWS - 300), JSON.stringify(read));
});

t.run();
