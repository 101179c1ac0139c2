/**
 * Does a take cost the same in a large queue? How long a take lasts, and what it costs the coordinator, in a queue with
 * 10,000, 1 million and 10 million resources (all but 1,000 processed), beside 999 other queues, and behind 1,000 locked
 * ones; and by a rare tag, or one that nobody has, among 10,000 and 1 million new ones. `node bench/flat.ts [--rows 10000,1000000,10000000] [--json]`; 10 million take some 6 GB of disk and minutes.
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
import { RARE_TAG } from './peers/gantry.ts';
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
/** Of new resources: each is in the indexes that searches walk, which takes long to make. */
const MOST_LIVE = 1_000_000;
const BYTES_PER_ROW = 800;
/** Largest median over smallest. */
const TARGET = 1.5;
const A_YEAR_MS = 365 * 86_400_000;

interface Case {
  says: string;
  rows: number;
  queues?: number;
  locked?: number;
  /** The rows are new instead of processed. */
  live?: boolean;
  /** Modes of the driver, measured one after the other; `takes` alone when it is absent. */
  modes?: readonly Searching[];
}
type Searching = 'takes' | 'tagged' | 'misses';
const SAYS: Readonly<Record<Searching, string>> = {
  takes: 'a take with lock',
  tagged: 'a take by a rare tag',
  misses: 'a search by a tag that nobody has',
};
interface Running extends Case {
  fleet: Fleet;
  megabytes: number;
}
/** One mode in one case. */
interface Measuring {
  one: Running;
  mode: Searching;
  takes: number[];
  cpu: number[];
}

const sizes = values.rows.split(',').map(Number);
const cases: Case[] = [
  ...sizes.map((rows) => ({ says: `${rows.toLocaleString('en')} resources`, rows })),
  { says: `${QUEUES} queues, 10,000 resources`, rows: 10_000, queues: QUEUES },
  { says: `10,000 resources, ${LOCKED} locked ones at the front`, rows: 10_000, locked: LOCKED },
  ...sizes
    .filter((rows) => rows <= MOST_LIVE)
    .map((rows) => ({
      ...{ says: `among ${rows.toLocaleString('en')} new ones`, rows, live: true },
      modes: ['tagged', 'misses'] as const,
    })),
];
checkSpace();

const running: Running[] = [];
const measuring: Measuring[] = [];
try {
  for (const one of cases) running.push(await started(one));
  for (const one of running)
    for (const mode of one.modes ?? ['takes']) measuring.push({ one, mode, takes: [], cpu: [] });
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const each of measuring) {
      process.stderr.write(`round ${round} of ${values.rounds}: ${each.one.says}, ${SAYS[each.mode]}\n`);
      await measured(each);
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
  const { rows, queues = 1, live = false, locked = 0 } = one;
  await fill(data, { rows, queues, live });
  const f = await fleet({ data, runs: 2 });
  // The strangers' locks come first: a search walks past them before it meets the others.
  const stranger = connect({ url: f.url, token: f.tokens[1]! });
  const until = new Date(performance.timeOrigin + A_YEAR_MS);
  const lock = { read: { until }, write: { until } };
  if (locked > 0)
    await stranger
      .queue('bench')
      .addMany(Array.from({ length: locked }, (_, n) => ({ value: sampleValue(n), lock, priority: 9 })));
  const tags = live ? { tags: [RARE_TAG] } : {};
  await stranger.queue('bench').addMany(Array.from({ length: LIVE }, (_, n) => ({ value: sampleValue(n), ...tags })));
  stranger.close();
  const megabytes = statSync(join(data, 'gantry.db')).size / 1e6;
  return { ...one, fleet: f, megabytes };
}

async function measured({ one, mode, takes, cpu }: Measuring): Promise<void> {
  const { url, token, pid } = one.fleet;
  const windows = { warmMs: 150, windowMs: 1_000, samples: 0 };
  const result = await inClient({
    driver: 'gantry',
    mode,
    inFlight: 1,
    name: 'bench',
    backlog: 0,
    url,
    token,
    pids: [pid],
    ...windows,
  });
  if (!result) throw new Error('the takes could not be measured; why stands above');
  takes.push(percentile(result.latencies, 0.5));
  cpu.push((result.serverCpuMs * 1_000) / result.cycles);
}

function report(): void {
  const rows = measuring.map((each) => ({
    mode: each.mode,
    says: each.one.says,
    megabytes: each.one.megabytes,
    takeMs: median(each.takes),
    ratio: beside(each, (other) => other.takes),
    cpuUs: median(each.cpu),
    cpuRatio: beside(each, (other) => other.cpu),
  }));
  const modes = [...new Set(measuring.map(({ mode }) => mode))].map((mode) => {
    const of = rows.filter((row) => row.mode === mode);
    const ratio = spread(of.map((row) => row.ratio));
    const cpuRatio = spread(of.map((row) => row.cpuRatio));
    return { mode, ratio, cpuRatio, verdict: ratio < TARGET ? 'PASS' : 'MISS' };
  });
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'flat', rows, modes, target: TARGET })}\n`);
  else for (const one of modes) print(one, rows);
}

function spread(ratios: number[]): number {
  return Math.max(...ratios) / Math.min(...ratios);
}

type Line = { mode: Searching; says: string } & Record<'megabytes' | 'takeMs' | 'ratio' | 'cpuUs' | 'cpuRatio', number>;
type Verdict = { mode: Searching; ratio: number; cpuRatio: number; verdict: string };

function print({ mode, ratio, cpuRatio, verdict }: Verdict, rows: readonly Line[]): void {
  process.stdout.write(
    `${SAYS[mode]} by one robot, medians of ${values.rounds}; beside: ratio to the first of its round\n`,
  );
  for (const row of rows.filter((one) => one.mode === mode))
    process.stdout.write(
      `${row.says.padEnd(48)}${row.takeMs.toFixed(2).padStart(7)} ms, beside ${row.ratio.toFixed(2)}` +
        `${row.cpuUs.toFixed(0).padStart(7)} µs CPU a cycle, beside ${row.cpuRatio.toFixed(2)}${row.megabytes.toFixed(0).padStart(7)} MB\n`,
    );
  process.stdout.write(
    `largest over smallest: ${ratio.toFixed(2)} by the clock (below ${TARGET}: ${verdict}), ${cpuRatio.toFixed(2)} by CPU time of the whole cycle\n`,
  );
}

/** The median of every round's ratio to the first case of its mode: load that drifts between rounds cancels. */
function beside(each: Measuring, of: (one: Measuring) => number[]): number {
  const first = measuring.find(({ mode }) => mode === each.mode)!;
  return median(of(each).map((value, round) => value / of(first)[round]!));
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
