/**
 * The coordinator of a bench in a process of its own: prints `{url, link}` as one line, stops when its input ends. A line
 * `collect` frees memory; `count` (with the argument `count`) prints how often the rule of each verb ran; `meter` prints what
 * memory there is and how long the event loop was held up since the last `meter`.
 * Arguments: data folder, `count` or '', port (0 = any), hellos that it admits a second, folder of the built console or ''.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { boundHeap } from '../coordinator/heap.ts';
import { createCoordinator } from '../coordinator/index.ts';
import { SqliteStore } from '../coordinator/store/sqlite/store.ts';
import type { Command } from '../coordinator/store/store.ts';

const [data, counting, port = '0', hellos = '5000', consoleFolder = ''] = process.argv.slice(2);
const limits = { hellosPerSecond: Number(hellos), attemptsPerMinute: 1_000_000 };
const served = consoleFolder === '' ? {} : { consoleFolder };
const ran: Record<string, number> = {};

if (counting === 'count') {
  const counted = new WeakSet<Command['rule']>();
  const commit = SqliteStore.prototype.commit;
  SqliteStore.prototype.commit = function (batch, ...rest) {
    for (const command of batch) {
      const { rule, verb } = command;
      if (counted.has(rule)) continue;
      command.rule = (...args) => {
        ran[verb] = (ran[verb] ?? 0) + 1;
        return rule(...args);
      };
      counted.add(command.rule); // a copy of the command that is tried again brings it along
    }
    return commit.call(this, batch, ...rest);
  };
}

const answers: Record<string, () => string> = {
  collect: () => {
    globalThis.gc?.();
    return 'collected';
  },
  count: () => JSON.stringify(ran),
  meter: () => {
    const [p50, p99, max] = [loop.percentile(50), loop.percentile(99), loop.max].map((ns) => ns / 1e6);
    loop.reset();
    return JSON.stringify({ ...process.memoryUsage(), loopMs: { p50, p99, max } });
  },
};

boundHeap(); // as `gantry coordinator start` does
const coordinator = createCoordinator({ data: data!, port: Number(port), logLevel: 'silent', limits, ...served });
await coordinator.start();
process.stdout.write(`${JSON.stringify({ url: coordinator.url, link: await coordinator.createSignInLink() })}\n`);
const loop = monitorEventLoopDelay({ resolution: 2 });
loop.enable();
const input = createInterface(process.stdin);
input.on('line', (line) => {
  process.stdout.write(`${answers[line]?.() ?? 'unknown'}\n`);
});
input.on('close', () => void coordinator.stop().then(() => process.exit(0)));
