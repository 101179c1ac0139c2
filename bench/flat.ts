/**
 * Does a take cost the same in a large queue? How long a take lasts, and what it costs the coordinator, in a queue with
 * 10,000, 1 million and 10 million resources (all but 1,000 processed), beside 999 other queues, and behind 1,000 locked
 * ones. `node bench/flat.ts [--rows 10000,1000000,10000000] [--json]`; 10 million take some 6 GB of disk and minutes.
 */
import { rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../sdk/index.ts';
import { folder } from '../test/support/folder.ts';
import { fill } from './parts/filled.ts';
import { type Fleet, fleet } from './parts/fleet.ts';
import { median, percentile } from './parts/statistics.ts';
import { sampleValue } from './peers/driver.ts';
import { inClient } from './queue/measure.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,1000000,10000000' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
});
const LIVE = 1_000;
const QUEUES = 1_000;
const LOCKED = 1_000;
const BYTES_PER_ROW = 800;
/** Largest median over smallest. */
const TARGET = 1.5;
const A_YEAR_MS = 365 * 86_400_000;

interface Case {
  says: string;
  rows: number;
  queues: number;
  locked: number;
}
interface Running extends Case {
  fleet: Fleet;
  megabytes: number;
  takes: number[];
  cpu: number[];
}

const sizes = values.rows.split(',').map(Number);
const cases: Case[] = [
  ...sizes.map((rows) => ({ says: `${rows.toLocaleString('en')} resources`, rows, queues: 1, locked: 0 })),
  { says: `${QUEUES} queues, 10,000 resources`, rows: 10_000, queues: QUEUES, locked: 0 },
  { says: `10,000 resources, ${LOCKED} locked ones at the front`, rows: 10_000, queues: 1, locked: LOCKED },
];
checkSpace();

const running: Running[] = [];
try {
  for (const one of cases) running.push(await started(one));
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const one of running) {
      process.stderr.write(`round ${round} of ${values.rounds}: ${one.says}\n`);
      await measured(one);
    }
  report();
} finally {
  for (const { fleet } of running) {
    await fleet.stop();
    rmSync(fleet.data, { recursive: true, force: true });
  }
}

async function started(one: Case): Promise<Running> {
  const data = join(folder('flat'), 'data');
  process.stderr.write(`making ${one.says}\n`);
  await fill(data, one);
  const f = await fleet({ data, runs: 2 });
  // The strangers' locks come first: a search walks past them before it meets the others.
  const stranger = connect({ url: f.url, token: f.tokens[1]! });
  const until = new Date(performance.timeOrigin + A_YEAR_MS);
  const lock = { read: { until }, write: { until } };
  if (one.locked > 0)
    await stranger
      .queue('bench')
      .addMany(Array.from({ length: one.locked }, (_, n) => ({ value: sampleValue(n), lock, priority: 9 })));
  await stranger.queue('bench').addMany(Array.from({ length: LIVE }, (_, n) => ({ value: sampleValue(n) })));
  stranger.close();
  const megabytes = statSync(join(data, 'gantry.db')).size / 1e6;
  return { ...one, fleet: f, megabytes, takes: [], cpu: [] };
}

async function measured(one: Running): Promise<void> {
  const { url, token, pid } = one.fleet;
  const windows = { warmMs: 150, windowMs: 1_000, samples: 0 };
  const result = await inClient({
    driver: 'gantry',
    mode: 'takes',
    inFlight: 1,
    name: 'bench',
    backlog: 0,
    url,
    token,
    pids: [pid],
    ...windows,
  });
  if (!result) throw new Error('the takes could not be measured; why stands above');
  one.takes.push(percentile(result.latencies, 0.5));
  one.cpu.push((result.serverCpuMs * 1_000) / result.cycles);
}

function report(): void {
  const rows = running.map((one) => ({
    says: one.says,
    megabytes: one.megabytes,
    takeMs: median(one.takes),
    ratio: beside(one, (other) => other.takes),
    cpuUs: median(one.cpu),
    cpuRatio: beside(one, (other) => other.cpu),
  }));
  const spread = (ratios: number[]) => Math.max(...ratios) / Math.min(...ratios);
  const ratio = spread(rows.map((row) => row.ratio));
  const cpuRatio = spread(rows.map((row) => row.cpuRatio));
  const verdict = ratio < TARGET ? 'PASS' : 'MISS';
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'flat', rows, ratio, cpuRatio, target: TARGET, verdict })}\n`);
    return;
  }
  process.stdout.write(
    `a take with lock by one robot, medians of ${values.rounds}; beside: ratio to the first of its round\n`,
  );
  for (const row of rows)
    process.stdout.write(
      `${row.says.padEnd(48)}${row.takeMs.toFixed(2).padStart(7)} ms, beside ${row.ratio.toFixed(2)}` +
        `${row.cpuUs.toFixed(0).padStart(7)} µs CPU a cycle, beside ${row.cpuRatio.toFixed(2)}${row.megabytes.toFixed(0).padStart(7)} MB\n`,
    );
  process.stdout.write(
    `largest over smallest: ${ratio.toFixed(2)} by the clock (below ${TARGET}: ${verdict}), ${cpuRatio.toFixed(2)} by CPU time of the whole cycle\n`,
  );
}

/** The median of every round's ratio to the first case: load that drifts between rounds cancels. */
function beside(one: Running, of: (one: Running) => number[]): number {
  return median(of(one).map((value, round) => value / of(running[0]!)[round]!));
}

function checkSpace(): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const needs = sizes.reduce((sum, rows) => sum + rows, 0) * BYTES_PER_ROW;
  if (bavail * bsize > needs) return;
  process.stderr.write(
    `${tmpdir()} has ${((bavail * bsize) / 1e9).toFixed(0)} GB free and ${(needs / 1e9).toFixed(0)} are needed; use --rows 10000,1000000 or set TMPDIR\n`,
  );
  process.exit(2);
}
