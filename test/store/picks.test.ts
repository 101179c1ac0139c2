/** Every pick, on every engine, against a plain filter and sort: on the disk's rows and on the batch's own changes. */
import * as assert from 'uvu/assert';
import {
  comparator,
  inRange,
  type OrderRange,
  type PickName,
  type PickParams,
  picks,
} from '../../coordinator/domain/picks.ts';
import type { TableName } from '../../coordinator/domain/rows.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import { commit, engines, open, run } from './support/engines.ts';
import { dice, type Loose, oneOf, rowOf, shuffled } from './support/rows.ts';

const t = suite('picks');
const ROWS = 120;

interface Declared {
  table: TableName;
  fixed: Record<string, string | number>;
  by: readonly string[];
  upTo?: string;
  order: readonly (readonly [string, 'asc' | 'desc'])[];
  match?: unknown;
}
const declared = Object.entries(picks) as unknown as [PickName, Declared][];

/** Values of the columns that the pick looks at: some fit, some miss by one column only, many are equal. */
function relevant(p: Declared, roll: () => number): Record<string, unknown> {
  const over: Record<string, unknown> = {};
  for (const [column] of p.order) if (column !== 'id') over[column] = Math.floor(roll() * 4);
  for (const [column, value] of Object.entries(p.fixed))
    over[column] = roll() < 0.7 ? value : typeof value === 'number' ? 1 - value : 'other';
  for (const column of p.by) over[column] = oneOf(roll, ['A', 'A', 'A', 'B', '']);
  if (p.upTo) over[p.upTo] = Math.floor(roll() * 12);
  return over;
}

function expected(p: Declared, rows: Loose[], params: Record<string, unknown>, limit: number): string[] {
  return rows
    .filter((row) => Object.entries(p.fixed).every(([column, value]) => row[column] === value))
    .filter((row) => p.by.every((column) => row[column] === params[column] && row[column] !== ''))
    .filter((row) => !p.upTo || ((row[p.upTo] as number) > 0 && (row[p.upTo] as number) <= (params.upTo as number)))
    .filter((row) => inRange(p.order, params.range as OrderRange | undefined, row))
    .filter((row) => !p.match || even(row))
    .sort(comparator(p.order as never) as never)
    .slice(0, limit)
    .map((row) => row.id);
}
const even = (row: object) => Number((row as Loose).id.slice(3)) % 2 === 0;

/** Bounds of the first column of the order: of ids in parts of ids, as they are given in life. */
function rangesOf(p: Declared): (OrderRange | undefined)[] {
  const [low, high] = p.order[0]![0] === 'id' ? ['id_00003', 'id_00007'] : [1, 2];
  return [undefined, { from: low, to: high }, { from: high }, { to: low }, { from: high, to: low }];
}

function* questions(p: Declared): Generator<[Record<string, unknown>, number]> {
  for (const value of ['A', 'B', '', 'nobody'])
    for (const limit of [0, 1, 2, 7, 1_000]) {
      const by = Object.fromEntries(p.by.map((column) => [column, value]));
      const rest = { ...(p.upTo ? { upTo: 6 } : {}), ...(p.match ? { match: even } : {}) };
      for (const range of value === 'A' && limit > 2 ? rangesOf(p) : [undefined])
        yield [{ ...by, ...rest, range }, limit];
    }
}

const ask = (view: Pick<View, 'pick'>, name: PickName, params: Record<string, unknown>, limit: number) =>
  view.pick(name, params as unknown as PickParams<PickName>, limit).map((row) => row.id);

for (const engine of engines)
  for (const [name, p] of declared)
    t(`${engine}: ${name} gives the rows it declares, in its order, also those changed in the same batch`, async () => {
      const roll = dice(name.length);
      const store = await open(engine);
      const rows = new Map<string, Loose>();
      const make = (n: number) => rowOf(p.table, n, relevant(p, roll)) as unknown as Loose;
      for (const n of shuffled(
        roll,
        Array.from({ length: ROWS }, (_, i) => i + 1),
      ))
        rows.set(make(n).id, make(n));
      const put = (view: View, row: Loose) => view.put(p.table, row as never);
      await commit(store, ...shuffled(roll, [...rows.values()]).map((row) => (view: View) => put(view, row)));
      for (const [params, limit] of questions(p)) {
        const want = expected(p, [...rows.values()], params, limit);
        assert.equal(await store.read((view) => ask(view, name, params, limit)), want, JSON.stringify([params, limit]));
        const after = rows.get(want[2] ?? '');
        if (!after) continue;
        const rest = await store.read((view) => ask(view, name, { ...params, after }, limit));
        assert.equal(rest, expected(p, [...rows.values()], params, limit + 3).slice(3), 'after the third one');
      }

      const edits = Array.from({ length: 60 }, () => make(1 + Math.floor(roll() * ROWS * 1.2)));
      const gone = shuffled(roll, [...rows.keys()]).slice(0, 15);
      const after = new Map(rows);
      for (const row of edits) after.set(row.id, row);
      for (const id of gone) after.delete(id);
      await run(store, (view) => {
        for (const row of edits.slice(0, 30)) put(view, row);
        ask(view, name, questions(p).next().value![0], 3); // a walk begun before the rest is changed
        for (const row of edits.slice(30)) put(view, row);
        for (const id of gone) view.drop(p.table, id);
        for (const [params, limit] of questions(p))
          assert.equal(ask(view, name, params, limit), expected(p, [...after.values()], params, limit));
      });
      for (const [params, limit] of questions(p))
        assert.equal(
          await store.read((view) => ask(view, name, params, limit)),
          expected(p, [...after.values()], params, limit),
        );
      await store.close();
    });

for (const engine of engines)
  t(`${engine}: Q49: a pick whose match refuses thousands of rows still finds the last one`, async () => {
    const store = await open(engine);
    const over = { queue: 'A', live: 1, priority: 5 };
    await run(store, (view) => {
      for (let n = 1; n <= 3_000; n++) view.put('resource', rowOf('resource', n, over));
    });
    const last = (row: { id: string }) => row.id === 'id_003000';
    const found = await store.read((view) => ask(view, 'liveByPriority', { queue: 'A', match: last }, 1));
    assert.equal(found, ['id_003000']);
    await store.close();
  });

t.run();
