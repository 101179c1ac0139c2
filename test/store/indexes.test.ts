/** Q49, C: every search is served by an index over just the rows it can return: no full scan, no sort. */
import * as assert from 'uvu/assert';
import { makeIds } from '../../coordinator/ids.ts';
import { listNames, listSearches, lists } from '../../coordinator/store/lists.ts';
import { pickNames, pickSearches } from '../../coordinator/store/pick-search.ts';
import type { Search } from '../../coordinator/store/search.ts';
import { indexOf, pruneSql, selectSql } from '../../coordinator/store/sql.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { wantedIndexes } from '../../coordinator/store/sqlite/schema.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import { plainTables, type Table, tables } from '../../coordinator/store/tables.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('indexes');

async function plans() {
  const opened = openDatabase(folder('plan'));
  const store = new SqliteStore(opened, makeIds);
  const plan = (sql: string): string[] => {
    const args = [...sql.matchAll(/\?/g)].map(() => 1);
    return (opened.db.prepare(`explain query plan ${sql}`).all(...args) as { detail: string }[]).map((r) => r.detail);
  };
  return { plan, close: () => store.close() };
}

function checkSearch(plan: (sql: string) => string[], name: string, search: Search): void {
  for (const rung of [undefined, ...search.order.keys()]) {
    const steps = plan(selectSql(search, rung));
    const says = `${name} (${rung}): ${steps.join('; ')}`;
    assert.is(steps.length, 1, says);
    assert.match(steps[0]!, new RegExp(`USING (COVERING )?INDEX ${indexOf(search).name}`), says);
    const seeks = search.equal.length + (search.upTo ? 1 : 0) + (rung === undefined ? 0 : 1);
    if (seeks > 0) assert.match(steps[0]!, /^SEARCH /, says);
    for (const column of search.equal) assert.match(steps[0]!, `${column}=?`, says);
    if (rung !== undefined) assert.match(steps[0]!, new RegExp(`${search.order[rung]![0]}[<>]`), says);
  }
}

t('Q49: every pick, at its start and at every cursor, seeks in its own index and never sorts', async () => {
  const { plan, close } = await plans();
  for (const name of pickNames) checkSearch(plan, name, pickSearches[name].search);
  await close();
});

t('every list, filter, sort and direction seeks in its own index and never sorts', async () => {
  const { plan, close } = await plans();
  const plain = listNames.filter((name) => !(tables[lists[name].table] as Table).packed);
  for (const name of plain) for (const search of listSearches(name)) checkSearch(plan, name, search);
  await close();
});

t('Q49: indexes that picks read hold live rows only: a finished resource or job is in none of them', () => {
  const growing = ['job', 'resource', 'run'];
  for (const name of pickNames) {
    const { search } = pickSearches[name];
    if (!growing.includes(search.table) || name === 'runsOf') continue;
    assert.match(indexOf(search).sql, /where .*("(live|waiting|ended|open)" = \d|Owner" <> ''|Until" > 0)/, name);
  }
});

t('pruning looks only at the oldest rows, never at the whole table', async () => {
  const { plan, close } = await plans();
  for (const table of plainTables) {
    const { age } = tables[table];
    if (!age) continue;
    const steps = plan(pruneSql(table, age)).join('; ');
    assert.not.match(steps, 'USE TEMP B-TREE FOR ORDER BY', steps);
    assert.match(steps, age.by === 'id' ? /SCAN \w+ USING (COVERING )?INDEX/ : `${table}_age`, steps);
  }
  await close();
});

t('no two indexes are the same under two names', () => {
  const all = wantedIndexes().map(({ sql }) => sql.replace(/^create index "\w+"/, ''));
  assert.is(new Set(all).size, all.length);
});

t.run();
