/** How fast better-sqlite3 alone is, full sync: the statements that our store runs for the cycles, and the least SQL for them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { folder } from '../../test/support/folder.ts';
import { type Call, CYCLES, recorded, replayed } from '../parts/statements.ts';
import { median } from '../parts/statistics.ts';
import { sampleValue } from '../peers/driver.ts';
import type { Row } from './measure.ts';
import type { Floor } from './report.ts';

export class Floors {
  readonly #sizes: readonly number[];
  readonly #logs = new Map<number, Call[][]>();
  readonly #same = new Map<number, number[]>();
  readonly #least = new Map<number, number[]>();

  constructor(sizes: readonly number[]) {
    this.#sizes = sizes;
  }

  /** One more measurement, if this size is wanted; batches are as large as what is in flight. */
  async measure(size: number): Promise<void> {
    if (!this.#sizes.includes(size)) return;
    const log = this.#logs.get(size) ?? (await recorded(size));
    this.#logs.set(size, log);
    note(this.#same, size, CYCLES[size]! / (await replayed(log)).seconds);
    note(this.#least, size, leastSql(size, CYCLES[size]!));
  }

  /** Beside what Gantry reached over sockets. */
  beside(rows: readonly Row[]): Floor[] {
    return this.#sizes.flatMap((inFlight) => {
      const ours = rows.find((r) => r.peer === 'gantry' && r.mode === 'loops' && r.at === inFlight);
      const same = this.#same.get(inFlight);
      if (!ours || !same) return [];
      const statements = median(same);
      const leastSql = median(this.#least.get(inFlight) ?? []);
      return [
        {
          inFlight,
          gantry: ours.rate,
          statements,
          leastSql,
          ratio: median(ours.rounds.map((rate, n) => rate / same[n]!)),
        },
      ];
    });
  }
}

function note(map: Map<number, number[]>, size: number, rate: number): void {
  map.set(size, [...(map.get(size) ?? []), rate]);
}

/** One row a resource, one index over the live ones; four statements a cycle, each step of a batch in one transaction. */
function leastSql(batch: number, cycles: number): number {
  const at = folder('bench');
  const db = new Database(join(at, 'direct.db'));
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  db.exec(`create table item (id integer primary key, queue text, status text, live integer, value text, owner text);
    create index live on item (queue, id) where live = 1`);
  const add = db.prepare("insert into item (queue, status, live, value, owner) values ('bench', 'new', 1, ?, '')");
  const pick = db.prepare(
    "select id, value from item where queue = 'bench' and live = 1 and owner = '' order by id limit 1",
  );
  const take = db.prepare("update item set status = 'in_progress', owner = ? where id = ?");
  const done = db.prepare("update item set status = 'processed', live = 0, owner = '' where id = ?");
  const value = JSON.stringify(sampleValue(0));
  const start = performance.now();
  for (let i = 0; i < cycles; i += batch) {
    const taken: number[] = [];
    db.transaction(() => {
      for (let k = 0; k < batch; k++) add.run(value);
    }).immediate();
    db.transaction(() => {
      for (let k = 0; k < batch; k++) {
        const { id } = pick.get() as { id: number };
        take.run(`run ${k}`, id);
        taken.push(id);
      }
    }).immediate();
    db.transaction(() => {
      for (const id of taken) done.run(id);
    }).immediate();
  }
  const seconds = (performance.now() - start) / 1_000;
  db.close();
  rmSync(at, { recursive: true, force: true });
  return (Math.ceil(cycles / batch) * batch) / seconds;
}
