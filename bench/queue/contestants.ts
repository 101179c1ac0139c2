/** Who takes part in bench/queue.ts, in which mode and at how many in flight; the targets that Gantry is held to. */
import type { Spec } from '../peers/driver.ts';

export type ServerName = 'gantry' | 'postgres' | 'redis-always' | 'redis-everysec' | 'none';
export type Section = 'cycle' | 'backlog' | 'latency';

export interface Contestant {
  /** As `--only` and the targets name it. */
  peer: string;
  /** What people read. */
  says: string;
  section: Section;
  server: ServerName;
  driver: string;
  mode: string;
  /** Measured at each of these. */
  inFlight: readonly number[];
  /** Resources there before, by what is in flight: two seconds of work on a quiet machine. */
  backlog?: number;
  /** Shown, but the ratios beside the peers are not taken from it. */
  aside?: boolean;
}

const ALL = [1, 8, 64];
const BUSY = [64];

const bullmq = (sync: 'always' | 'everysec'): Contestant[] => {
  const own = { peer: `bullmq-${sync}`, server: `redis-${sync}`, driver: 'bullmq' } as const;
  const says = `BullMQ, append file synced ${sync === 'always' ? 'always' : 'every second'}`;
  return [
    { ...own, says: `${says}: manual processing`, section: 'cycle', mode: 'loops', inFlight: ALL },
    { ...own, says: `${says}: Worker, handler adds the next`, section: 'cycle', mode: 'each', inFlight: ALL },
    {
      ...own,
      says: `${says}: Worker, concurrency 64`,
      section: 'backlog',
      mode: 'drain',
      inFlight: BUSY,
      backlog: 40_000,
    },
    { ...own, says: `${says}: Worker`, section: 'latency', mode: 'latency', inFlight: [1] },
  ];
};

const gantry = { peer: 'gantry', server: 'gantry', driver: 'gantry' } as const;
const boss = { peer: 'pg-boss', server: 'postgres', driver: 'pg-boss' } as const;
const graphile = { peer: 'graphile-worker', server: 'postgres', driver: 'graphile-worker' } as const;
const plainjob = { peer: 'plainjob', server: 'none', driver: 'plainjob' } as const;

export const contestants: readonly Contestant[] = [
  { ...gantry, says: 'Gantry: loops, one connection', section: 'cycle', mode: 'loops', inFlight: ALL },
  {
    ...gantry,
    says: 'Gantry: loops, a connection each',
    section: 'cycle',
    mode: 'connections',
    inFlight: [8, 64],
    aside: true,
  },
  {
    ...gantry,
    says: 'Gantry: each, handler adds the next',
    section: 'cycle',
    mode: 'each',
    inFlight: ALL,
  },
  {
    ...gantry,
    says: 'Gantry: each, concurrency 64',
    section: 'backlog',
    mode: 'drain',
    inFlight: BUSY,
    backlog: 40_000,
  },
  {
    ...gantry,
    says: 'Gantry: getMany of 64',
    section: 'backlog',
    mode: 'drainMany',
    inFlight: BUSY,
    backlog: 80_000,
    aside: true,
  },
  { ...gantry, says: 'Gantry: each, waiting', section: 'latency', mode: 'latency', inFlight: [1] },
  ...bullmq('always'),
  ...bullmq('everysec'),
  { ...boss, says: 'pg-boss: send, fetch, complete', section: 'cycle', mode: 'loops', inFlight: ALL },
  {
    ...boss,
    says: 'pg-boss: 64 loops of fetch and complete',
    section: 'backlog',
    mode: 'fetch',
    inFlight: BUSY,
    backlog: 4_000,
  },
  {
    ...boss,
    says: 'pg-boss: 8 workers, bursts of 100',
    section: 'backlog',
    mode: 'burst',
    inFlight: [8],
    backlog: 50_000,
  },
  {
    ...boss,
    says: 'pg-boss: 64 workers, bursts of 100',
    section: 'backlog',
    mode: 'burst',
    inFlight: BUSY,
    backlog: 50_000,
  },
  { ...boss, says: 'pg-boss: worker with notify', section: 'latency', mode: 'latency', inFlight: [1] },
  { ...graphile, says: 'graphile-worker: handler adds the next', section: 'cycle', mode: 'each', inFlight: ALL },
  {
    ...graphile,
    says: 'graphile-worker: default, 64 jobs at once',
    section: 'backlog',
    mode: 'drain',
    inFlight: BUSY,
    backlog: 10_000,
  },
  {
    ...graphile,
    says: 'graphile-worker: prefetch of 500, 24 jobs',
    section: 'backlog',
    mode: 'prefetch',
    inFlight: [24],
    backlog: 80_000,
  },
  {
    ...graphile,
    says: 'graphile-worker: prefetch of 500, 64 jobs',
    section: 'backlog',
    mode: 'prefetch',
    inFlight: BUSY,
    backlog: 80_000,
  },
  { ...graphile, says: 'graphile-worker: worker', section: 'latency', mode: 'latency', inFlight: [1] },
  { ...plainjob, says: 'plainjob, full sync, in process: loops', section: 'cycle', mode: 'loops', inFlight: ALL },
  {
    ...plainjob,
    says: 'plainjob, full sync, in process',
    section: 'backlog',
    mode: 'drain',
    inFlight: [1],
    backlog: 10_000,
  },
  { ...plainjob, says: 'plainjob: worker, looks once a second', section: 'latency', mode: 'latency', inFlight: [1] },
];

/** The best of `ours` must reach `least` times the best of the peer's `modes` (for latencies: at most 1/least of it). */
export interface Target {
  says: string;
  section: Section;
  /** 0 = whatever the peer's best mode has. */
  inFlight: number;
  ours: readonly string[];
  peer: string;
  modes: readonly string[];
  least: number;
  aim: number;
}

const cycle = { section: 'cycle', ours: ['loops', 'each'] } as const;
const backlog = { section: 'backlog', ours: ['drain'], inFlight: 0 } as const;

export const targets: readonly Target[] = [
  {
    ...cycle,
    says: '1 in flight, BullMQ always',
    inFlight: 1,
    peer: 'bullmq-always',
    modes: ['loops', 'each'],
    least: 1.2,
    aim: 1.2,
  },
  {
    ...cycle,
    says: '64 in flight, BullMQ always',
    inFlight: 64,
    peer: 'bullmq-always',
    modes: ['loops', 'each'],
    least: 2,
    aim: 3,
  },
  {
    ...cycle,
    says: '64 in flight, BullMQ every second',
    inFlight: 64,
    peer: 'bullmq-everysec',
    modes: ['loops', 'each'],
    least: 1.2,
    aim: 2,
  },
  {
    ...cycle,
    says: '64 in flight, pg-boss one by one',
    inFlight: 64,
    peer: 'pg-boss',
    modes: ['loops'],
    least: 1,
    aim: 2,
  },
  {
    ...cycle,
    says: '64 in flight, graphile-worker default',
    inFlight: 64,
    peer: 'graphile-worker',
    modes: ['each'],
    least: 10,
    aim: 15,
  },
  {
    ...cycle,
    says: '64 in flight, plainjob full sync',
    inFlight: 64,
    peer: 'plainjob',
    modes: ['loops'],
    least: 10,
    aim: 15,
  },
  { ...backlog, says: 'backlog, BullMQ always', peer: 'bullmq-always', modes: ['drain'], least: 2, aim: 3 },
  { ...backlog, says: 'backlog, BullMQ every second', peer: 'bullmq-everysec', modes: ['drain'], least: 1.2, aim: 2 },
  { ...backlog, says: "backlog, pg-boss's best", peer: 'pg-boss', modes: ['burst', 'fetch'], least: 1, aim: 2 },
  {
    ...backlog,
    says: 'backlog, graphile-worker default',
    peer: 'graphile-worker',
    modes: ['drain'],
    least: 10,
    aim: 15,
  },
  { ...backlog, says: 'backlog, plainjob full sync', peer: 'plainjob', modes: ['drain'], least: 10, aim: 15 },
  {
    ...backlog,
    says: 'getMany of 64, graphile-worker prefetch',
    ours: ['drainMany'],
    peer: 'graphile-worker',
    modes: ['prefetch'],
    least: 1.2,
    aim: 2,
  },
  {
    section: 'latency',
    says: 'add → taken p50, BullMQ always',
    inFlight: 1,
    ours: ['latency'],
    peer: 'bullmq-always',
    modes: ['latency'],
    least: 1,
    aim: 1,
  },
];

/** Windows of a measurement; `--quick` shortens them. */
export function windowsOf(quick: boolean): Pick<Spec, 'warmMs' | 'windowMs' | 'samples'> {
  return quick ? { warmMs: 200, windowMs: 600, samples: 30 } : { warmMs: 400, windowMs: 1_500, samples: 60 };
}
