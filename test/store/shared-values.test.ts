/** What many rows share is kept once, and every row still says it in full; also after a rollback and a restart. */
import * as assert from 'uvu/assert';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { command, NOW, open, run } from './support/engines.ts';
import { idOf, rowOf } from './support/rows.ts';

const t = suite('what rows share');

const author = (n: number) => ({
  kind: 'robot' as const,
  id: `b_${n}`,
  name: `Röbot "${n}"`,
  machine: 'm',
  account: 'a',
});
const row = (n: number, by: number) =>
  rowOf('resource', n, {
    queue: 'A',
    status: 'new',
    live: 1,
    author: author(by),
    editor: author(by),
    readBy: author(by + 1),
    writeBy: null,
  });
const authorsOf = async (store: Awaited<ReturnType<typeof open>>, n: number) => {
  const found = await store.read((view) => view.get('resource', idOf(n)));
  return [found?.author, found?.editor, found?.readBy, found?.writeBy];
};

t('an author of many rows is written once', async () => {
  const path = folder('common');
  const store = await open('sqlite', path);
  for (let n = 1; n <= 20; n++) await run(store, (view) => view.put('resource', row(n, 1)));
  await store.close();
  const opened = openDatabase(path);
  const kept = opened.db.prepare('select count(*) from common where value like ?').pluck();
  assert.is(kept.get('{"kind":"robot"%'), 2);
  opened.close(true);
});

t('rows read after a restart, one by one and in a list, say it in full', async () => {
  const path = folder('common');
  let store = await open('sqlite', path);
  await run(store, (view) => view.put('resource', row(1, 1)));
  await store.close();
  store = await open('sqlite', path);
  await run(store, (view) => view.put('resource', row(2, 2)));
  assert.equal(await authorsOf(store, 1), [author(1), author(1), author(2), null]);
  const { items } = await store.query('resources', { queue: 'A' });
  assert.equal(
    items.map((item) => item.author),
    [author(2), author(1)],
  );
  await store.close();
});

t('what was numbered in a transaction that failed is numbered again', async () => {
  const store = await open('sqlite');
  const spoiled = command((view) => view.put('resource', { ...row(1, 1), status: {} as 'new' }), undefined, 'spoiled');
  const bad = command((view) => {
    view.put('resource', row(2, 3));
    view.put('resource', { ...row(3, 5), value: 10n });
  });
  const failed = await store.commit([bad], NOW).catch((error) => error);
  assert.instance(failed, Error);
  assert.is((await store.commit([spoiled], NOW))[0]!.kind, 'refused');
  await run(store, (view) => view.put('resource', row(4, 7)));
  await run(store, (view) => view.put('resource', row(5, 3)));
  assert.equal(await authorsOf(store, 4), [author(7), author(7), author(8), null]);
  assert.equal(await authorsOf(store, 5), [author(3), author(3), author(4), null]);
  assert.equal(await authorsOf(store, 2), [undefined, undefined, undefined, undefined]);
  await store.close();
});

t.run();
