/** P2, P15: the redo log and the tables behind it: caught up with after a kill, told apart from strangers, read as one. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import type { ResourceRow } from '../../coordinator/domain/rows.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { columnsOf, untyped } from '../../coordinator/store/row.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { Teller, told } from '../../coordinator/store/sqlite/redo-entry.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import { type Store, StoreUnavailable } from '../../coordinator/store/store.ts';
import { GantryError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { command, NOW, open, run } from './support/engines.ts';
import { dice, idOf, oneOf, rowOf } from './support/rows.ts';

const t = suite('the redo log');

const FILES = ['gantry.db', 'gantry.db-wal', 'gantry.redo.db', 'gantry.redo.db-wal'];
/** The files of a running store, as they are at this moment: what a kill leaves. */
function snapshot(from: string, files = FILES): string {
  const to = folder('snapshot');
  for (const file of files) copyFileSync(join(from, file), join(to, file));
  writeFileSync(join(to, 'gantry.db.running'), '1');
  return to;
}
const resource = (n: number, over: Partial<ResourceRow> = {}) =>
  rowOf('resource', n, { queue: 'A', live: 1, status: 'new', readOwner: '', ...over });
const add = (n: number) => (view: View) => view.put('resource', resource(n, { priority: n % 3 }));
const all = (store: Store) =>
  store.read((view) => view.pick('liveOldest', { queue: 'A', match: () => true }, 9_999).map((row) => row.id));
const inTables = (path: string): number => {
  const db = new Database(join(path, 'gantry.db'), { readonly: true });
  const count = db.prepare('select count(*) from resource').pluck().get() as number;
  db.close();
  return count;
};
const refusal = async (path: string): Promise<GantryError> => {
  const error = await open('sqlite', path).catch((e: unknown) => e);
  assert.instance(error, GantryError);
  return error as GantryError;
};

t('P16: an entry of the log that an older Gantry wrote leaves the columns that it did not know at null', () => {
  const teller = new Teller();
  teller.tell({ table: 'job', id: idOf(1), row: untyped(rowOf('job', 1, { message: 'queued' })), known: null });
  const text = JSON.parse(teller.text([]));
  const values = text.rows[0][2] as unknown[];
  const columns = columnsOf('job').map(([name]) => name);
  assert.is(columns.at(-1), 'messageAs');
  values.pop();
  const [line] = told(JSON.stringify(text)).rows;
  assert.equal([line!.values[columns.indexOf('message')], line!.values.at(-1)], ['queued', null]);
});

t('P2: what is on the log alone is there after a kill: rows, history, answers; and is told once', async () => {
  const path = folder('redo');
  const store = await open('sqlite', path);
  const event = { resource: idOf(1), queue: 'A', run: 'r_1', at: NOW, kind: 'taken', by: null, detail: {} };
  await store.commit(
    [
      command((view) => {
        add(1)(view);
        view.put('history', { ...event, id: 'h_1' } as never);
        return 'first';
      }, 'c:1'),
      command(add(2)),
    ],
    NOW,
  );
  await run(store, (view) => view.drop('resource', idOf(2)));
  assert.is(inTables(path), 0, 'the tables have nothing of it yet');
  const left = snapshot(path);
  await store.close();
  for (let opening = 1; opening <= 2; opening++) {
    const again = await open('sqlite', left);
    assert.equal(await all(again), [idOf(1)]);
    assert.is((await again.query('history', { resource: idOf(1) })).items.length, 1);
    const [outcome] = await again.commit([command(() => 'second', 'c:1')], NOW);
    assert.is(outcome?.kind === 'ok' && outcome.result, 'first');
    await again.close();
    assert.is(inTables(left), 1);
  }
});

t('the tables get it by themselves a moment later, and a list has it at once', async () => {
  const path = folder('redo');
  const store = await open('sqlite', path);
  await run(store, add(1));
  assert.is((await store.query('resources', { queue: 'A' })).items.length, 1);
  await run(store, add(2));
  await until('the tables have both', () => inTables(path) === 2);
  for (let n = 3; n <= 40; n++) await run(store, add(n)); // by the thread that runs now
  assert.is((await store.query('resources', { queue: 'A' })).items.length, 40);
  await store.close();
});

t('a store that was closed needs its tables alone', async () => {
  const path = folder('redo');
  const store = await open('sqlite', path);
  await run(store, add(1));
  await store.close();
  for (const file of ['gantry.redo.db', 'gantry.redo.db-wal']) rmSync(join(path, file), { force: true });
  const again = await open('sqlite', path);
  assert.equal(await all(again), [idOf(1)]);
  await run(again, add(2));
  await again.close();
  assert.is(inTables(path), 2);
});

t('P15: after a kill a missing log is refused, and so is one that does not continue the tables', async () => {
  const path = folder('redo');
  const store = await open('sqlite', path);
  await run(store, add(1));
  await store.backup(join(path, 'before.db'));
  await run(store, add(2));
  await store.query('resources', { queue: 'A' });
  for (let n = 3; n < 90; n++) await run(store, add(n)); // what the tables have is deleted from the log
  await store.query('resources', { queue: 'A' });
  for (let n = 90; n < 170; n++) await run(store, add(n));
  const left = snapshot(path);
  const alone = snapshot(path, ['gantry.db', 'gantry.db-wal']);
  await store.close();
  const missing = await refusal(alone);
  assert.match(missing.message, /gantry\.redo\.db is missing.*restore the last backup/);
  const stranger = await open('sqlite', folder('redo'));
  await stranger.close();
  for (const file of ['gantry.db', 'gantry.db-wal']) rmSync(join(left, file));
  copyFileSync(join(path, 'before.db'), join(left, 'gantry.db'));
  assert.match((await refusal(left)).message, /does not belong to .*gantry\.db as it is; .*restore the last backup/);
  const restored = folder('restored');
  copyFileSync(join(path, 'before.db'), join(restored, 'gantry.db'));
  const old = await open('sqlite', restored);
  assert.equal(await all(old), [idOf(1)]);
  await old.close();
});

t('P15: a log of other tables is refused', async () => {
  const [path, other] = [folder('redo'), folder('redo')];
  const stores = [await open('sqlite', path), await open('sqlite', other)];
  for (const store of stores) await run(store, add(1));
  const left = snapshot(path);
  for (const file of ['gantry.redo.db', 'gantry.redo.db-wal']) copyFileSync(join(other, file), join(left, file));
  for (const store of stores) await store.close();
  assert.match((await refusal(left)).message, /gantry\.redo\.db does not belong to/);
});

t('P15: while the tables cannot be written, commits go on as long as memory allows, and lists say why', async () => {
  const path = folder('redo');
  const opened = openDatabase(path);
  const store = new SqliteStore(opened, makeIds);
  const blocker = new Database(join(path, 'gantry.db'));
  blocker.exec('begin immediate');
  await run(store, add(1));
  const listed = await store.query('resources', { queue: 'A' }).catch((error) => error);
  assert.instance(listed, StoreUnavailable);
  const large = (n: number) => (view: View) => view.put('meta', { id: 'big', value: String(n).repeat(3_000_000) });
  let refused: unknown;
  let kept = 0;
  while (refused === undefined && kept < 20)
    refused = await run(store, large(kept)).then(
      () => void kept++,
      (error: unknown) => error,
    );
  assert.instance(refused, StoreUnavailable);
  assert.ok(kept > 0 && kept < 20, `${kept} were kept`);
  assert.instance(await run(store, add(2)).catch((error) => error), StoreUnavailable);
  assert.equal(await all(store), [idOf(1)]);
  blocker.exec('rollback');
  blocker.close();
  await run(store, add(3));
  assert.equal(await all(store), [idOf(1), idOf(3)]);
  assert.is((await store.query('resources', { queue: 'A' })).items.length, 2);
  await store.close();
});

/** Rules that take the first of a long queue, put back, finish and add, as robots do. */
const rules: ((view: View, roll: () => number, n: number) => unknown)[] = [
  (view, roll) => {
    const match = (row: Readonly<ResourceRow>) => row.readOwner === '';
    const name = oneOf(roll, ['openByPriority', 'openOldest', 'openNewest', 'liveByPriority'] as const);
    const rows = view.pick(name, { queue: 'A', match }, 1 + Math.floor(roll() * 70));
    for (const row of rows) view.put('resource', { ...row, readOwner: `run:${Math.floor(roll() * 3)}` });
    return rows.map((row) => row.id);
  },
  (view, roll) => {
    const rows = view.pick('readLockedBy', { readOwner: `run:${Math.floor(roll() * 3)}` }, 90);
    for (const row of rows) {
      const done = roll() < 0.6;
      const over: Partial<ResourceRow> = done ? { live: 0, status: 'processed' } : { priority: Math.floor(roll() * 5) };
      view.put('resource', { ...row, ...over, readOwner: '', readUntil: 0 });
    }
    return rows.map((row) => row.id);
  },
  (view, roll, n) => {
    const count = 1 + Math.floor(roll() * 60);
    for (let i = 0; i < count; i++)
      view.put(
        'resource',
        resource(n * 100 + i, { priority: Math.floor(roll() * 5), readUntil: Math.floor(roll() * 9) }),
      );
  },
  (view, roll) => {
    const [row] = view.pick('openOldest', { queue: 'A', match: () => true }, 1);
    if (row && roll() < 0.5) view.drop('resource', row.id);
    return view.pick('readLockDue', { upTo: Math.floor(roll() * 9) }, 5).map(({ id }) => id);
  },
];

t.within(3 * 60_000, 'long queues read the same from log, memory and tables as from the reference', async () => {
  const seed = Math.floor(performance.now() * 1_000) % 1_000_000;
  process.stdout.write(`seed ${seed}\n`);
  const roll = dice(seed);
  const path = folder('redo');
  const stores = [await open('memory'), await open('sqlite', path)];
  const commit = async (n: number) => {
    const plan = Array.from({ length: 1 + Math.floor(roll() * 4) }, () => ({
      rule: n < 30 ? rules[2]! : oneOf(roll, rules),
      seed: Math.floor(roll() * 1e9),
    }));
    const [reference, ours] = await Promise.all(
      stores.map((store) =>
        store.commit(
          plan.map((step, i) => command((view) => step.rule(view, dice(step.seed), n * 10 + i) ?? null)),
          NOW + n,
        ),
      ),
    );
    assert.equal(JSON.stringify(ours), JSON.stringify(reference), `batch ${n}`);
  };
  let n = 0;
  for (; n < 150; n++) await commit(n);
  await until('the tables have some', () => inTables(path) > 0); // the thread has begun; the rest is applied while it goes on
  for (; n < 300; n++) await commit(n);
  const lists = await Promise.all(
    stores.map((store) => store.query('resources', { queue: 'A', sort: 'priority', limit: 500 })),
  );
  assert.equal(JSON.stringify(lists[1]), JSON.stringify(lists[0]));
  await Promise.all(stores.map((store) => store.close()));
});

t.run();
