/** The other process of bench/queue.ts: loops of add → get + lock → markProcessed through the SDK. Prints seconds as JSON. */
import { connect } from '../sdk/index.ts';

const [url, token, loops, cycles] = process.argv.slice(2) as [string, string, string, string];
const robot = connect({ url, token });
const queue = robot.queue<{ n: number; text: string }>('bench');
const text = 'x'.repeat(180);

async function loop(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await queue.add({ n, text });
    const item = await queue.get({ lock: 'both', timeout: 0 });
    await item.markProcessed();
  }
}

const each = Math.ceil(Number(cycles) / Number(loops));
await Promise.all(Array.from({ length: Number(loops) }, () => loop(Math.ceil(each / 10)))); // warm up
const start = performance.now();
await Promise.all(Array.from({ length: Number(loops) }, () => loop(each)));
process.stdout.write(JSON.stringify({ seconds: (performance.now() - start) / 1_000, cycles: each * Number(loops) }));
robot.close();
