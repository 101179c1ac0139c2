/** Gantry handing out jobs to simulated agents, each on a connection of its own; how a run reports its end is the mode's. */

import { type Api, apiFor } from '../../bin/api.ts';
import { enrol, SimulatedAgent, SimulatedRun } from '../../bin/bench/simulated-robot.ts';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import { loops, type Meter, type Mode, paced, type Spec } from './driver.ts';

/** Published by the bench's fleet. */
const PACKAGE = 'bench';
/** Jobs made at once over HTTP, and robots enrolled at once. */
const AT_ONCE = 32;

const started = { kind: 'started', pid: 4_711 } as const;
const succeeded = { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 } as const;

type End = (url: string, order: RunOrder) => Promise<unknown>;

/** As a real supervisor does: a connection for each run, closed after its end. */
const bySocket: End = async (url, order) => {
  const supervisor = new SimulatedRun(url, order, 'supervisor');
  supervisor.start();
  try {
    await supervisor.report(started, succeeded);
  } finally {
    supervisor.stop();
  }
};

/** The same report over HTTP connections that stay open: what a handshake a run costs is left out. */
const byHttp: End = async (url, { run, epoch, supervisorToken }) => {
  const entries = [started, succeeded].map((e, n) => ({ n: n + 1, atMs: n, e }));
  const frame = [{ id: 1, verb: 'run.report', params: { run, epoch, entries } }];
  const headers = { authorization: `Bearer ${supervisorToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/rpc?client=bench-supervisor`, {
    method: 'POST',
    headers,
    body: JSON.stringify(frame),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"err"')) throw new Error(`the report was refused: ${text}`);
};

interface Hall {
  api: Api;
  /** A job on the pool; its id. */
  add(): Promise<string>;
  /** Connects all agents. */
  open(): Promise<void>;
}

const agents: SimulatedAgent[] = [];

/** A pool with a deployment and `spec.inFlight` enrolled robots, all named after this measurement. */
async function hall(spec: Spec, end: End, on: { accepted(job: string): void; ended(): void }): Promise<Hall> {
  const { url, token, name, inFlight } = spec;
  const api = apiFor({ url, token });
  await api.call('pool.create', { name });
  await api.call('deployment.create', { name, package: PACKAGE, pool: name, recording: 'never' });
  const ups: Promise<void>[] = [];
  const left = Array.from({ length: inFlight }, (_, n) => `${name}-${n}`).values();
  await loops(AT_ONCE, async () => {
    for (const robot of left) {
      const { token: invitation } = await api.call('robot.invite', { name: robot, pool: name });
      const up = Promise.withResolvers<void>();
      ups.push(up.promise);
      const agent = new SimulatedAgent(await enrol(url, invitation, robot), {
        onUp: () => up.resolve(),
        onProblem: fatal,
        onOrder: (order) => {
          on.accepted(order.job);
          end(url, order).then(() => on.ended(), fatal);
        },
      });
      agents.push(agent);
    }
  });
  const open = async () => {
    for (const agent of agents) agent.start();
    await Promise.all(ups);
  };
  const add = async () => (await api.call('job.run', { deployment: name, source: 'api' })).jobs[0]!.id;
  return { api, add, open };
}

const fatal = (error: Error): void => {
  process.nextTick(() => {
    throw error;
  });
};

/** All jobs wait already when the agents come. */
async function flood(spec: Spec, meter: Meter, end: End): Promise<void> {
  const drained = Promise.withResolvers<void>();
  let [left, ended] = [spec.backlog, 0];
  const on = {
    accepted: () => {},
    ended: () => {
      meter.done();
      if (++ended === spec.backlog) drained.resolve();
    },
  };
  const { add, open } = await hall(spec, end, on);
  await loops(AT_ONCE, async () => {
    while (left-- > 0) await add();
  });
  await open();
  await drained.promise;
}

export const modes: Record<string, Mode> = {
  flood: (spec, meter) => flood(spec, meter, bySocket),
  floodHttp: (spec, meter) => flood(spec, meter, byHttp),

  /** From the call that makes a job to the answer that an agent's acceptance got. */
  paced: async (spec, meter) => {
    const numbers = new Map<string, number>();
    const early = new Set<string>();
    const accepted = (job: string) => {
      const n = numbers.get(job);
      if (n === undefined)
        early.add(job); // its robot heard of it before whoever made it
      else begun(n);
    };
    const { add, open } = await hall(spec, bySocket, { accepted, ended: () => {} });
    const { begun, run } = paced(spec, meter, async (n) => {
      const job = await add();
      numbers.set(job, n);
      if (early.has(job)) begun(n);
    });
    await open();
    await run();
  },
};
