/** Every console list, every filter, sort and direction, page by page, on every engine, against a plain filter and sort. */
import * as assert from 'uvu/assert';
import type { TableName } from '../../coordinator/domain/rows.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { type ListName, type ListParams, lists, MAX_PAGE } from '../../coordinator/store/lists.ts';
import type { Store } from '../../coordinator/store/store.ts';
import { suite } from '../support/suite.ts';
import { commit, engines, open, run } from './support/engines.ts';
import { dice, type Loose, oneOf, rowOf, shuffled } from './support/rows.ts';

const t = suite('lists');

interface Together {
  values: readonly string[];
  fixed: Record<string, number>;
  alone: Record<string, readonly string[]>;
}
interface Declared {
  table: TableName;
  fixed?: Record<string, number>;
  of: readonly string[];
  filter?: { column: string; values: readonly string[]; fixed?: Record<string, number>; together?: Together };
  sorts: Record<string, readonly (string | readonly [string, 'desc'])[]>;
  dir: 'asc' | 'desc';
}
const declared = Object.entries(lists) as unknown as [ListName, Declared][];

function relevant(d: Declared, roll: () => number): Record<string, unknown> {
  const over: Record<string, unknown> = {};
  for (const [column] of Object.values(d.sorts).flatMap(orderOf)) over[column] = Math.floor(roll() * 6);
  delete over.id;
  for (const column of d.of) over[column] = oneOf(roll, ['A', 'A', 'B']);
  for (const column of Object.keys(d.fixed ?? {})) over[column] = roll() < 0.8 ? 0 : 1;
  if (!d.filter) return over;
  const { column, values, fixed, together } = d.filter;
  const value = oneOf(roll, allValues(d));
  return { ...over, ...(values.includes(value) ? fixed : together!.fixed), [column]: value };
}

const allValues = ({ filter }: Declared): string[] => [...(filter?.values ?? []), ...(filter?.together?.values ?? [])];
const orderOf = (columns: readonly (string | readonly [string, 'desc'])[]) =>
  columns.map((column) => (typeof column === 'string' ? ([column, 1] as const) : ([column[0], -1] as const)));

/** The values of the filter whose rows come when one value is wished for. */
function brought(d: Declared, sort: string, wish: string): string[] {
  const together = d.filter?.together;
  return together?.values.includes(wish) && !together.alone[wish]?.includes(sort) ? [...together.values] : [wish];
}

async function pages(store: Store, list: ListName, params: Record<string, unknown>): Promise<string[][]> {
  const found: string[][] = [];
  let after: string | undefined;
  do {
    const page = await store.query(list, { ...params, after } as unknown as ListParams<ListName>);
    found.push(page.items.map((row) => row.id));
    after = page.next;
  } while (after !== undefined);
  return found;
}

function expected(d: Declared, rows: Loose[], params: Record<string, unknown>): string[] {
  const sort = (params.sort as string) ?? Object.keys(d.sorts)[0]!;
  const order = [...orderOf(d.sorts[sort]!), ['id', 1] as const];
  const sign = ((params.dir as string) ?? d.dir) === 'asc' ? 1 : -1;
  const wish = d.filter && (params[d.filter.column] as string | undefined);
  const values = wish === undefined ? allValues(d) : brought(d, sort, wish);
  const fits = (row: Loose) =>
    Object.entries(d.fixed ?? {}).every(([column, value]) => row[column] === value) &&
    d.of.every((c) => params[c] === undefined || row[c] === params[c]) &&
    (!d.filter || values.includes(row[d.filter.column] as string));
  const key = (row: Loose, column: string) => (column === 'id' ? row.id : Number(row[column]));
  const compare = (a: Loose, b: Loose): number => {
    const [column, way] = order.find(([one]) => key(a, one) !== key(b, one))!;
    return sign * way * (key(a, column) < key(b, column) ? -1 : 1);
  };
  return rows
    .filter(fits)
    .sort(compare)
    .map((row) => row.id);
}

function* questions(d: Declared): Generator<Record<string, unknown>> {
  for (const of of d.of)
    for (const sort of [undefined, ...Object.keys(d.sorts)])
      for (const dir of [undefined, 'asc', 'desc'])
        for (const filter of d.filter ? [undefined, ...allValues(d)] : [undefined])
          yield { [of]: 'A', sort, dir, ...(d.filter ? { [d.filter.column]: filter } : {}) };
}

for (const engine of engines)
  for (const [name, d] of declared)
    t(`${engine}: the list of ${name} pages through exactly its rows, in every order`, async () => {
      const roll = dice(name.length * 7);
      const store = await open(engine);
      const rows = Array.from({ length: 90 }, (_, n) => rowOf(d.table, n + 1, relevant(d, roll)) as unknown as Loose);
      const puts = shuffled(roll, rows).map((row) => (view: View) => view.put(d.table, row as never));
      await commit(store, ...puts);
      for (const params of questions(d)) {
        const want = expected(d, rows, params);
        for (const limit of [1, 7, MAX_PAGE]) {
          const found = await pages(store, name, { ...params, limit });
          assert.equal(found.flat(), want, JSON.stringify({ ...params, limit }));
          assert.ok(found.slice(0, -1).every((page) => page.length === limit));
        }
      }
      await store.close();
    });

for (const engine of engines) {
  t(`${engine}: E4: a window of the log starts at the row that covers the position`, async () => {
    const store = await open(engine);
    await run(store, (view) => {
      for (const [n, first] of [1, 11, 21, 31, 41].entries())
        for (const name of ['r', 'other'])
          view.put('log', { id: `${name}:${first}`, run: name, first, count: n === 4 ? 3 : 10, lines: [] });
    });
    const firsts = async (from: number, after?: string) => {
      const page = await store.query('log', { run: 'r', from, limit: 2, after });
      return [page.items.map((row) => row.first), page.next] as const;
    };
    assert.equal((await firsts(1))[0], [1, 11]);
    assert.equal((await firsts(20))[0], [11, 21]);
    assert.equal((await firsts(21))[0], [21, 31]);
    assert.equal((await firsts(1_000))[0], [41]);
    assert.equal((await firsts(-5))[0], [1, 11]);
    assert.equal((await firsts(20, (await firsts(20))[1]))[0], [31, 41], 'a cursor wins over the start');
    await store.close();
  });

  t(`${engine}: X9: wrong sorts, cursors of another list and missing scopes are refused by field`, async () => {
    const store = await open(engine);
    await run(store, (view) => {
      for (const n of [1, 2]) view.put('job', rowOf('job', n, { workspace: 'w', state: 'queued' }));
    });
    const { next } = await store.query('jobs', { workspace: 'w', limit: 1 });
    const refusals: [object, string][] = [
      [{ workspace: 'w', sort: 'output' }, 'sort'],
      [{ workspace: 'w', sort: 'toString' }, 'sort'],
      [{ workspace: 'w', after: 'nonsense' }, 'after'],
      [{ workspace: 'w', after: next, sort: 'priority' }, 'after'],
      [{ workspace: 'w', after: next, dir: 'asc' }, 'after'],
      [{}, 'workspace'],
      [{ workspace: 'w', deployment: 'd' }, 'workspace'],
    ];
    for (const [params, field] of refusals) {
      const refused = await store.query('jobs', params as ListParams<'jobs'>).then(
        () => undefined,
        (error) => error,
      );
      assert.is(refused?.code, 'ValidationError', JSON.stringify(params));
      assert.is(refused?.field, field);
    }
    await store.close();
  });
}

t.run();
