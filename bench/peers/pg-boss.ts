/** pg-boss on the PostgreSQL that the bench started, with that server's default durability. */
import { setTimeout as pause } from 'node:timers/promises';
import { inPortions, loops, type Mode, paced, type Spec, sampleValue } from './driver.ts';

interface Job {
  id: string;
  data: object;
}
interface Boss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  createQueue(name: string, options?: object): Promise<void>;
  send(name: string, data: object): Promise<string>;
  insert(name: string, jobs: { data: object }[]): Promise<unknown>;
  fetch(name: string, options?: object): Promise<Job[]>;
  complete(name: string, ids: string | string[]): Promise<unknown>;
  work(name: string, options: object, handler: (jobs: Job[]) => Promise<void>): Promise<string>;
}
interface PgBoss {
  PgBoss: new (options: object) => Boss;
}

const QUEUE = 'bench';
const FILL = 1_000;
const IDLE_MS = 5;
/** Connections; its default is 10, more made it no faster on two cores. */
const POOL = 10;
/** Its fastest workers: so many jobs a fetch, fetching on while fetches are full. */
const BURST = { batchSize: 100, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };

async function open({ url, name }: Spec, queue: object = {}): Promise<Boss> {
  const { PgBoss } = (await import('pg-boss' as string)) as PgBoss;
  const boss = new PgBoss({ connectionString: url, schema: name, max: POOL, useListenNotify: 'notify' in queue });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  await boss.start();
  await boss.createQueue(QUEUE, queue);
  return boss;
}

const fill = (boss: Boss, count: number) =>
  inPortions(count, FILL, (values) =>
    boss.insert(
      QUEUE,
      values.map((data) => ({ data })),
    ),
  );

export const modes: Record<string, Mode> = {
  /** send → fetch → complete. */
  loops: async (spec, meter) => {
    const boss = await open(spec);
    await loops(spec.inFlight, async () => {
      for (let n = 0; meter.going; n++) {
        await boss.send(QUEUE, sampleValue(n));
        let [job] = await boss.fetch(QUEUE);
        // another loop's fetch may hold the row that this one would have got: it is asked again
        while (!job) [job] = await boss.fetch(QUEUE);
        await boss.complete(QUEUE, job.id);
        meter.done();
      }
    });
  },

  /** Loops of fetch → complete over a backlog. */
  fetch: async (spec, meter) => {
    const boss = await open(spec);
    await fill(boss, spec.backlog);
    await loops(spec.inFlight, async () => {
      while (meter.going) {
        const [job] = await boss.fetch(QUEUE);
        if (!job) return;
        await boss.complete(QUEUE, job.id);
        meter.done();
      }
    });
  },

  /** Workers that fetch 100 at a time over a backlog; the handler's return completes them all. */
  burst: async (spec, meter) => {
    const boss = await open(spec);
    await fill(boss, spec.backlog);
    let left = spec.backlog;
    const drained = new Promise<void>((resolve) => {
      const handler = async (jobs: Job[]) => {
        meter.done(jobs.length);
        left -= jobs.length;
        if (left <= 0) resolve();
      };
      void boss.work(QUEUE, { ...BURST, localConcurrency: spec.inFlight }, handler);
    });
    await Promise.race([drained, meter.ended]);
  },

  /** A worker for each robot, told of new jobs, on a quiet system. */
  paced: async (spec, meter) => {
    const boss = await open(spec, { notify: true });
    const { begun, run } = paced(spec, meter, (n) => boss.send(QUEUE, sampleValue(n)));
    await boss.work(QUEUE, { localConcurrency: spec.inFlight }, async (jobs) => {
      for (const { data } of jobs) begun((data as { n: number }).n);
    });
    await run();
  },

  latency: async (spec, meter) => {
    const boss = await open(spec, { notify: true });
    let started: () => void = () => {};
    await boss.work(QUEUE, {}, async () => started());
    for (let n = 0; n < spec.samples; n++) {
      await pause(IDLE_MS);
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        started = resolve;
      });
      await Promise.all([
        boss.send(QUEUE, sampleValue(n)),
        heard.then(() => meter.latencies.push(performance.now() - from)),
      ]);
    }
  },
};
