/**
 * The coordinator of a bench in a process of its own: prints `{url, link}` as one line, stops when its input ends. A line
 * `collect` frees memory; `count` (with the argument `count`) prints how many commands of each verb came to a commit.
 */
import { createInterface } from 'node:readline';
import { createCoordinator } from '../coordinator/index.ts';
import { SqliteStore } from '../coordinator/store/sqlite/store.ts';

const [data, counting] = process.argv.slice(2);
const limits = { hellosPerSecond: 5_000, attemptsPerMinute: 1_000_000 };
const committed: Record<string, number> = {};

if (counting === 'count') {
  const commit = SqliteStore.prototype.commit;
  SqliteStore.prototype.commit = function (batch, now) {
    for (const { verb } of batch) committed[verb] = (committed[verb] ?? 0) + 1;
    return commit.call(this, batch, now);
  };
}

const coordinator = createCoordinator({ data: data!, port: 0, logLevel: 'silent', limits });
await coordinator.start();
process.stdout.write(`${JSON.stringify({ url: coordinator.url, link: await coordinator.createSignInLink() })}\n`);
const input = createInterface(process.stdin);
input.on('line', (line) => {
  if (line === 'collect') globalThis.gc?.();
  process.stdout.write(line === 'count' ? `${JSON.stringify(committed)}\n` : 'collected\n');
});
input.on('close', () => void coordinator.stop().then(() => process.exit(0)));
