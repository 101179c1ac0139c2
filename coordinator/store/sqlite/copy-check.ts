/** Asks a thread of its own what is in a copy of a database; refuses with `IllegalState` when it is not whole (P16). */
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GantryError } from '../../../protocol/errors.ts';
import type { CopyFacts } from './copy-facts.ts';
import type { CopyReply } from './copy-thread.ts';

export async function checkCopy(file: string): Promise<CopyFacts> {
  const thread = new Worker(join(import.meta.dirname, `copy-thread${extname(import.meta.filename)}`), {
    workerData: { file },
  });
  const [reply] = (await once(thread, 'message')) as [CopyReply];
  await thread.terminate();
  if ('wrong' in reply) throw new GantryError('IllegalState', reply.wrong);
  return reply.facts;
}
