/** Opening, checking, locking, migrating, backing up and breaking the database of a data folder (P15, P16). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import { makeIds } from '../../coordinator/ids.ts';
import { checkVersion, openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { migrate, migrations, wantedIndexes } from '../../coordinator/store/sqlite/schema.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import { StoreBroken, StoreUnavailable } from '../../coordinator/store/store.ts';
import { GantryError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { command, NOW, open, run } from './support/engines.ts';
import { idOf, rowOf } from './support/rows.ts';

const t = suite('the database of a data folder');

async function refusal(path: string): Promise<GantryError> {
  const error = await open('sqlite', path).then(
    (store) => store.close(),
    (e: unknown) => e,
  );
  assert.instance(error, GantryError);
  assert.match((error as GantryError).message, path);
  return error as GantryError;
}
/** A folder with a store that has a few rows in it, closed. */
async function filled(): Promise<string> {
  const path = folder('open');
  const store = await open('sqlite', path);
  await run(store, (view) => {
    for (let n = 1; n <= 500; n++) view.put('resource', rowOf('resource', n, { queue: 'A', live: 1 }));
  });
  await store.close();
  return path;
}
const edit = (path: string, sql: string) => {
  const db = new Database(join(path, 'gantry.db'));
  db.exec(sql);
  db.close();
};

t('P15: write-ahead log and full sync, read back', () => {
  const opened = openDatabase(folder('open'));
  for (const db of [opened.db, opened.redo.db]) {
    assert.is(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.is(db.pragma('synchronous', { simple: true }), 2);
  }
  opened.close(true);
});

t('P15: old and defective versions of SQLite are refused', () => {
  for (const good of ['3.51.3', '3.52.1', '3.54.1', '4.0.0']) checkVersion(good);
  for (const bad of ['3.52.0', '3.51.2', '3.50.9', '2.99.99']) assert.throws(() => checkVersion(bad), bad);
});

t('P13: ids sort behind those of earlier openings, also when the clock was set back in between', async () => {
  const path = folder('open');
  const ids: string[] = [];
  for (const now of [NOW, NOW - 3_600_000, NOW - 7_200_000, NOW + 1]) {
    const store = await open('sqlite', path);
    const make = command((view, ctx) => {
      const id = `j_${ctx.newId()}`;
      view.put('job', rowOf('job', ids.length + 1, { id }));
      return id;
    });
    for (const outcome of await store.commit([make, make], now)) ids.push((outcome as { result: string }).result);
    await store.close();
  }
  assert.equal(ids, [...ids].sort());
  assert.is(new Set(ids).size, 8);
});

t('every opening counts, rows survive', async () => {
  const path = await filled();
  const store = await open('sqlite', path);
  assert.is(store.boot, 2);
  assert.is(await store.read((view) => view.pick('liveOldest', { queue: 'A', match: () => true }, 900).length), 500);
  await store.close();
  await store.close();
  const closed = await store.read(() => 1).catch((error) => error);
  assert.is(closed.code, 'Unavailable');
});

t('a folder that is a file, or lies under one, is refused by name', async () => {
  const file = join(folder('open'), 'a-file');
  writeFileSync(file, '');
  assert.match((await refusal(file)).message, 'choose another folder');
  assert.match((await refusal(join(file, 'below'))).message, 'cannot be written');
});

t('P15: a second coordinator on the same folder is refused, naming folder and process', async () => {
  const path = folder('open');
  const store = await open('sqlite', path);
  const error = await refusal(path);
  assert.is(error.code, 'InUse');
  assert.match(error.message, `process ${process.pid}`);
  await store.close();
  await (await open('sqlite', path)).close();
});

t('the lock of a killed coordinator is free at once', async () => {
  const path = folder('open');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'committer.ts'), path, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  await once(child.stdout, 'data');
  const error = await refusal(path);
  assert.match(error.message, `process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await open('sqlite', path)).close();
});

t('P16: a newer schema is refused and left as it is', async () => {
  const path = await filled();
  edit(path, 'pragma user_version = 9999');
  const error = await refusal(path);
  assert.match(error.message, /newer Gantry.*upgrade/);
  edit(path, `pragma user_version = ${migrations.at(-1)!.number}`);
  await (await open('sqlite', path)).close();
});

t("somebody else's database, and a file that is none, are refused and left as they are", async () => {
  const foreign = folder('open');
  edit(foreign, 'create table theirs (x); insert into theirs values (1)');
  assert.match((await refusal(foreign)).message, 'not a database of Gantry');
  edit(foreign, 'select x from theirs');
  const other = await filled();
  edit(other, 'pragma application_id = 7');
  assert.match((await refusal(other)).message, 'not a database of Gantry');
  const none = folder('open');
  writeFileSync(join(none, 'gantry.db'), 'this is a text of some length, and surely no database at all'.repeat(100));
  assert.match((await refusal(none)).message, 'restore the last backup');
});

t('P15: after an unclean stop the database is checked; damage is refused', async () => {
  const path = await filled();
  damage(path);
  writeFileSync(join(path, 'gantry.db.running'), '1');
  const error = await refusal(path);
  assert.match(error.message, 'restore the last backup');
});

t('P15: corruption met while running is StoreBroken, and nothing works after it', async () => {
  const path = await filled();
  const store = await open('sqlite', path);
  damage(path);
  const read = () => run(store, (view) => view.pick('liveOldest', { queue: 'A', match: () => true }, 900));
  assert.instance(await read().catch((error) => error), StoreBroken);
  assert.instance(await store.read(() => 1).catch((error) => error), StoreBroken);
  await store.close();
  assert.match((await refusal(path)).message, 'damaged', 'the next opening checks');
});

t('P15: a full disk undoes the batch, says Unavailable, and the same works when there is space', async () => {
  const opened = openDatabase(folder('full'));
  const store = new SqliteStore(opened, makeIds);
  const fill = () => run(store, (view) => view.put('meta', { id: 'big', value: 'x'.repeat(500_000) }));
  const { db } = opened.redo;
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 5}`);
  assert.instance(await fill().catch((error) => error), StoreUnavailable);
  assert.is(await store.read((view) => view.get('meta', 'big')), undefined);
  db.pragma('max_page_count = 100000');
  await fill();
  assert.is((await store.read((view) => view.get('meta', 'big')?.value as string)).length, 500_000);
  await store.close();
});

/** Overwrites everything behind the schema's pages. */
function damage(path: string): void {
  const file = join(path, 'gantry.db');
  const fd = openSync(file, 'r+');
  const from = 200_000;
  writeSync(fd, Buffer.alloc(statSync(file).size - from, 0xa5), 0, undefined, from);
  closeSync(fd);
}

t('P16: migrations run in order, once, each whole or not at all', () => {
  const db = new Database(':memory:');
  const last = migrations.at(-1)!.number;
  const next = { number: last + 1, says: 'test', sql: ['insert into "meta" values (\'two\', \'"2"\')'] };
  const broken = { number: last + 2, says: 'test', sql: ['create table "extra" (x)', 'this is no SQL'] };
  migrate(db, 'test.db', migrations);
  migrate(db, 'test.db', [...migrations, next]);
  migrate(db, 'test.db', [...migrations, next]);
  assert.is(db.pragma('user_version', { simple: true }), next.number);
  assert.throws(() => migrate(db, 'test.db', [...migrations, next, broken]));
  assert.is(db.pragma('user_version', { simple: true }), next.number);
  assert.is(db.prepare("select 1 from sqlite_master where name = 'extra'").get(), undefined);
  assert.throws(() => migrate(db, 'test.db', migrations), /newer/);
  db.close();
});

t('P16: a database of the schema before opens, and its rows are as they were', async () => {
  const path = folder('open');
  const store = await open('sqlite', path);
  const texts = { message: 'timeout: not finished within 60 s', messageAs: { form: 'x', values: {} } };
  const steps = [{ step: 1, name: 'sign in', atMs: 5 }];
  await run(store, (view) => {
    view.put('job', rowOf('job', 1, texts));
    view.put('run', rowOf('run', 1, { steps, stepCount: 1 }));
    view.put('history', rowOf('history', 1, { run: idOf(1) }));
  });
  await store.close();
  const { tables: newTables = [], columns: added = [] } = migrations.find(({ number }) => number === 2)!;
  const before = [
    ...newTables.map((table) => `drop table "${table}"`),
    ...added.map(([of, name]) => `alter table "${of}" drop column "${name}"`),
    'pragma user_version = 1',
  ];
  edit(path, before.join(';'));
  const again = await open('sqlite', path);
  const [job, shown] = await again.read((view) => [view.get('job', idOf(1)), view.get('run', idOf(1))]);
  assert.equal(job, { ...rowOf('job', 1, texts), messageAs: null });
  assert.equal([shown!.steps, shown!.stepCount, shown!.openSteps, shown!.errorAs], [steps, 1, null, null]);
  assert.is((await again.query('history', { run: idOf(1), limit: 10 })).items.length, 1);
  assert.ok((await again.historyBefore(0)) > 0, 'its bytes were counted');
  await run(again, (view) => view.put('job', rowOf('job', 1, texts)));
  assert.equal((await again.read((view) => view.get('job', idOf(1))))!.messageAs, texts.messageAs);
  await again.close();
});

t('indexes follow the searches: missing ones are made, others removed, without a migration', () => {
  const db = new Database(':memory:');
  migrate(db, 'test.db');
  const names = () =>
    (
      db.prepare("select name from sqlite_master where type = 'index' and sql is not null order by 1").all() as {
        name: string;
      }[]
    ).map((row) => row.name);
  const wanted = wantedIndexes()
    .map((index) => index.name)
    .sort();
  assert.equal(names(), wanted);
  db.exec(`drop index "${wanted[0]}"; create index "old" on "job" ("key")`);
  migrate(db, 'test.db');
  assert.equal(names(), wanted);
  db.close();
});

t('P16: a backup written while commits go on opens as a whole store', async () => {
  const path = await filled();
  const store = await open('sqlite', path);
  const target = folder('backup');
  const copying = store.backup(join(target, 'gantry.db'));
  for (let n = 0; n < 50; n++)
    await run(store, (view) => {
      view.put('meta', { id: `a${n}`, value: n });
      view.put('meta', { id: `b${n}`, value: n });
    });
  await copying;
  assert.equal(readdirSync(target), ['gantry.db']);
  const taken = await store.backup(join(target, 'gantry.db')).catch((error) => error);
  assert.is(taken.code, 'Conflict');
  const copy = await open('sqlite', target);
  const rows = await copy.read((view) => view.pick('liveOldest', { queue: 'A', match: () => true }, 900));
  assert.is(rows.length, 500);
  for (let n = 0; n < 50; n++)
    assert.ok(await copy.read((view) => !view.get('meta', `a${n}`) === !view.get('meta', `b${n}`)), 'no half batch');
  await copy.close();
  await store.close();
});

t('P16: a backup into a folder that is not there fails in words and leaves nothing', async () => {
  const store = await open('sqlite');
  const target = join(folder('backup'), 'missing');
  const failed = await store.backup(join(target, 'copy.db')).catch((error) => error);
  assert.match(failed.message, target);
  assert.not.ok(existsSync(target));
  mkdirSync(target);
  await store.backup(join(target, 'copy.db'));
  await store.close();
});

t.run();
