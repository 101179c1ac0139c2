// A robot that keeps its own books: everything it did stands in a file of its own, right after it was done. Whatever is
// killed meanwhile, these books and what the coordinator recorded must explain each other.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { robot } from 'gantry';

const { queue, ledger, pauseMs, attachBytes } = robot.params;
const run = robot.run.id;
const note = (did, more = {}) => appendFileSync(ledger, `${JSON.stringify({ did, run, ...more })}\n`);

/** Lines of the log are numbered by their text; the books name a line only when it has left this process. */
let lines = 0;
function say(words) {
  const text = `${++lines} ${words}`;
  process.stdout.write(`${text}\n`);
  note('line', { text });
}

/** The effect in the outside world, and how a robot looks there whether it was done. */
const book = (item) => note('effect', { item });
function booked(item) {
  const entry = JSON.stringify({ did: 'effect', item });
  return readFileSync(ledger, 'utf8')
    .split('\n')
    .some((line) => {
      if (line === '') return false;
      const { did, item: of } = JSON.parse(line);
      return JSON.stringify({ did, item: of }) === entry;
    });
}

note('spawned');
// Somebody who would live on: the end of the run must find and end it, too.
spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' }).unref();

let done = 0;
await robot.queue(queue).each(
  async (item) => {
    say(`begin ${item.key}`);
    await item.once('book', () => book(item.id), { check: () => (booked(item.id) ? null : undefined) });
    await pause(pauseMs);
    await item.markProcessed();
    note('processed', { item: item.id });
    say(`end ${item.key}`);
    done++;
  },
  { lock: 'both' },
);

if (attachBytes > 0) {
  const bytes = randomBytes(attachBytes);
  writeFileSync('proof.bin', bytes);
  const name = await robot.attach('proof.bin');
  note('attached', { name, sha256: createHash('sha256').update(bytes).digest('hex') });
}
robot.output({ done });
