/** The thread that looks through a copy of a database (copy-facts.ts): it takes long, and nobody who is served waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { GantryError } from '../../../protocol/errors.ts';
import { type CopyFacts, factsOf } from './copy-facts.ts';

export type CopyReply = { facts: CopyFacts } | { wrong: string };

const { file } = workerData as { file: string };
const reply: CopyReply = await factsOf(file).then(
  (facts) => ({ facts }),
  (error: unknown) => ({ wrong: wordsFor(error) }),
);
parentPort!.postMessage(reply);

function wordsFor(error: unknown): string {
  if (error instanceof GantryError) return error.message;
  return `${file} cannot be read as a database (${error instanceof Error ? error.message : error}); take another backup`;
}
