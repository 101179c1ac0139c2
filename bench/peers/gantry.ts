/** Gantry as a script uses it: the SDK over one WebSocket, unless a mode says otherwise. */
import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectedRobot, connect, GantryError, type Queue } from '../../sdk/index.ts';
import { inPortions, loops, type Meter, type Mode, type Spec, sampleValue } from './driver.ts';

type Value = ReturnType<typeof sampleValue>;
const BATCH = 64;
const FILL = 5_000;
const IDLE_MS = 5;

const opened: ConnectedRobot[] = [];
function queueOf({ url, token, name }: Spec): Queue<Value> {
  const robot = connect({ url, token });
  opened.push(robot);
  return robot.queue<Value>(name);
}

async function cycles(queue: Queue<Value>, meter: Meter): Promise<void> {
  for (let n = 0; meter.going; n++) {
    await queue.add(sampleValue(n));
    const resource = await queue.get({ lock: 'both', timeout: 0 });
    await resource.markProcessed();
    meter.done();
  }
}

/** Of the resources that `tagged` works with. */
export const RARE_TAG = 'rare';

async function takes(spec: Spec, meter: Meter, tags: { tags?: string[] }): Promise<void> {
  const queue = queueOf(spec);
  await loops(spec.inFlight, async () => {
    while (meter.going) {
      const from = performance.now();
      const resource = await queue.get({ lock: 'both', timeout: 0, ...tags });
      if (meter.warm) meter.latencies.push(performance.now() - from);
      await Promise.all([resource.markProcessed(), queue.add(resource.value, tags)]);
      meter.done();
    }
  });
}

function onlyNotFound(error: unknown): undefined {
  if (!(error instanceof GantryError) || error.code !== 'ResourceNotFound') throw error;
}

const fill = (queue: Queue<Value>, count: number) =>
  inPortions(count, FILL, (values) => queue.addMany(values.map((value) => ({ value: value as Value }))));

export const modes: Record<string, Mode> = {
  /** add → get + lock → markProcessed, each a call of its own. */
  loops: (spec, meter) => {
    const queue = queueOf(spec);
    return loops(spec.inFlight, () => cycles(queue, meter));
  },

  /** The same with a connection per loop, as from as many processes. */
  connections: (spec, meter) => loops(spec.inFlight, () => cycles(queueOf(spec), meter)),

  /** `each`, whose handler adds the next one: finish and next take leave together. */
  each: async (spec, meter) => {
    const queue = queueOf(spec);
    await fill(queue, spec.inFlight);
    const handler = async ({ value }: { value: Value }) => {
      meter.done();
      await queue.add(sampleValue(value.n + 1));
    };
    await Promise.race([queue.each(handler, { concurrency: spec.inFlight, idle: 'wait' }), meter.ended]);
  },

  /** `each` over a backlog. */
  drain: async (spec, meter) => {
    const queue = queueOf(spec);
    await fill(queue, spec.backlog);
    await Promise.race([queue.each(() => meter.done(), { concurrency: spec.inFlight }), meter.ended]);
  },

  /** `getMany` of 64 over a backlog; the finishes leave with the next take. */
  drainMany: async (spec, meter) => {
    const queue = queueOf(spec) as unknown as Many;
    await fill(queueOf(spec), spec.backlog);
    const take = () => queue.getMany({ count: { atMost: BATCH }, lock: 'both', timeout: 0 }).catch(() => []);
    let taken = await take();
    while (taken.length > 0 && meter.going) {
      const finishes = taken.map((resource) => resource.markProcessed());
      const next = take();
      await Promise.all(finishes);
      meter.done(taken.length);
      taken = await next;
    }
  },

  /** How long a take lasts while as many are finished and added again; in flight: robots. */
  takes: (spec, meter) => takes(spec, meter, {}),

  /** The same by a tag. */
  tagged: (spec, meter) => takes(spec, meter, { tags: [RARE_TAG] }),

  /** How long a take by a tag that nobody has is looked for in vain. */
  misses: async (spec, meter) => {
    const queue = queueOf(spec);
    await loops(spec.inFlight, async () => {
      while (meter.going) {
        const from = performance.now();
        const found = await queue.get({ lock: 'both', tags: ['nobody'], timeout: 0 }).catch(onlyNotFound);
        if (found) throw new Error('a resource has the tag that nobody has');
        if (meter.warm) meter.latencies.push(performance.now() - from);
        meter.done();
      }
    });
  },

  /** From `add` to the start of a waiting robot's handler, with pauses in between. */
  latency: async (spec, meter) => {
    const queue = queueOf(spec);
    const worker = queueOf(spec);
    let started: () => void = () => {};
    const walk = worker.each(() => started(), { idle: 'wait' });
    for (let n = 0; n < spec.samples; n++) {
      await pause(IDLE_MS);
      const from = performance.now();
      const heard = new Promise<void>((resolve) => {
        started = resolve;
      });
      await Promise.all([queue.add(sampleValue(n)), heard.then(() => meter.latencies.push(performance.now() - from))]);
    }
    await Promise.race([walk, pause(0)]);
  },
};

/** Until the SDK has it for everybody. */
interface Many {
  getMany(options: object): Promise<{ markProcessed(): Promise<void> }[]>;
}

export function close(): void {
  for (const robot of opened) robot.close();
}
