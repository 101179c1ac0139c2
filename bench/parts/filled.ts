/** A data folder with very many processed resources, made at the speed of bare SQL from one that the rules made. */
import Database from 'better-sqlite3';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { addResource } from '../../coordinator/domain/resource-add.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import type { Command } from '../../coordinator/store/store.ts';
import { sampleValue } from '../peers/driver.ts';

const person: Principal = { kind: 'person', user: 'u_1', name: 'Bench', role: 'admin', workspace: 'main' };
/** Before any date of a real run: what is filled in is older than what is added later. */
const LONG_AGO = 1_700_000_000_000;
const PORTION = 500_000;

export interface Filling {
  rows: number;
  queues: number;
  /** New ones instead of processed ones. */
  live?: boolean;
}

/** `rows` processed resources spread over `queues` queues; the first queue is called `bench`. */
export async function fill(data: string, { rows, queues, live = false }: Filling): Promise<void> {
  const opened = openDatabase(data);
  const store = new SqliteStore(opened, makeIds);
  const create = (name: string): Command => ({
    verb: 'queue.create',
    rule: createQueue as Command['rule'],
    params: { name, attemptLimit: 3 },
    who: person,
  });
  const names = Array.from({ length: queues }, (_, n) => (n === 0 ? 'bench' : `other ${n}`));
  const add: Command = {
    verb: 'resource.add',
    rule: addResource as Command['rule'],
    params: { queue: 'bench', value: sampleValue(0) },
    who: person,
  };
  for (const o of await store.commit([...names.map(create), add], LONG_AGO))
    if (o.kind !== 'ok') throw new Error('the queues could not be made', { cause: o });
  await store.close();
  multiply(opened.file, rows, live);
}

function multiply(file: string, rows: number, live: boolean): void {
  const db = new Database(file);
  db.pragma('synchronous = off');
  db.pragma('journal_mode = off');
  // Made again by the coordinator at its start, sorted, which is quicker than row by row.
  for (const { name } of db
    .prepare("select name from sqlite_master where type = 'index' and tbl_name = 'resource' and sql is not null")
    .all() as { name: string }[])
    db.exec(`drop index "${name}"`);
  const columns = (db.pragma('table_info("resource")') as { name: string }[]).map((column) => column.name);
  const other: Record<string, string> = {
    id: "printf('i_0%012d', n)",
    queue: '(select id from queues where at = n % (select count(*) from queues))',
    ...(live ? {} : { status: "'processed'", live: '0' }),
  };
  const list = columns.map((name) => other[name] ?? `r."${name}"`).join(', ');
  db.exec('create temp table queues as select row_number() over (order by id) - 1 as at, id from queue');
  db.exec('create unique index temp.queues_at on queues (at)');
  const insert = db.prepare(`insert into resource (${columns.map((c) => `"${c}"`).join(', ')})
    with recursive series (n) as (select ? union all select n + 1 from series where n + 1 < ?)
    select ${list} from series, (select * from resource order by id desc limit 1) as r`);
  for (let from = 0; from < rows; from += PORTION) {
    insert.run(from, Math.min(rows, from + PORTION));
    process.stderr.write(`  ${Math.min(rows, from + PORTION).toLocaleString('en')} rows\n`);
  }
  db.close();
}
