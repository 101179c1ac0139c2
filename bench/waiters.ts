/**
 * What an add costs when robots wait: how many rules it runs and how long until a robot has it, with 1 waiter and with
 * 10,000 on the same queue. `node bench/waiters.ts [--waiters 10000] [--adds 50] [--json]`. An add should run one rule for
 * itself and one for the robot that it wakes.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ConnectedRobot, connect } from '../sdk/index.ts';
import { until } from '../test/support/until.ts';
import { type Fleet, fleet } from './parts/fleet.ts';
import { cpuMs } from './parts/process-cost.ts';
import { median, percentile } from './parts/statistics.ts';

const { values } = parseArgs({
  options: {
    waiters: { type: 'string', default: '10000' },
    adds: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});
const WAITERS = Number(values.waiters);
const ADDS = Number(values.adds);
/** Waits that one connection holds: below what it may have open. */
const PER_CONNECTION = 1_500;
const SETTLE_LIMIT_MS = 120_000;
const IDLE_MS = 5;
const SERVED_LIMIT_MS = 30_000;
/** An add to a crowd may take long as things are: no more adds after so much time. */
const TIME_LIMIT_MS = 20_000;
const ROUNDS = 3;

interface Found {
  waiters: number;
  p50: number;
  p99: number;
  gets: number;
  cpuMs: number;
}

const rounds: { alone: Found; crowd: Found }[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  process.stderr.write(`round ${round} of ${ROUNDS}\n`);
  rounds.push({ alone: await waking(1), crowd: await waking(WAITERS) });
}
const of = (who: 'alone' | 'crowd', what: keyof Found) => median(rounds.map((round) => round[who][what]));
const found = {
  bench: 'waiters',
  waiters: WAITERS,
  rulesPerAdd: of('crowd', 'gets'),
  alone: { p50: of('alone', 'p50'), p99: of('alone', 'p99'), cpuMs: of('alone', 'cpuMs') },
  crowd: { p50: of('crowd', 'p50'), p99: of('crowd', 'p99'), cpuMs: of('crowd', 'cpuMs') },
};
const exact = found.rulesPerAdd <= 1.1;
const line = (title: string, { p50, p99, cpuMs }: (typeof found)['alone']) =>
  `${title.padEnd(24)} p50 ${p50.toFixed(2).padStart(8)} ms  p99 ${p99.toFixed(2).padStart(8)} ms  coordinator ${cpuMs.toFixed(2).padStart(8)} ms CPU an add\n`;
process.stdout.write(
  values.json
    ? `${JSON.stringify({ ...found, verdict: exact ? 'PASS' : 'MISS' })}\n`
    : `from add to the robot that waited, medians of ${ROUNDS}\n` +
        `${line('1 waiter', found.alone)}${line(`${WAITERS} waiters`, found.crowd)}` +
        `ratio of p50: ${(found.crowd.p50 / found.alone.p50).toFixed(2)}; takes tried for one add: ${found.rulesPerAdd.toFixed(1)} (1 is exact) ${exact ? 'PASS' : 'MISS'}\n`,
);

/** A coordinator of its own with so many waiters; whoever is served waits again. */
async function waking(waiters: number): Promise<Found> {
  const f = await fleet({ count: true });
  await f.api('queue.create', { name: 'bench' });
  const adder = connect({ url: f.url, token: f.token });
  let served: () => void = () => {};
  let heardAt = 0;
  const robots = standing(f, waiters, () => {
    heardAt = performance.now();
    served();
  });
  try {
    await settled(f, waiters);
    const [before, cpu] = [await gets(f), cpuMs([f.pid])];
    const latencies: number[] = [];
    const end = performance.now() + TIME_LIMIT_MS;
    while (latencies.length < ADDS && performance.now() < end) {
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        served = resolve;
      });
      await adder.queue('bench').add({ text: 'x'.repeat(182) });
      await within(SERVED_LIMIT_MS, heard);
      latencies.push(heardAt - from);
      await pause(IDLE_MS);
    }
    // Whoever was served asked again: that try is the robot's own, not the add's.
    const tried = (await gets(f)) - before - latencies.length;
    return {
      waiters,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      gets: tried / latencies.length,
      cpuMs: (cpuMs([f.pid]) - cpu) / latencies.length,
    };
  } finally {
    for (const robot of [adder, ...robots]) robot.close();
    await f.stop();
  }
}

/** An add that nobody gets is a lost wake. */
async function within(ms: number, heard: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`what was added reached no robot within ${ms} ms`)), ms);
  });
  await Promise.race([heard, late]).finally(() => clearTimeout(timer));
}

function standing(f: Fleet, waiters: number, served: () => void): ConnectedRobot[] {
  const robots: ConnectedRobot[] = [];
  for (let left = waiters; left > 0; left -= PER_CONNECTION) {
    const robot = connect({ url: f.url, token: f.token });
    robots.push(robot);
    const wait = (): void =>
      void robot
        .queue('bench')
        .get({ lock: 'both', timeout: -1 })
        .then(served)
        .then(wait, () => {}); // closed at the end, with everybody still waiting
    for (let n = 0; n < Math.min(left, PER_CONNECTION); n++) wait();
  }
  return robots;
}

async function gets(f: Fleet): Promise<number> {
  return (await f.ruleRuns())['resource.get'] ?? 0;
}

/** Everybody has tried once and nothing moves any more. */
async function settled(f: Fleet, waiters: number): Promise<void> {
  let last = -1;
  const still = async () => {
    const now = await gets(f);
    const same = now === last;
    last = now;
    await pause(100);
    return same && now >= waiters;
  };
  await until('everybody waits', still, SETTLE_LIMIT_MS);
}
