/**
 * What one robot of the published load does in a minute: 40 log lines, 2 heartbeats, 6 asset reads, 6 adds, 6 takes. Every
 * kind at its own even pace from a random moment on, whether or not the answers to earlier ones came (an open loop).
 */
import { contract } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { SimulatedRun } from './simulated-robot.ts';

const MINUTE_MS = 60_000;
const LINE = 'robot at work: the quick brown fox jumps over the lazy dog, step 17 of 42 took 318 ms';
/** 200 bytes of JSON. */
const VALUE = { customer: 'ACME Incorporated', number: 4_711, text: 'x'.repeat(145) };

export interface Working {
  supervisor: SimulatedRun;
  script: SimulatedRun;
}
export interface Part {
  says: string;
  perMinute: number;
  /** Requests that it sends, one after the other; each is measured. */
  steps: ((robot: Working) => Promise<unknown>)[];
}

/** Assets may be read by a coordinator that has them. */
export const readsAssets = (): boolean => 'asset.read' in contract;

/** On the queue and the asset of this name: what is done, and what is not and why. Heartbeats are the pings of every connection: more often than the load asks for. */
export function publishedLoad(name: string): { parts: Part[]; leftOut: string[] } {
  const parts: Part[] = [
    {
      says: 'log lines',
      perMinute: 40,
      steps: [({ supervisor }) => supervisor.report({ kind: 'line', level: 'info', source: 'stdout', text: LINE })],
    },
    {
      says: 'adds',
      perMinute: 6,
      steps: [({ script }) => script.call('resource.add', { queue: name, value: VALUE })],
    },
    { says: 'takes, each marked processed', perMinute: 6, steps: takeSteps(name) },
  ];
  const asset: Part = {
    says: 'asset reads',
    perMinute: 6,
    steps: [({ script }) => script.call('asset.read', { asset: name })],
  };
  if (readsAssets()) return { parts: [...parts, asset], leftOut: [] };
  return { parts, leftOut: ['asset reads (6 a minute): this version of Gantry has no assets'] };
}

/** Takes with both locks and marks processed what it got; an empty queue is an answer, too. */
function takeSteps(name: string): Part['steps'] {
  const taken = new WeakMap<Working, string[]>();
  const take = async (robot: Working) => {
    const params = { queue: name, lock: { read: true, write: true }, timeout: 0 };
    const { id } = (await robot.script.call('resource.get', params).catch(nothingThere)) as { id?: string };
    if (id !== undefined) taken.set(robot, [...(taken.get(robot) ?? []), id]);
  };
  const finish = async (robot: Working) => {
    const id = taken.get(robot)?.shift();
    if (id !== undefined) await robot.script.call('resource.markProcessed', { queue: name, id });
  };
  return [take, finish];
}

function nothingThere(error: unknown): object {
  if (error instanceof GantryError && error.code === 'ResourceNotFound') return {};
  throw error;
}

/** Requests a second of so many robots. */
export function requestsPerSecond(robots: number): number {
  const { parts } = publishedLoad('');
  return (robots * parts.reduce((sum, { perMinute, steps }) => sum + perMinute * steps.length, 0)) / 60;
}

/** Where requests are counted. What `sent` gives belongs to one request and is handed back at its end. */
export interface Gauge {
  sent(): Sent;
  done(sent: Sent): void;
  failed(sent: Sent, code: string): void;
}
export interface Sent {
  /** ms, of `performance.now()`. */
  from: number;
}

/** Starts the load of one robot; the result ends it. `dice` in [0, 1). */
export function startLoad(robot: Working, name: string, gauge: () => Gauge, dice: () => number): () => void {
  const timers = new Set<NodeJS.Timeout>();
  for (const { perMinute, steps } of publishedLoad(name).parts) {
    const every = MINUTE_MS / perMinute;
    const first = setTimeout(() => {
      timers.delete(first);
      const work = () => void oneAfterTheOther(robot, steps, gauge());
      timers.add(setInterval(work, every));
      work();
    }, every * dice());
    timers.add(first);
  }
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

async function oneAfterTheOther(robot: Working, steps: Part['steps'], gauge: Gauge): Promise<void> {
  for (const step of steps) {
    const sent = gauge.sent();
    try {
      await step(robot);
      gauge.done(sent);
    } catch (error) {
      gauge.failed(sent, error instanceof GantryError ? error.code : (error as Error).message);
      return;
    }
  }
}
