/** What a scrape reads: counts that are kept, a bounded number of queues, sizes of files. No search, no count of rows. */
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Core, WORKSPACE } from './core.ts';
import { DATABASE_FILES } from './disk-use.ts';
import { evidenceBytes } from './domain/evidence.ts';
import type { QueueRow } from './domain/rows.ts';
import { tallyOf } from './domain/tally.ts';
import { webhooksOf } from './domain/webhook.ts';

/** Queues with series of their own: those with most unfinished resources. The rest is summed. */
export const MOST_QUEUES = 200;
/** Queues that are looked at, oldest first. */
const LOOKED_QUEUES = 2_000;

const FOLDERS = { data: '.', blobs: 'blobs', artifacts: 'artifacts' } as const;

type Numbers = Readonly<Record<string, number>>;

export interface Facts {
  jobs: Numbers;
  robots: Numbers;
  deliveries: Numbers;
  webhooks: Numbers;
  queues: { shown: readonly Readonly<QueueRow>[]; rest: readonly Readonly<QueueRow>[] };
  evidence: Numbers;
  freeBytes: Numbers;
  fileBytes: Numbers;
}

export async function factsOf({ store }: Core, data: string): Promise<Facts> {
  const rows = await store.read((view) => ({
    jobs: tallyOf(view, 'job'),
    robots: tallyOf(view, 'robot'),
    deliveries: tallyOf(view, 'delivery'),
    evidence: evidenceBytes(view),
    webhooks: webhooksOf(view, WORKSPACE).map((row) => row.state),
    queues: view.pick('queues', { workspace: WORKSPACE }, LOOKED_QUEUES),
  }));
  const [freeBytes, fileBytes] = await Promise.all([
    numbers(Object.entries(FOLDERS), async (at) => {
      const { bavail, bsize } = await statfs(join(data, at));
      return bavail * bsize;
    }),
    numbers(
      DATABASE_FILES.map((file) => [file, file]),
      async (file) => (await stat(join(data, file))).size,
    ),
  ]);
  const queues = rows.queues.toSorted((a, b) => unfinished(b) - unfinished(a));
  return {
    ...rows,
    webhooks: Object.fromEntries(
      (['enabled', 'paused', 'disabled'] as const).map((state) => [
        state,
        rows.webhooks.filter((one) => one === state).length,
      ]),
    ),
    queues: { shown: queues.slice(0, MOST_QUEUES), rest: queues.slice(MOST_QUEUES) },
    ...{ freeBytes, fileBytes },
  };
}

const unfinished = ({ counts }: Readonly<QueueRow>): number => counts.new + counts.in_progress;

/** What can't be asked is left out: a folder that is not there yet, a file of another engine. */
async function numbers(
  of: readonly (readonly [name: string, at: string])[],
  ask: (at: string) => Promise<number>,
): Promise<Numbers> {
  const asked = await Promise.allSettled(of.map(([, at]) => ask(at)));
  return Object.fromEntries(
    asked.flatMap((answer, n) => (answer.status === 'fulfilled' ? [[of[n]![0], answer.value]] : [])),
  );
}
