/** The load generator, in a process of its own: holds simulated robots and measures what its parent orders by messages. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { dice } from '../../agent/clock.ts';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import { GantryError, refuse } from '../../protocol/errors.ts';
import { apiFor } from '../api.ts';
import { type Gauge, type Sent, startLoad, type Working } from './published-load.ts';
import { enrol, SimulatedAgent, SimulatedRun } from './simulated-robot.ts';

/** From the parent. */
export type Order =
  /** `name`: of pool, deployment, queue and asset. `prefix`: of the names of this process's robots. */
  | { do: 'begin'; url: string; token: string; name: string; prefix: string }
  /** So many robots of this process work from now on: missing ones are made, others leave. */
  | { do: 'use'; robots: number }
  /** Counts what is sent within `ms` from now on. */
  | { do: 'measure'; ms: number };

/** To the parent. `progress` comes in between; each order has one other answer. */
export type Told =
  | { told: 'progress'; robots: number }
  | { told: 'done'; measured?: Measured }
  | { told: 'problem'; code: string; message: string };

export interface Measured {
  /** ms of every request that was sent in the window; of an unanswered one how long it is on its way. */
  latencies: number[];
  failed: Record<string, number>;
  seconds: number;
  /** CPU of this process in the window, ms. */
  cpuMs: number;
  /** 99th percentile of how late this event loop was, ms. */
  loopMs: number;
}

/** Robots made at once. */
const AT_ONCE = 12;
/** After the window's end answers are awaited for so long at most, ms. */
const LATE_MS = 3_000;
const READY_MS = 60_000;
const LOOP_RESOLUTION_MS = 2;

interface Robot {
  agent: SimulatedAgent;
  working: Working;
  endLoad: (() => void) | undefined;
}

/** One window's requests. */
class Window implements Gauge {
  readonly latencies: number[] = [];
  readonly failures: Record<string, number> = {};
  readonly open = new Set<Sent>();

  sent(): Sent {
    const sent = { from: performance.now() };
    this.open.add(sent);
    return sent;
  }

  done(sent: Sent): void {
    this.open.delete(sent);
    this.latencies.push(performance.now() - sent.from);
  }

  failed(sent: Sent, code: string): void {
    this.open.delete(sent);
    this.failures[code] = (this.failures[code] ?? 0) + 1;
  }
}

class Robots {
  readonly #url: string;
  readonly #name: string;
  readonly #prefix: string;
  readonly #api: ReturnType<typeof apiFor>;
  readonly #robots: Robot[] = [];
  #window = new Window();

  constructor({ url, token, name, prefix }: Extract<Order, { do: 'begin' }>) {
    this.#url = url;
    this.#name = name;
    this.#prefix = prefix;
    this.#api = apiFor({ url, token });
  }

  async use(count: number, progress: (robots: number) => void): Promise<void> {
    for (const robot of this.#robots.slice(count)) leave(robot);
    for (const robot of this.#robots.slice(0, count)) await this.#work(robot);
    const missing = Array.from({ length: Math.max(0, count - this.#robots.length) }, (_, n) => this.#robots.length + n);
    const left = missing.values();
    const maker = async () => {
      for (const n of left) {
        const robot = await this.#make(`${this.#prefix}-${n}`);
        this.#robots.push(robot);
        await this.#work(robot);
        progress(this.#robots.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, maker));
  }

  async measure(ms: number): Promise<Measured> {
    const window = new Window();
    const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    const [cpu, from] = [process.cpuUsage(), performance.now()];
    loop.enable();
    this.#window = window;
    await pause(ms);
    this.#window = new Window();
    loop.disable();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - from) / 1_000;
    const latest = performance.now() + LATE_MS;
    while (window.open.size > 0 && performance.now() < latest) await pause(20);
    for (const sent of [...window.open]) window.done(sent); // as old as they are
    const loopMs = Math.max(0, loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS);
    const { latencies, failures } = window;
    return { latencies, failed: failures, seconds, cpuMs: (user + system) / 1_000, loopMs };
  }

  /** Enrolled, connected, and in a running run of its own. */
  async #make(name: string): Promise<Robot> {
    const { token } = await this.#api.call('robot.invite', { name, pool: this.#name });
    const identity = await enrol(this.#url, token, name);
    const ordered = Promise.withResolvers<RunOrder>();
    const up = Promise.withResolvers<void>();
    const onOrder = (order: RunOrder) => ordered.resolve(order);
    const agent = new SimulatedAgent(identity, { onOrder, onUp: () => up.resolve(), onProblem: ordered.reject });
    agent.start();
    await within(`the robot ${name} is connected`, up.promise);
    await this.#api.call('job.run', { deployment: this.#name, robots: [name], source: 'api' });
    const order = await within(`the robot ${name} has its run`, ordered.promise);
    const supervisor = new SimulatedRun(this.#url, order, 'supervisor');
    const script = new SimulatedRun(this.#url, order, 'script');
    for (const run of [supervisor, script]) run.start();
    await within(`the run of ${name} is connected`, Promise.all([supervisor.ready, script.ready]));
    await supervisor.report({ kind: 'started', pid: process.pid });
    return { agent, working: { supervisor, script }, endLoad: undefined };
  }

  async #work(robot: Robot): Promise<void> {
    if (robot.endLoad) return;
    const { agent, working } = robot;
    for (const link of [agent, working.supervisor, working.script]) link.start(); // nothing for those that are on
    robot.endLoad = startLoad(working, this.#name, () => this.#window, dice);
  }
}

function leave(robot: Robot): void {
  robot.endLoad?.();
  robot.endLoad = undefined;
  for (const link of [robot.working.script, robot.working.supervisor, robot.agent]) link.stop();
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = pause(READY_MS, undefined, { signal: limit.signal }).then(() =>
    refuse('Unavailable', `it took longer than ${READY_MS / 1_000} s until ${what}`),
  );
  late.catch(() => {}); // the other one was quicker
  try {
    return await Promise.race([work, late]);
  } finally {
    limit.abort();
  }
}

/** Serves orders until the parent is gone. */
export function serveOrders(): Promise<void> {
  const tell = (told: Told) => process.send?.(told);
  let robots: Robots | undefined;
  const carryOut = async (order: Order): Promise<Told> => {
    if (order.do === 'begin') robots = new Robots(order);
    if (order.do === 'use') await robots!.use(order.robots, (made) => tell({ told: 'progress', robots: made }));
    return order.do === 'measure' ? { told: 'done', measured: await robots!.measure(order.ms) } : { told: 'done' };
  };
  process.on('message', (order: Order) => {
    carryOut(order).then(tell, (error: unknown) => {
      const code = error instanceof GantryError ? error.code : 'Internal';
      tell({ told: 'problem', code, message: (error as Error).message });
    });
  });
  process.on('SIGINT', () => {}); // Ctrl+C reaches the whole group: the parent decides
  return new Promise((resolve) => process.once('disconnect', resolve));
}
