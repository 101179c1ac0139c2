/**
 * A client of the history test: works one queue at random through the SDK, and writes what it asks before it asks and
 * what it was answered as soon as it knows, each line synced to the disk. Arguments: url, token, queue, journal, seed.
 * Ends when its input ends, after the request in hand.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { GantryError } from '../../../protocol/errors.ts';
import type { Resource } from '../../../sdk/resource.ts';
import { connect } from '../../../sdk/robot.ts';
import { dice } from '../../store/support/rows.ts';
import type { Op } from './history-checker.ts';

const [url, token, name, path, seed] = process.argv.slice(2) as [string, string, string, string, string];
const robot = connect({ url, token });
const queue = robot.queue<{ mark: string }>(name);
const file = openSync(path, 'a');
const roll = dice(Number(seed));
let number = 0;
let stopping = false;
process.stdin.on('end', () => (stopping = true)).resume();

function write(line: object): void {
  writeSync(file, `${JSON.stringify(line)}\n`);
  fsyncSync(file);
}

/** Asks, with a line before and a line after; the answer, or `undefined` when it was refused. */
async function say<R>(
  op: Op,
  told: object,
  ask: () => Promise<R>,
  idOf: (answer: R) => string | undefined,
): Promise<R | undefined> {
  const n = ++number;
  write({ n, op, asked: Date.now(), ...told });
  try {
    const answer = await ask();
    const id = idOf(answer);
    write({ n, answered: Date.now(), ...(id === undefined ? {} : { id }) });
    return answer;
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    write({ n, answered: Date.now(), refused: error.code });
    if (error.code === 'RunEnded' || error.code === 'Unauthenticated') stopping = true;
    return undefined;
  }
}

const mark = () => `${seed}-${number + 1}`;
const none = () => undefined;

async function work(resource: Resource<{ mark: string }>): Promise<void> {
  const { id } = resource;
  if (roll() < 0.4) {
    const value = { mark: mark() };
    await say('update', { id, mark: value.mark }, () => resource.update({ value }), none);
  }
  const end = roll();
  if (end < 0.6) await say('processed', { id }, () => resource.markProcessed(), none);
  else if (end < 0.8) await say('fail', { id }, () => resource.fail('by the dice'), none);
  else await say('unlock', { id }, () => resource.unlock(), none);
}

while (!stopping) {
  if (roll() < 0.4) {
    const value = { mark: mark() };
    await say(
      'add',
      { mark: value.mark },
      () => queue.add(value),
      (added) => added.id,
    );
  }
  const timeout = roll() < 0.5 ? 0 : 300;
  const resource = await say(
    'take',
    {},
    () => queue.get({ lock: 'both', timeout }),
    (taken) => taken.id,
  );
  if (resource) await work(resource);
}
closeSync(file);
robot.close();
process.exit(0);
