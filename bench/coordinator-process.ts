/**
 * The coordinator of a bench in a process of its own: prints `{url, link}` as one line, stops when its input ends. A line
 * `collect` frees memory; `count` (with the argument `count`) prints how often the rule of each verb ran.
 */
import { createInterface } from 'node:readline';
import { createCoordinator } from '../coordinator/index.ts';
import { SqliteStore } from '../coordinator/store/sqlite/store.ts';
import type { Command } from '../coordinator/store/store.ts';

const [data, counting] = process.argv.slice(2);
const limits = { hellosPerSecond: 5_000, attemptsPerMinute: 1_000_000 };
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

const coordinator = createCoordinator({ data: data!, port: 0, logLevel: 'silent', limits });
await coordinator.start();
process.stdout.write(`${JSON.stringify({ url: coordinator.url, link: await coordinator.createSignInLink() })}\n`);
const input = createInterface(process.stdin);
input.on('line', (line) => {
  if (line === 'collect') globalThis.gc?.();
  process.stdout.write(line === 'count' ? `${JSON.stringify(ran)}\n` : 'collected\n');
});
input.on('close', () => void coordinator.stop().then(() => process.exit(0)));
