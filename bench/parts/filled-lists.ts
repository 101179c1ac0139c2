/** A data folder with very many jobs, resources and robots in which every column differs: what the console's lists are measured on. */
import type { Database } from 'better-sqlite3';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { addResource } from '../../coordinator/domain/resource-add.ts';
import type { Rows } from '../../coordinator/domain/rows.ts';
import type { Principal, View } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { wantedIndexes } from '../../coordinator/store/sqlite/schema.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import type { Command } from '../../coordinator/store/store.ts';

const person: Principal = { kind: 'person', user: 'u_1', name: 'Bench', role: 'admin', workspace: 'main' };
export const START = 1_700_000_000_000;
/** One job and one resource a second. */
export const EVERY_MS = 1_000;
export const DEPLOYMENTS = 100;
export const FAILURE_KINDS = 40;
export const ROBOTS = 10_000;

type Raw = Record<string, string | number | null>;

const id = (kind: string, n: number) => `${kind}_${(START + n * EVERY_MS).toString(36).padStart(9, '0')}00000000`;

/** `rows` jobs and as many resources in the queue `bench`, and 10,000 robots. The indexes are made at the end. */
export async function fillLists(data: string, rows: number, seeds: (view: View) => void): Promise<void> {
  const opened = openDatabase(data);
  const store = new SqliteStore(opened, makeIds);
  const command = (rule: unknown, params: unknown): Command => ({
    ...{ verb: 'bench', rule: rule as Command['rule'], params, who: person },
  });
  const add = command(addResource, { queue: 'bench', value: { number: 0 }, key: 'seed' });
  const commands = [command(createQueue, { name: 'bench', attemptLimit: 3 }), add, command(seeds, {})];
  for (const o of await store.commit(commands, START)) if (o.kind !== 'ok') throw new Error('not made', { cause: o });
  await store.query('queues', { workspace: 'main' }); // the tables have it all
  const { db } = opened;
  db.pragma('synchronous = off');
  for (const { name } of wantedIndexes()) db.exec(`drop index "${name}"`);
  multiply(db, 'job', rows, jobOf);
  multiply(db, 'resource', rows, resourceOf);
  multiply(db, 'robot', ROBOTS, robotOf);
  await store.close();
}

function multiply(db: Database, table: keyof Rows, rows: number, change: (n: number) => Raw): void {
  const seed = db.prepare(`select * from "${table}" limit 1`).get() as Raw;
  const names = Object.keys(seed);
  const insert = db.prepare(
    `insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map(() => '?').join(', ')})`,
  );
  db.transaction(() => {
    for (let n = 1; n <= rows; n++) {
      const row = { ...seed, ...change(n) };
      insert.run(names.map((name) => row[name]!));
    }
  })();
  process.stderr.write(`  ${rows.toLocaleString('en')} rows of ${table}\n`);
}

/** Of a hundred jobs three failed, one was cancelled; every 500th waits. */
function jobOf(n: number): Raw {
  const created = START + n * EVERY_MS;
  if (n % 500 === 0) return { id: id('j', n), created, deployment: `d_${n % DEPLOYMENTS}`, priority: n % 5_001 };
  const state = n % 100 < 3 ? 'failed' : n % 100 === 3 ? 'cancelled' : 'succeeded';
  return {
    ...{ id: id('j', n), created, state, waiting: 0, priority: n % 5_001, deployment: `d_${n % DEPLOYMENTS}` },
    started: created + ((n * 31) % 5_000),
    ended: created + 5_000 + ((n * 7_919) % 600_000),
    message: state === 'failed' ? `script-error: failure ${(n * 13) % FAILURE_KINDS}` : '',
  };
}

/** Of a hundred resources five are in error, twenty-five new, the others processed; one in 10,000 is rare. */
function resourceOf(n: number): Raw {
  const created = START + n * EVERY_MS;
  const status = n % 100 < 5 ? 'error' : n % 100 < 30 ? 'new' : 'processed';
  return {
    ...{ id: id('i', n), created, status, live: status === 'new' ? 1 : 0, priority: n % 10, key: `k${n}` },
    tags: JSON.stringify([n % 2 ? 'odd' : 'even', ...(n % 10_000 === 0 ? ['rare'] : [])]),
    value: JSON.stringify({ number: n, customer: `customer ${n % 1_000}`, filler: 'x'.repeat(150) }),
    updated: created + ((n * 104_729) % 10_000_000),
  };
}

const robotOf = (n: number): Raw => ({
  ...{ id: id('b', n), name: `robot ${(n * 7) % ROBOTS}`, nameKey: `robot ${(n * 7) % ROBOTS}`, run: '' },
  ...{ state: n % 3 ? 'idle' : 'offline', seen: START + ((n * 104_729) % 10_000_000) },
});
