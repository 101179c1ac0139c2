/** plainjob on SQLite inside the client's own process: no socket, full sync as ours. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { folder } from '../../test/support/folder.ts';
import { inPortions, loops, type Mode, sampleValue } from './driver.ts';

interface Queue {
  add(type: string, data: unknown): { id: number };
  addMany(type: string, data: unknown[]): unknown;
  getAndMarkJobAsProcessing(type: string): { id: number } | undefined;
  getJobById(id: number): { data: string };
  markJobAsDone(id: number): void;
}
interface Plainjob {
  better(db: object): object;
  defineQueue(options: object): Queue;
  defineWorker(type: string, handler: () => Promise<void>, options: object): { start(): Promise<void> };
}
type Database = new (file: string) => { pragma(text: string): unknown };

const TYPE = 'bench';
const FILL = 1_000;
const IDLE_MS = 5;
const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

async function open() {
  const { better, defineQueue, defineWorker } = (await import('plainjob' as string)) as Plainjob;
  const { default: Database } = (await import('better-sqlite3' as string)) as { default: Database };
  const db = new Database(join(folder('plainjob'), 'jobs.db'));
  const queue = defineQueue({ connection: better(db), logger: silent });
  db.pragma('synchronous = full'); // it sets "normal" itself, which may lose what was acknowledged
  const worker = (handler: () => Promise<void>) => defineWorker(TYPE, handler, { queue, logger: silent });
  return { queue, worker };
}

function finishNext(queue: Queue): void {
  const taken = queue.getAndMarkJobAsProcessing(TYPE);
  if (!taken) throw new Error('plainjob gave no job although one was added');
  JSON.parse(queue.getJobById(taken.id).data);
  queue.markJobAsDone(taken.id);
}

export const modes: Record<string, Mode> = {
  loops: async (spec, meter) => {
    const { queue } = await open();
    await loops(spec.inFlight, async () => {
      for (let n = 0; meter.going; n++) {
        queue.add(TYPE, sampleValue(n));
        finishNext(queue);
        meter.done();
        await null;
      }
    });
  },

  drain: async (spec, meter) => {
    const { queue } = await open();
    await inPortions(spec.backlog, FILL, (values) => queue.addMany(TYPE, values));
    for (let n = 0; n < spec.backlog && meter.going; n++) {
      finishNext(queue);
      meter.done();
      await null;
    }
  },

  /** Its worker looks once a second. */
  latency: async (spec, meter) => {
    const { queue, worker } = await open();
    let started: () => void = () => {};
    void worker(async () => started()).start();
    for (let n = 0; n < Math.min(spec.samples, 3); n++) {
      await pause(IDLE_MS + 97 * n);
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        started = resolve;
      });
      queue.add(TYPE, sampleValue(n));
      await heard;
      meter.latencies.push(performance.now() - from);
    }
  },
};
