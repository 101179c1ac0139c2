/** P2: a store killed with -9 at any moment keeps every acknowledged command whole, and no command in half. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { makeIds } from '../../coordinator/ids.ts';
import { openDatabase } from '../../coordinator/store/sqlite/open.ts';
import { SqliteStore } from '../../coordinator/store/sqlite/store.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { dice } from './support/rows.ts';

const t = suite('killed stores');
const KILLS = process.env.GANTRY_LONG ? 200 : 20;
/** Children at a time, each with a folder of its own. */
const LANES = 2;
/** The kill comes this many ms after the first acknowledgement, at random. */
const LONGEST_LIFE_MS = 40;

/** Starts a committer at number `from`, kills it at a random moment, returns the highest number it acknowledged. */
async function liveAndDie(path: string, from: number, roll: () => number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'committer.ts'), path, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), roll() * LONGEST_LIFE_MS);
    said += text;
  });
  await once(child, 'close');
  assert.is(child.signalCode, 'SIGKILL', 'it ended by itself');
  const numbers = said.slice(0, said.lastIndexOf('\n')).split('\n').map(Number);
  assert.equal(
    numbers,
    numbers.map((_, i) => from + i),
    'acknowledged in order, without gaps',
  );
  return numbers.at(-1)!;
}

/** Opens what the kill left (with the check after an unclean stop) and returns the last number that is there. */
async function examine(path: string, from: number, acknowledged: number): Promise<number> {
  const opened = openDatabase(path);
  const store = new SqliteStore(opened, makeIds); // brings the tables up to date from the redo log
  const numbers = (sql: string) => opened.db.prepare(sql).pluck().all() as number[];
  const names = numbers(`select cast(substr(id, 3) as int) as n from name where n >= ${from} order by n`);
  const receipts = numbers(
    `select cast(substr(value, 7) as int) as n from receipts, json_each(receipts.receipts) where n >= ${from} order by n`,
  );
  const answers = numbers(
    `select json_extract(value, '$.n') as n from receipts, json_each(answers) where n >= ${from} order by n`,
  );
  const last = await store.read((view) => (view.get('meta', 'last')!.value as { n: number }).n);
  await store.close();
  assert.equal(
    names,
    names.map((_, i) => from + i),
    'a prefix of what was asked',
  );
  assert.ok(names.at(-1)! >= acknowledged, `${acknowledged} was acknowledged, ${names.at(-1)} is there`);
  assert.equal(receipts, names, 'every command with its receipt');
  assert.equal(answers, names, 'every receipt with its answer');
  assert.is(last, names.at(-1), 'the row that all of them change is of the last one');
  return last;
}

t.within(10 * 60_000, `P2: ${KILLS} times killed, nothing acknowledged is lost, nothing is half there`, async () => {
  const seed = Math.floor(performance.now() * 1_000) % 1_000_000;
  process.stdout.write(`seed ${seed}\n`);
  const lane = async (n: number) => {
    const path = folder('crash');
    const roll = dice(seed + n);
    let next = 1;
    for (let kill = 0; kill < KILLS / LANES; kill++) {
      const acknowledged = await liveAndDie(path, next, roll);
      next = (await examine(path, next, acknowledged)) + 1;
    }
    return next;
  };
  const done = await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  process.stdout.write(`${done.map((n) => n - 1).join(' + ')} commands\n`);
});

t.run();
