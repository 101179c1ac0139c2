/** The coordinator of bench/agents.ts in a process of its own: prints `{url, link}` as one line, stops when its input ends. */
import { createCoordinator } from '../coordinator/index.ts';

const limits = { hellosPerSecond: 5_000, attemptsPerMinute: 1_000_000 };
const coordinator = createCoordinator({ data: process.argv[2]!, port: 0, logLevel: 'silent', limits });
await coordinator.start();
process.stdout.write(`${JSON.stringify({ url: coordinator.url, link: await coordinator.createSignInLink() })}\n`);
process.stdin.on('data', () => {
  globalThis.gc?.();
  process.stdout.write('collected\n');
});
process.stdin.on('end', () => void coordinator.stop().then(() => process.exit(0)));
