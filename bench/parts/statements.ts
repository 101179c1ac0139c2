/**
 * Queue cycles (add, get + lock, markProcessed) by the real rules on the SQLite engine in batches of one size, and the
 * very statements they came to, run again directly on better-sqlite3. Both with full sync and in one thread: these cycles
 * never let go of it, so that what was committed is brought into the tables here, too, whenever there is much of it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { ruleFor } from '../../coordinator/domain/rules.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { columnsOf } from '../../coordinator/store/row.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { RedoLog } from '../../coordinator/store/sqlite/redo.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import type { Command, Store } from '../../coordinator/store/store.ts';
import { sampleValue } from '../peers/driver.ts';

/** Cycles per measurement, by batch size: a second or so each. */
export const CYCLES: Record<number, number> = { 1: 512, 8: 4_096, 64: 8_192, 256: 8_192 };
const NOW = 1_800_000_000_000;
const QUEUE = 'bench';
const script: Principal = { kind: 'script', run: 'r_1', epoch: 1, workspace: 'main' };
const person: Principal = { kind: 'person', user: 'u_1', name: 'Bench', role: 'admin', workspace: 'main' };

type Method = 'run' | 'get' | 'all' | 'iterate';
type File = 'tables' | 'redo';
export interface Call {
  file: File;
  sql: string;
  method: Method;
  args: unknown[];
  /** It gives the first column alone. */
  plucks: boolean;
}

/** By the clock, which the disk and the neighbours decide too, and by what this process computed. */
export interface Cost {
  seconds: number;
  cpuMs: number;
}

export function stopwatch(): () => Cost {
  const start = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - start) / 1_000, cpuMs: (user + system) / 1_000 };
  };
}

/** What the store takes. */
export async function timed(size: number): Promise<Cost> {
  const { store, done } = await fresh();
  const stop = stopwatch();
  await cycles(store, size, () => undefined);
  const cost = stop();
  await done();
  return cost;
}

/** The statements of every batch. Ids derive from time and counters, so each run makes the same. */
export async function recorded(size: number): Promise<Call[][]> {
  const log: Call[] = [];
  const batches: Call[][] = [];
  const { store, done } = await fresh((db, file) => recording(db, file, log));
  log.length = 0;
  await cycles(store, size, () => batches.push(log.splice(0)));
  await done();
  return batches;
}

/** What the recorded statements take by themselves. */
export async function replayed(batches: Call[][]): Promise<Cost> {
  const { files, done } = await fresh();
  const prepared = new Map<string, ReturnType<Database['prepare']>>();
  const calls = batches.flat().map(({ file, sql, method, args, plucks }) => {
    const key = `${file} ${sql}`;
    const statement = prepared.get(key) ?? (plucks ? files[file].prepare(sql).pluck() : files[file].prepare(sql));
    prepared.set(key, statement);
    return { statement, method: method === 'iterate' ? ('all' as const) : method, args };
  });
  const stop = stopwatch();
  for (const { statement, method, args } of calls) statement[method](...args);
  const cost = stop();
  await done();
  return cost;
}

/** Adds, takes and finishes `CYCLES` resources, each step as its own batches. */
async function cycles(store: Store, size: number, committed: () => void): Promise<void> {
  let n = 0;
  const send = async (verb: 'resource.add' | 'resource.get' | 'resource.markProcessed', params: object[]) => {
    const batch = params.map((p): Command => {
      const receipt = `run:r_1:bench:${n++}`;
      return { verb, rule: ruleFor(verb) as Command['rule'], params: { queue: QUEUE, ...p }, who: script, receipt };
    });
    const outcomes = await store.commit(batch, NOW + n);
    committed();
    return outcomes.map((o) => {
      if (o.kind !== 'ok') throw new Error(`${verb}: ${o.kind === 'refused' ? (o.error.cause ?? o.error) : 'waits'}`);
      return o.result as { id: string };
    });
  };
  for (let i = 0; i < CYCLES[size]!; i += size) {
    const values = Array.from({ length: size }, (_, k) => ({ value: sampleValue(i + k) }));
    await send('resource.add', values);
    const taken = await send(
      'resource.get',
      values.map(() => ({ lock: { read: true, write: true }, timeout: 0 })),
    );
    await send(
      'resource.markProcessed',
      taken.map(({ id }) => ({ id, timeout: 0 })),
    );
  }
}

/** A furnished store in a folder of its own. */
async function fresh(wrap: (db: Database, file: File) => Database = (db) => db) {
  const path = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const opened = openDatabase(path);
  const files: Record<File, Database> = { tables: opened.db, redo: opened.redo.db };
  const redo = new RedoLog(wrap(files.redo, 'redo'), opened.redo.file);
  const store = new SqliteStore({ ...opened, db: wrap(files.tables, 'tables'), redo }, makeIds);
  await furnish(store);
  const done = async () => {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  };
  return { store, files, done };
}

/** A running run and a queue: what the cycles need. */
async function furnish(store: Store): Promise<void> {
  const blank = Object.fromEntries(
    columnsOf('run').map(([name, kind]) => [name, kind === 'text' ? '' : kind === 'int' ? 0 : null]),
  );
  const run = { ...blank, id: 'r_1', job: 'j_1', workspace: 'main', robot: 'b_1', epoch: 1, state: 'running', open: 1 };
  const put = (view: { put(table: 'run', row: never): void }) =>
    view.put('run', { ...run, robotName: 'robot' } as never);
  const create = createQueue as Command['rule'];
  const outcomes = await store.commit(
    [
      { verb: 'bench', rule: put, params: {}, who: person },
      { verb: 'queue.create', rule: create, params: { name: QUEUE, attemptLimit: 3 }, who: person },
    ],
    NOW,
  );
  for (const o of outcomes) if (o.kind === 'refused') throw o.error.cause ?? o.error;
}

/** The same database, noting what its statements are called with. */
function recording(db: Database, file: File, log: Call[]): Database {
  const prepare = (sql: string) => {
    const statement = db.prepare(sql);
    let plucks = false;
    const note =
      (method: Method) =>
      (...args: unknown[]) => {
        log.push({ file, sql, method, args, plucks });
        return statement[method](...args);
      };
    const noted = { run: note('run'), get: note('get'), all: note('all'), iterate: note('iterate') };
    const pluck = (on = true) => {
      plucks = on;
      if (on) statement.pluck();
      return { ...noted, pluck };
    };
    return { ...noted, pluck };
  };
  return new Proxy(db, {
    get: (target, name) => {
      if (name === 'prepare') return prepare;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
