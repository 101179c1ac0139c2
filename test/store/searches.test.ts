/** Q37, Q49: how many rows a take by condition reads in a large backlog, counted: no clock, no plan. */
import * as assert from 'uvu/assert';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { queueRules } from '../../coordinator/domain/queue-rules.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { ctxMaker } from '../../coordinator/store/ctx.ts';
import { MemoryStore } from '../../coordinator/store/memory.ts';
import { type Reader, ReadThrough } from '../../coordinator/store/read-through.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { CommittedRows } from '../../coordinator/store/sqlite/rows.ts';
import { Statements } from '../../coordinator/store/sqlite/statements.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import type { Command, Store } from '../../coordinator/store/store.ts';
import { WorkingSet } from '../../coordinator/store/working-set.ts';
import type { Params } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { LockRequest, ResourceFilter } from '../../protocol/fields.ts';
import { robotRow, runRow } from '../rules/support/rows.ts';
import { WORKSPACE } from '../rules/support/world.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { NOW } from './support/engines.ts';

const t = suite('searches in a large backlog');
const LIVE = 20_000;
const LOCKED = 5_000;
/** Rows that a search may read, whatever the backlog; the run, its robot and the queue are among them. */
const BOUND = 60;
const ada: Principal = { kind: 'person', user: 'u_1', name: 'Ada', role: 'admin', workspace: WORKSPACE };
const script = (run: string): Principal => ({ kind: 'script', run, epoch: 7, workspace: WORKSPACE });
const HOUR_MS = 3_600_000;

/** Passes on what an engine reads and counts the rows. */
class Counting implements Reader {
  rows = 0;
  readonly reader: Reader;
  readonly light: Reader['light'];
  constructor(reader: Reader) {
    this.reader = reader;
    if (reader.light) this.light = (...asked) => this.counted(reader.light!(...asked));
  }
  get(...asked: Parameters<Reader['get']>): ReturnType<Reader['get']> {
    this.rows++;
    return this.reader.get(...asked);
  }
  next(...asked: Parameters<Reader['next']>): ReturnType<Reader['next']> {
    return this.counted(this.reader.next(...asked));
  }
  private counted<R extends { length: number }>(found: R): R {
    this.rows += found.length;
    return found;
  }
}

function opened(engine: 'memory' | 'sqlite'): { store: Store; reader: Reader } {
  if (engine === 'memory') {
    const store = new MemoryStore(makeIds);
    return { store, reader: store };
  }
  const database = openDatabase(folder('searches'));
  return { store: new SqliteStore(database, makeIds), reader: new CommittedRows(new Statements(database.db)) };
}

/**
 * A queue of 20,000 live resources: all `common`, one in ten of priority 5, the last one `rare`; in front of them 5,000
 * of priority 9 that another run has locked, or that are put off to a date.
 */
async function backlog(engine: 'memory' | 'sqlite') {
  const { store, reader } = opened(engine);
  const commit = async (rule: unknown, params: unknown, who: Principal, at: number) => {
    const command = { verb: 'test', rule, params, who } as Command;
    const [outcome] = await store.commit([command], at);
    if (outcome?.kind !== 'ok') throw outcome?.kind === 'refused' ? outcome.error : new Error('it waits');
  };
  await commit(createQueue, { name: 'q' }, ada, NOW);
  for (const id of ['r_1', 'r_2'])
    await commit(
      (view: WorkingSet) => {
        view.put('robot', robotRow({ id: `b_${id}`, run: id }));
        view.put('run', runRow({ id, robot: `b_${id}` }));
      },
      {},
      ada,
      NOW,
    );
  const addMany = queueRules['resource.addMany'];
  const locked = (lock: LockRequest, who: Principal) => {
    const items = Array.from({ length: LOCKED }, (_, value) => ({
      value,
      tags: ['common', 'held'],
      priority: 9,
      lock,
    }));
    return commit(addMany, { queue: 'q', items }, who, NOW);
  };
  await locked({ read: true, write: true }, script('r_2'));
  await locked({ read: { until: NOW + 10 * HOUR_MS } }, ada);
  const items = Array.from({ length: LIVE - 1 }, (_, value) => ({
    value,
    tags: ['common'],
    priority: value % 10 ? 0 : 5,
  }));
  await commit(addMany, { queue: 'q', items }, ada, NOW);
  await commit(addMany, { queue: 'q', items: [{ value: 'last', tags: ['common', 'rare'] }] }, ada, NOW + HOUR_MS);
  await store.query('robots', { workspace: WORKSPACE }); // a list: whatever is on its way to the tables gets there
  /** What a run finds, and how many rows were read for it. */
  const search = (filter: ResourceFilter | undefined, lock: LockRequest | undefined) => {
    const counting = new Counting(reader);
    const params: Params<'resource.get'> = { queue: 'q', filter, lock, timeout: 0 };
    const ctx = ctxMaker(makeIds(9), { who: script('r_1') }, NOW + 2 * HOUR_MS)();
    try {
      const { value } = queueRules['resource.get'](new WorkingSet(new ReadThrough(counting)), params, ctx);
      return { value, rows: counting.rows };
    } catch (error) {
      if (!(error instanceof GantryError) || error.code !== 'ResourceNotFound') throw error;
      return { value: 'none', rows: counting.rows };
    }
  };
  return { search, close: () => store.close() };
}

/** More are read when another order is tried (resource-walk.ts), and still not all. */
const OTHER_BOUND = 4_000;
const DAY_MS = 24 * HOUR_MS;
const cases: [string, ResourceFilter | undefined, unknown][] = [
  ['anything', undefined, 0],
  ['a tag that nobody has', { tags: ['nobody'] }, 'none'],
  ['tags that nobody has', { tags: ['nobody', 'nothing'], sort: 'newest' }, 'none'],
  ['a rare tag', { tags: ['rare'] }, 'last'],
  ['a rare tag and one that nobody has', { tags: ['nobody', 'rare'], sort: 'oldest' }, 'last'],
  ['a common tag', { tags: ['common'] }, 0],
  ['all of two tags, one of which is rare', { allTags: ['common', 'rare'] }, 'last'],
  ['all of two tags, one of which nobody has', { allTags: ['common', 'nobody'] }, 'none'],
  ['a tag that only locked ones have', { tags: ['held'] }, 'none'],
  ['a tag in a range of priorities', { tags: ['common'], priority: { from: 1, to: 4 } }, 'none'],
  ['priorities above all that is open', { priority: { from: 6 } }, 'none'],
  ['priorities between', { priority: { from: 1, to: 4 } }, 'none'],
  ['a priority', { priority: { from: 0, to: 0 } }, 1],
  ['in progress, which nothing is', { status: 'in_progress' }, 'none'],
  ['in progress, newest first', { status: ['in_progress'], sort: 'newest' }, 'none'],
  ['created later than everything', { created: { from: NOW + DAY_MS }, sort: 'oldest' }, 'none'],
  ['created later, newest first', { created: { from: NOW + DAY_MS }, sort: 'newest' }, 'none'],
  ['created before everything', { created: { to: NOW - 2 * DAY_MS }, sort: 'oldest' }, 'none'],
  ['created before everything, newest first', { created: { to: NOW - 2 * DAY_MS }, sort: 'newest' }, 'none'],
  ['created at the end', { created: { from: NOW + 1 }, sort: 'oldest' }, 'last'],
];
const locks: (LockRequest | undefined)[] = [undefined, { read: true }, { write: true }, { read: true, write: true }];

const others: [string, ResourceFilter, unknown][] = [
  ['created later than everything, by priority', { created: { from: NOW + DAY_MS } }, 'none'],
  ['created at the end, by priority', { created: { from: NOW + 1 } }, 'last'],
  ['created so far, by priority', { created: { to: NOW } }, 0],
  ['created at the end, with a tag', { created: { from: NOW + 1 }, tags: ['common'] }, 'last'],
  ['priorities between, oldest first', { priority: { from: 1, to: 4 }, sort: 'oldest' }, 'none'],
  ['one of the 2,000 of a priority, changed later', { priority: { from: 5 }, updated: { from: NOW + DAY_MS } }, 'none'],
  ['a common tag, in progress', { tags: ['common'], status: 'in_progress' }, 'none'],
  ['a priority, newest first', { priority: { to: 0 }, sort: 'newest' }, 'last'],
];

for (const engine of ['memory', 'sqlite'] as const)
  t(`${engine}: Q37, Q49: a take by condition reads a handful of rows, also when nothing matches`, async () => {
    const { search, close } = await backlog(engine);
    for (const [name, filter, expected] of cases)
      for (const lock of locks) {
        const says = `${name}, lock ${JSON.stringify(lock)}`;
        const { value, rows } = search(filter, lock);
        assert.is(value, expected, says);
        assert.ok(rows <= BOUND, `${says}: ${rows} rows`);
      }
    for (const [name, filter, expected] of others) {
      const { value, rows } = search(filter, { read: true });
      assert.is(value, expected, name);
      assert.ok(rows <= OTHER_BOUND, `${name}: ${rows} rows`);
    }
    await close();
  });

t.run();
