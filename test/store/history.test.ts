/** Q48: what happened to a resource is told in order, page by page, as long as it is kept; on every engine. */
import * as assert from 'uvu/assert';
import type { HistoryRow } from '../../coordinator/domain/rows.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { cursorAt, type ListParams } from '../../coordinator/store/lists.ts';
import type { Store } from '../../coordinator/store/store.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { command, type EngineName, engines, NOW, open } from './support/engines.ts';
import { rowOf } from './support/rows.ts';

const t = suite('history');

const event = (n: number, over: Partial<HistoryRow> = {}): HistoryRow => ({
  id: `h_${String(n).padStart(9, '0')}`,
  resource: 'i_1',
  queue: 'q_1',
  run: 'r_1',
  at: NOW + n,
  kind: 'taken',
  by: { kind: 'robot', id: 'b_1', name: 'Röbot', machine: 'm', account: 'a', run: 'r_1' },
  detail: { n },
  ...over,
});

/** Each list of events as one commit. */
async function told(engine: EngineName, commits: HistoryRow[][], path?: string): Promise<Store> {
  const store = await open(engine, path);
  for (const events of commits)
    await store.commit(
      events.map((row) => command((view) => view.put('history', row))),
      Math.max(...events.map((row) => row.at)),
    );
  return store;
}

async function pages(store: Store, params: ListParams<'history'>): Promise<HistoryRow[][]> {
  const found: HistoryRow[][] = [];
  let after: string | undefined;
  do {
    const page = await store.query('history', { ...params, after } as ListParams<'history'>);
    found.push(page.items.map((row) => ({ ...row })));
    after = page.next;
  } while (after !== undefined);
  return found;
}

for (const engine of engines) {
  t(
    `${engine}: every event comes back as it was told, of its resource and of its run, in both directions`,
    async () => {
      const commits = Array.from({ length: 70 }, (_, c) =>
        Array.from({ length: (c % 5) + 1 }, (_, i) =>
          event(c * 10 + i, { resource: `i_${(c + i) % 3}`, run: i % 2 ? 'r_2' : '' }),
        ),
      );
      const all = commits.flat();
      const store = await told(engine, commits);
      for (const whose of [{ resource: 'i_0' }, { resource: 'i_2' }, { run: 'r_2' }, { resource: 'i_9' }])
        for (const limit of [1, 4, 500]) {
          const want = all.filter((row) => Object.entries(whose).every(([column, id]) => row[column as 'run'] === id));
          const up = await pages(store, { ...whose, limit } as ListParams<'history'>);
          assert.equal(up.flat(), want);
          const down = await pages(store, { ...whose, limit, dir: 'desc' } as ListParams<'history'>);
          assert.equal(down.flat(), want.toReversed());
          assert.ok(up.slice(0, -1).every((page) => page.length === limit));
        }
      await store.close();
    },
  );

  t(`${engine}: a page begins beyond any event, in both directions, also when nobody was there before`, async () => {
    const commits = Array.from({ length: 90 }, (_, c) =>
      Array.from({ length: (c % 3) + 1 }, (_, i) => event(c * 10 + i, { run: (c + i) % 4 ? 'r_2' : 'r_1' })),
    );
    const store = await told(engine, commits);
    const all = commits.flat().filter(({ run }) => run === 'r_2');
    for (const beyond of [...commits.flat().map(({ id }) => id), 'h_', 'h_z']) {
      const page = (dir: 'asc' | 'desc') =>
        store.query('history', { run: 'r_2', dir, limit: 7, after: cursorAt('history', { dir }, { id: beyond }) });
      const up = all.filter(({ id }) => id > beyond).slice(0, 7);
      assert.equal((await page('asc')).items, up, `after ${beyond}`);
      const down = all.filter(({ id }) => id < beyond).toReversed();
      assert.equal((await page('desc')).items, down.slice(0, 7), `before ${beyond}`);
    }
    while ((await store.prune('history', NOW + 400, 50)) > 0);
    const { items } = await store.query('history', {
      ...{ run: 'r_2', limit: 1 },
      after: cursorAt('history', {}, { id: event(100).id }),
    });
    assert.equal(items, [all.find(({ at }) => at >= NOW + 400)]);
    await store.close();
  });

  t(
    `${engine}: what is told of rows that change, are deleted and come back is all there, and old packs are not`,
    async () => {
      const store = await open(engine);
      const want: HistoryRow[] = [];
      for (let n = 1; n <= 150; n++) {
        const events = [1, 2].map((k) => event(n * 10 + k, { resource: `i_${k}`, run: '' }));
        const touch = (view: View, k: number) => {
          if (n % 50 === 20 && k === 1) view.drop('resource', 'i_1');
          else if (n % 3 > 0) view.put('resource', rowOf('resource', 1, { id: `i_${k}`, priority: n }));
        };
        const commands = events.map((row, k) =>
          command((view) => {
            view.get('resource', row.resource);
            view.put('history', row);
            touch(view, k + 1);
          }),
        );
        await store.commit(commands, NOW + n * 10);
        want.push(...events);
      }
      const check = async (since: number) => {
        for (const resource of ['i_1', 'i_2'])
          for (const limit of [7, 500]) {
            const kept = want.filter((row) => row.resource === resource && row.at >= since);
            assert.equal((await pages(store, { resource, limit })).flat(), kept);
            assert.equal((await pages(store, { resource, limit, dir: 'desc' })).flat(), kept.toReversed());
          }
      };
      await check(0);
      while ((await store.prune('history', NOW + 1_000, 50)) > 0);
      await check(NOW + 1_000);
      await store.close();
    },
  );

  t(`${engine}: an event added between two pages is on the next one, and none is told twice`, async () => {
    const store = await told(engine, [[event(1), event(2), event(3)]]);
    const first = await store.query('history', { resource: 'i_1', limit: 2 });
    await store.commit([command((view) => view.put('history', event(4)))], NOW);
    const second = await store.query('history', { resource: 'i_1', limit: 9, after: first.next });
    assert.equal([...first.items, ...second.items], [event(1), event(2), event(3), event(4)]);
    await store.close();
  });

  t(`${engine}: a refused command leaves nothing in the history`, async () => {
    const store = await open(engine);
    const failing = command((view) => {
      view.put('history', event(1));
      throw new Error('no');
    });
    await store.commit([failing, command((view) => view.put('history', event(2)))], NOW);
    assert.equal((await store.query('history', { resource: 'i_1' })).items, [event(2)]);
    await store.close();
  });

  t(`${engine}: values of 1 MiB, line breaks and all, are told before and after`, async () => {
    const before = '\n\u2028"ä€😀\0'.repeat(100_000);
    const big = event(1, { kind: 'updated', detail: { value: { before, after: [before, null] } } });
    const store = await told(engine, [[event(0), big, event(2)]]);
    assert.equal((await store.query('history', { resource: 'i_1' })).items, [event(0), big, event(2)]);
    await store.close();
  });

  t(`${engine}: retention deletes what is too old, oldest first, in portions, and the rest is still told`, async () => {
    const store = await told(
      engine,
      Array.from({ length: 20 }, (_, n) => [event(n, { run: n % 2 ? 'r_1' : 'r_2' })]),
    );
    const left = async (of: object) => (await pages(store, of as ListParams<'history'>)).flat().length;
    assert.is(await store.prune('history', NOW + 10, 4), 4);
    assert.is(await left({ resource: 'i_1' }), 16);
    assert.is(await store.prune('history', NOW + 10, 100), 6);
    assert.is(await store.prune('history', NOW + 10, 100), 0);
    assert.equal([await left({ resource: 'i_1' }), await left({ run: 'r_1' }), await left({ run: 'r_2' })], [10, 5, 5]);
    await store.close();
  });
}

t('sqlite: a page of large events is shorter than asked for, and none is missed', async () => {
  const large = (n: number) =>
    event(n, { kind: 'updated', detail: { value: { before: 'x'.repeat(1_000_000), after: n } } });
  const all = Array.from({ length: 20 }, (_, n) => large(n));
  const store = await told('sqlite', [all.slice(0, 12), all.slice(12)]);
  for (const dir of ['asc', 'desc'] as const) {
    const found = await pages(store, { resource: 'i_1', limit: 500, dir });
    assert.equal(
      found.map((page) => page.length),
      [5, 5, 5, 5],
    );
    assert.equal(found.flat(), dir === 'asc' ? all : all.toReversed());
  }
  await store.close();
});

t('sqlite: after a restart the history goes on where it was', async () => {
  const path = folder('history');
  await (await told('sqlite', [[event(1)], [event(2)]], path)).close();
  const store = await told('sqlite', [[event(3)]], path);
  assert.equal((await store.query('history', { run: 'r_1' })).items, [event(1), event(2), event(3)]);
  await store.close();
});

t.run();
