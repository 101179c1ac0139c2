/**
 * Queue cycles (add → get + lock → markProcessed) a second over real WebSockets from another process, with full sync,
 * rules, history and receipts, against the least SQL that does the same directly on better-sqlite3 in batches of the same
 * size. `node bench/queue.ts [--json]`; the ratio is what counts, the absolutes stand beside.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { stage } from '../test/services/support/stage.ts';
import { folder } from '../test/support/folder.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
/** Cycles measured, by calls in flight: a second or two each. */
const CYCLES: Record<number, number> = { 1: 600, 8: 4_000, 64: 12_000 };
const REPEATS = 3;

const rows = [];
for (const loops of [1, 8, 64]) {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    ours.push(await overSockets(loops, CYCLES[loops]!));
    raw.push(directly(loops, CYCLES[loops]!));
  }
  rows.push({ inFlight: loops, gantry: median(ours), direct: median(raw), ratio: median(ours) / median(raw) });
}

if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'queue', unit: 'cycles/s', rows })}\n`);
else {
  process.stdout.write('queue cycles (add → get + lock → markProcessed), full sync, medians of 3\n');
  for (const { inFlight, gantry, direct, ratio } of rows)
    process.stdout.write(
      `${String(inFlight).padStart(3)} in flight: ${gantry.toFixed(0)} cycles/s over WebSockets, ${direct.toFixed(0)} by bare SQL: ${ratio.toFixed(2)}\n`,
    );
}

async function overSockets(loops: number, cycles: number): Promise<number> {
  const s = await stage();
  try {
    await s.api('pool.create', { name: 'p' });
    await s.api('queue.create', { name: 'bench', attemptLimit: 3 });
    await s.deploy('package', 'p');
    const agent = await s.agent('robot', 'p');
    const { script } = await s.running(agent, 'package');
    const result = await client(s.url, script.order.scriptToken, loops, cycles);
    return result.cycles / result.seconds;
  } finally {
    await s.close();
  }
}

function client(
  url: string,
  token: string,
  loops: number,
  cycles: number,
): Promise<{ seconds: number; cycles: number }> {
  return new Promise((resolve, reject) => {
    const args = [join(import.meta.dirname, 'queue-client.ts'), url, token, String(loops), String(cycles)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`the client ended with ${code}`)),
    );
  });
}

/** One row a resource, one index over the live ones; three statements a cycle, each step of a batch in one transaction. */
function directly(batch: number, cycles: number): number {
  const db = new Database(join(folder('bench'), 'direct.db'));
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
  const value = JSON.stringify({ n: 1, text: 'x'.repeat(180) });
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
  return (Math.ceil(cycles / batch) * batch) / seconds;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
