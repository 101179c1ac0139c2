/**
 * A child for the crash test: commits numbered commands in batches of all sizes and prints each number after its
 * answer. Arguments: folder, first number. Runs until it is killed.
 */
import type { View } from '../../../coordinator/domain/view.ts';
import { Writer } from '../../../coordinator/store/writer.ts';
import { command, NOW, open } from './engines.ts';

const [path, from] = process.argv.slice(2);
const store = await open('sqlite', path);
const fail = (error: unknown) => {
  throw error;
};
const writer = new Writer({ store, clock: () => NOW, onBroken: fail, onBug: fail });

/** Two rows and a receipt that belong together, an insert and an update. */
const numbered = (n: number) => (view: View) => {
  view.put('name', { id: `n:${n}`, owner: String(n) });
  view.get('meta', 'last');
  view.put('meta', { id: 'last', value: { n, filler: 'x'.repeat((n % 7) * 300) } });
  return { n };
};
const one = async (n: number) => {
  const outcome = await writer.submit(command(numbered(n), `crash:${n}`));
  if (outcome.kind !== 'ok') fail(outcome);
  process.stdout.write(`${n}\n`); // at once, as pipes are on Linux; a full one is waited for
};

let next = Number(from);
for (let size = 1; ; size = (size % 40) + 1) {
  await Promise.all(Array.from({ length: size }, () => one(next++)));
}
