/**
 * A coordinator in a process of its own whose timers are short and whose clock can be pushed: `node coordinator-process.ts
 * FOLDER PORT [OPTIONS as JSON]` prints `{url, link}` as one line. `jump MS` moves the wall clock only, `pass MS` lets time go
 * by, `loop` prints how long its event loop was held up since the last `loop`. It stops when it is asked to (SIGTERM).
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { type Clock, systemClock } from '../../../coordinator/clock.ts';
import type { CoordinatorOptions, Limits, Timers } from '../../../coordinator/config.ts';
import { createCoordinator } from '../../../coordinator/index.ts';

const [data, port, more] = process.argv.slice(2);
let wallAhead = 0;
let steadyAhead = 0;
const clock: Clock = {
  now: () => systemClock.now() + wallAhead,
  monotonic: () => systemClock.monotonic() + steadyAhead,
  after: systemClock.after,
};
const timers: Partial<Timers> = { pingMs: 400, silentMs: 2_000, offerMs: 5_000, lostSweepMs: 200, dateCheckMs: 200 };
/** The account asks at the end for all evidence: a disk that was full must not have made room by it (services/disk.test.ts does). */
const limits: Partial<Limits> = { attemptsPerMinute: 1_000_000, requestsPerMinute: 1_000_000, lowDiskBytes: 0 };
const options: Partial<CoordinatorOptions> = more === undefined ? {} : JSON.parse(more);

const coordinator = createCoordinator({
  data: data!,
  port: Number(port),
  logLevel: 'warn',
  clock,
  ...options,
  timers: { ...timers, ...options.timers },
  limits: { ...limits, ...options.limits },
  onFatal: (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(74);
  },
});
await coordinator.start();
process.stdout.write(`${JSON.stringify({ url: coordinator.url, link: coordinator.firstSignIn?.link })}\n`);

const loop = monitorEventLoopDelay({ resolution: 2 });
loop.enable();
createInterface(process.stdin).on('line', (line) => {
  const [word, ms] = line.split(' ');
  if (word === 'jump' || word === 'pass') wallAhead += Number(ms);
  if (word === 'pass') steadyAhead += Number(ms);
  if (word === 'loop')
    process.stdout.write(`loop ${JSON.stringify({ p99: loop.percentile(99) / 1e6, max: loop.max / 1e6 })}\n`);
  if (word === 'loop') loop.reset();
});
process.on('SIGTERM', () => void coordinator.stop().then(() => process.exit(0)));
