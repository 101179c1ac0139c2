/** graphile-worker on the PostgreSQL that the bench started, with that server's default durability. */
import { setTimeout as pause } from 'node:timers/promises';
import { inPortions, type Meter, type Mode, paced, type Spec, sampleValue } from './driver.ts';

interface Utils {
  migrate(): Promise<void>;
  addJob(task: string, payload: object): Promise<unknown>;
  addJobs(jobs: { identifier: string; payload: object }[]): Promise<unknown>;
  withPgClient<R>(use: (client: { query(sql: string): Promise<{ rows: { n: string }[] }> }) => Promise<R>): Promise<R>;
}
interface Graphile {
  makeWorkerUtils(options: object): Promise<Utils>;
  run(options: object): Promise<unknown>;
  Logger: new (factory: () => () => void) => object;
}

const TASK = 'bench';
const FILL = 1_000;
const IDLE_MS = 5;
/** What its page on performance measures with; the default pool is 10. */
const POOL = 25;
const PREFETCH = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

type Handler = (payload: object, helpers: Pick<Utils, 'addJob'>) => unknown;

async function open(spec: Spec) {
  const { makeWorkerUtils, run, Logger } = (await import('graphile-worker' as string)) as Graphile;
  const ground = {
    connectionString: spec.url,
    schema: spec.name,
    logger: new Logger(() => () => {}),
    maxPoolSize: POOL,
  };
  const utils = await makeWorkerUtils(ground);
  await utils.migrate();
  let added = 0;
  const fill = async (count: number) => {
    added += count;
    await inPortions(count, FILL, (values) => utils.addJobs(values.map((payload) => ({ identifier: TASK, payload }))));
  };
  const work = (handler: Handler, worker: object = {}) => {
    const taskList = { [TASK]: handler };
    return run({
      ...ground,
      noHandleSignals: true,
      taskList,
      preset: { worker: { ...worker, concurrentJobs: spec.inFlight } },
    });
  };
  // It goes on to the next job before a finish is answered, so the database is asked what is finished.
  const finished = async () => {
    const sql = `select count(*) as n from "${spec.name}"._private_jobs`;
    const { rows } = await utils.withPgClient((client) => client.query(sql));
    return added - Number(rows[0]!.n);
  };
  return { utils, fill, work, finished, count: () => added++ };
}

async function drained(spec: Spec, meter: Meter, settings: object): Promise<void> {
  const { fill, work, finished } = await open(spec);
  await fill(spec.backlog);
  meter.truth = finished;
  await work(() => meter.done(), settings);
  while (meter.going && (await finished()) < spec.backlog) await pause(250);
}

export const modes: Record<string, Mode> = {
  /** A worker whose handler adds the next job; it has no taking by hand. */
  each: async (spec, meter) => {
    const { fill, work, finished, count } = await open(spec);
    await fill(spec.inFlight);
    meter.truth = finished;
    await work(async (_, { addJob }) => {
      await addJob(TASK, sampleValue(0));
      count();
      meter.done();
    });
    await meter.ended;
  },

  drain: (spec, meter) => drained(spec, meter, {}),

  /** Jobs fetched 500 at a time, finishes in batches: its fastest settings. */
  prefetch: (spec, meter) => drained(spec, meter, PREFETCH),

  /** A slot for each robot, on a quiet system. */
  paced: async (spec, meter) => {
    const { utils, work } = await open(spec);
    const { begun, run } = paced(spec, meter, (n) => utils.addJob(TASK, sampleValue(n)));
    await work((payload) => begun((payload as { n: number }).n));
    await run();
  },

  latency: async (spec, meter) => {
    const { utils, work } = await open(spec);
    let started: () => void = () => {};
    await work(() => started());
    for (let n = 0; n < spec.samples; n++) {
      await pause(IDLE_MS);
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        started = resolve;
      });
      await Promise.all([
        utils.addJob(TASK, sampleValue(n)),
        heard.then(() => meter.latencies.push(performance.now() - from)),
      ]);
    }
  },
};
