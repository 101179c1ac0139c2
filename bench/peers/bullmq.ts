/** BullMQ on the Redis that the bench started; how often Redis syncs is the server's setting. */
import { setTimeout as pause } from 'node:timers/promises';
import { inPortions, loops, type Mode, paced, type Spec, sampleValue } from './driver.ts';

interface Job {
  moveToCompleted(result: unknown, token: string, fetchNext: boolean): Promise<unknown>;
}
interface Queue {
  add(name: string, data: unknown, options?: object): Promise<Job>;
  addBulk(jobs: { name: string; data: unknown }[]): Promise<unknown>;
}
interface Worker {
  getNextJob(token: string, options?: object): Promise<Job | undefined>;
  on(event: 'completed', listener: () => void): void;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
}
interface BullMQ {
  Queue: new (name: string, options: object) => Queue;
  Worker: new (name: string, handler: ((job: { data: unknown }) => Promise<void>) | null, options: object) => Worker;
}

const TOKEN = 'bench';
const FILL = 1_000;
const IDLE_MS = 5;

async function open({ url, name }: Spec) {
  const { Queue, Worker } = (await import('bullmq' as string)) as BullMQ;
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  // Finished jobs are removed, as its guide to production advises; keeping them would only cost it more.
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
  const worker = async (handler: ((job: { data: unknown }) => Promise<void>) | null, concurrency: number) => {
    const made = new Worker(name, handler, { connection, concurrency, autorun: false });
    await made.waitUntilReady();
    return made;
  };
  return { queue, worker };
}

export const modes: Record<string, Mode> = {
  /** Its pattern "manually processing jobs". */
  loops: async (spec, meter) => {
    const { queue, worker } = await open(spec);
    const hand = await worker(null, 1);
    await loops(spec.inFlight, async () => {
      for (let n = 0; meter.going; n++) {
        await queue.add('bench', sampleValue(n));
        const job = await hand.getNextJob(TOKEN, { block: false });
        if (!job) throw new Error('BullMQ gave no job although one was added');
        await job.moveToCompleted('', TOKEN, false);
        meter.done();
      }
    });
  },

  /** One Worker, whose handler adds the next one: finish and next take are one call. */
  each: async (spec, meter) => {
    const { queue, worker } = await open(spec);
    await inPortions(spec.inFlight, FILL, (values) => queue.addBulk(values.map((data) => ({ name: 'bench', data }))));
    const slots = await worker(async () => void (await queue.add('bench', sampleValue(0))), spec.inFlight);
    slots.on('completed', () => meter.done());
    await Promise.race([slots.run(), meter.ended]);
  },

  /** One Worker over a backlog. */
  drain: async (spec, meter) => {
    const { queue, worker } = await open(spec);
    await inPortions(spec.backlog, FILL, (values) => queue.addBulk(values.map((data) => ({ name: 'bench', data }))));
    const slots = await worker(async () => {}, spec.inFlight);
    let left = spec.backlog;
    const drained = new Promise<void>((resolve) => {
      slots.on('completed', () => {
        meter.done();
        if (--left === 0) resolve();
      });
    });
    await Promise.race([slots.run(), meter.ended, drained]);
  },

  /** One Worker with a slot for each robot, on a quiet system. */
  paced: async (spec, meter) => {
    const { queue, worker } = await open(spec);
    const { begun, run } = paced(spec, meter, (n) => queue.add('bench', sampleValue(n)));
    const slots = await worker(async ({ data }) => begun((data as { n: number }).n), spec.inFlight);
    void slots.run();
    await run();
  },

  latency: async (spec, meter) => {
    const { queue, worker } = await open(spec);
    let started: () => void = () => {};
    const slot = await worker(async () => started(), 1);
    void slot.run();
    for (let n = 0; n < spec.samples; n++) {
      await pause(IDLE_MS);
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        started = resolve;
      });
      await Promise.all([
        queue.add('bench', sampleValue(n)),
        heard.then(() => meter.latencies.push(performance.now() - from)),
      ]);
    }
  },
};
