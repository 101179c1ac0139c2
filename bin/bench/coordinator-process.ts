/** The coordinator that a bench starts for itself, in a process of its own: without limits on who comes how fast, with a meter. */
import { monitorEventLoopDelay, performance as perf } from 'node:perf_hooks';
import { boundHeap } from '../../coordinator/heap.ts';
import { createCoordinator } from '../../coordinator/index.ts';

/** To the parent. */
export type CoordinatorTold = { told: 'ready'; url: string; link: string } | { told: 'meter'; meter: Meter };

/** Since the last look. */
export interface Meter {
  seconds: number;
  /** CPU of the thread that answers, and of all threads together; ms. */
  mainCpuMs: number;
  cpuMs: number;
  /** Share of the time in which the event loop did not wait for work, 0…1: computing, or held up by the disk. */
  busy: number;
  /** 99th percentile and maximum of how late the event loop was, ms. */
  loopMs: { p99: number; max: number };
  /** Bytes. */
  resident: number;
}

const LIMITS = { hellosPerSecond: 5_000, attemptsPerMinute: 1_000_000, requestsPerMinute: 1_000_000 };
const LOOP_RESOLUTION_MS = 2;

/** Runs until the parent is gone. `data`: a new folder. */
export async function serveCoordinator(data: string): Promise<void> {
  boundHeap(); // as `gantry coordinator start` does
  const coordinator = createCoordinator({ data, port: 0, logLevel: 'silent', limits: LIMITS });
  await coordinator.start();
  const read = startMeter();
  const tell = (told: CoordinatorTold) => process.send?.(told);
  process.on('message', () => tell({ told: 'meter', meter: read() }));
  process.on('SIGINT', () => {}); // Ctrl+C reaches the whole group: the parent decides
  const left = new Promise((resolve) => process.once('disconnect', resolve));
  tell({ told: 'ready', url: coordinator.url, link: await coordinator.createSignInLink() });
  await left;
  await coordinator.stop();
}

function startMeter(): () => Meter {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  let last = {
    at: perf.now(),
    cpu: process.cpuUsage(),
    main: process.threadCpuUsage(),
    loop: perf.eventLoopUtilization(),
  };
  return () => {
    const next = {
      at: perf.now(),
      cpu: process.cpuUsage(),
      main: process.threadCpuUsage(),
      loop: perf.eventLoopUtilization(),
    };
    const ms = (now: NodeJS.CpuUsage, then: NodeJS.CpuUsage) =>
      (now.user + now.system - then.user - then.system) / 1_000;
    const late = (ns: number) => Math.max(0, ns / 1e6 - LOOP_RESOLUTION_MS);
    const meter: Meter = {
      seconds: (next.at - last.at) / 1_000,
      mainCpuMs: ms(next.main, last.main),
      cpuMs: ms(next.cpu, last.cpu),
      busy: perf.eventLoopUtilization(next.loop, last.loop).utilization,
      loopMs: { p99: late(loop.percentile(99)), max: late(loop.max) },
      resident: process.memoryUsage.rss(),
    };
    loop.reset();
    last = next;
    return meter;
  };
}
