/**
 * What the storage seam and the rules cost: queue cycles (add, get + lock, markProcessed) by the real rules on the
 * SQLite engine, against the very statements they came to, run again directly on better-sqlite3. Both with full sync and
 * the same batches. `node bench/store.ts`; prints ratios with the absolutes beside.
 */
import { type Cost, CYCLES, recorded, replayed, timed } from './parts/statements.ts';
import { median } from './parts/statistics.ts';

const SIZES = [1, 64, 256];
const REPEATS = 3;

for (const size of SIZES) {
  const ours: Cost[] = [];
  const raw: Cost[] = [];
  const log = await recorded(size);
  for (let i = 0; i < REPEATS; i++) {
    ours.push(await timed(size));
    raw.push(await replayed(log));
  }
  const commands = CYCLES[size]! * 3;
  const rate = (costs: Cost[]) => Math.round(commands / median(costs.map((c) => c.seconds)));
  const cpu = (costs: Cost[]) => (median(costs.map((c) => c.cpuMs)) * 1_000) / commands;
  const [a, b] = [rate(ours), rate(raw)];
  const statements = (log.flat().length / commands).toFixed(1);
  process.stdout.write(
    `batches of ${String(size).padStart(3)}: ${(a / b).toFixed(2)} of raw better-sqlite3 by the clock` +
      ` (${a} against ${b} commands/s, ${Math.round(a / 3)} cycles/s), ${(cpu(raw) / cpu(ours)).toFixed(2)} by CPU time` +
      ` (${cpu(ours).toFixed(0)} against ${cpu(raw).toFixed(0)} µs a command); ${statements} statements a command\n`,
  );
}
