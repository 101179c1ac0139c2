/** One of many processes that take locks at the same instants: `node lock-taker.ts FOLDER FIRST_MS EVERY_MS COUNT`. Prints which it got. */
import { join } from 'node:path';
import { takeLock } from '../../../agent/supervisor/lock.ts';

const [folder, first, every, count] = process.argv.slice(2) as [string, string, string, string];
const held: number[] = [];
for (let n = 0; n < Number(count); n++) {
  const at = Number(first) + n * Number(every);
  while (Date.now() < at); // all at once, to the millisecond
  try {
    if (takeLock(join(folder, `lock-${n}`)).held) held.push(n);
  } catch (error) {
    process.stderr.write(`${n}: ${(error as Error).message}\n`);
  }
}
process.stdout.write(JSON.stringify(held));
process.stdin.resume(); // it lives, and holds its locks, until it is told to go
