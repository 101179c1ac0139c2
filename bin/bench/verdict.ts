/** What a step of the bench came to, whether its robots were held, and if not, what gave out first. Pure: figures in, words out. */
import type { Meter } from './coordinator-process.ts';
import type { Measured } from './robots-process.ts';

export interface StepResult {
  robots: number;
  /** Answered requests a second, and as many as the load asks for. */
  perSecond: number;
  wanted: number;
  /** ms. */
  p50: number;
  p99: number;
  failed: Record<string, number>;
  /** Cores' worth of CPU. */
  clientCpu: number;
  /** 99th percentile of how late the latest of the load generators was, ms. */
  clientLoopMs: number;
  clients: number;
  /** Of a coordinator that the bench started itself. */
  coordinator?: {
    cpu: number;
    mainCpu: number;
    busy: number;
    loopMs: number;
    resident: number;
  };
  /** CPUs of this machine, and the share of them that was in use, whoever used them; 0…1. */
  cores: number;
  machine: number;
  held: boolean;
}

/** A request may take so long at the 99th percentile, ms. */
export const LIMIT_MS = 100;
/** Less of the load's requests a second were answered: then it was not held, however quick the answers were. */
const LEAST_RATE = 0.9;
/** Requests of a step from which on their number says something: each robot begins at a random moment. */
const ENOUGH = 1_000;
/** From here on a thread or the machine has nothing left to give. */
const FULL = 0.9;
/** Of a busy event loop's time: as much of it without CPU is waiting for the disk. */
const WAITS_FOR_DISK = 0.4;

interface Seen {
  robots: number;
  wanted: number;
  measured: readonly Measured[];
  meter: Meter | undefined;
  cores: number;
  machine: number;
}

export function resultOf({ robots, wanted, measured, meter, cores: count, machine }: Seen): StepResult {
  const latencies = measured.flatMap((one) => one.latencies).sort((a, b) => a - b);
  const seconds = Math.max(...measured.map((one) => one.seconds));
  const failed: Record<string, number> = {};
  for (const one of measured)
    for (const [code, count] of Object.entries(one.failed)) failed[code] = (failed[code] ?? 0) + count;
  const perSecond = latencies.length / seconds;
  const p99 = percentile(latencies, 0.99);
  const behind = wanted * seconds >= ENOUGH && perSecond < wanted * LEAST_RATE;
  const held = p99 < LIMIT_MS && Object.keys(failed).length === 0 && !behind;
  const cores = (ms: number, s: number) => ms / 1_000 / s;
  return {
    ...{ robots, wanted, perSecond, p50: percentile(latencies, 0.5), p99, failed, cores: count, machine, held },
    clientCpu: measured.reduce((sum, one) => sum + cores(one.cpuMs, one.seconds), 0),
    clientLoopMs: Math.max(...measured.map((one) => one.loopMs)),
    clients: measured.length,
    ...(meter && {
      coordinator: {
        cpu: cores(meter.cpuMs, meter.seconds),
        mainCpu: cores(meter.mainCpuMs, meter.seconds),
        busy: meter.busy,
        loopMs: meter.loopMs.p99,
        resident: meter.resident,
      },
    }),
  };
}

/** Of sorted values; NaN of none. */
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Of a step that was not held, in words for a person. */
export function whatGaveOut(step: StepResult): string {
  const { coordinator, clients, clientCpu, clientLoopMs, machine, failed } = step;
  const refused = Object.entries(failed).map(([code, count]) => `${count} × ${code}`);
  if (refused.length > 0) return `requests failed: ${refused.join(', ')}`;
  const own = clientCpu / clients >= FULL;
  const serverFull = coordinator !== undefined && coordinator.busy >= FULL;
  if (own && !serverFull)
    return `the load generator itself (${cpu(clientCpu)} in ${clients} process${clients > 1 ? 'es' : ''}): the coordinator may hold more; try more --processes, or another machine`;
  if (coordinator && machine >= FULL && (coordinator.cpu + clientCpu) / step.cores < machine / 2)
    return `other programs on this machine, which use most of its CPUs (${percent(machine)} in use, of which coordinator and load generator have ${cpu(coordinator.cpu + clientCpu)}): measure when it is quiet`;
  if (coordinator && serverFull) return ofServer(step, coordinator);
  if (machine >= FULL)
    return `the CPUs of this machine, which coordinator and load generator share (${percent(machine)} in use; ${coordinator ? `coordinator ${cpu(coordinator.cpu)}, ` : ''}load generator ${cpu(clientCpu)}): on a machine of its own the coordinator may hold more`;
  if (step.p99 < LIMIT_MS) return `the load generator: it asked for ${wanted(step)} requests/s less than it should`;
  if (clientLoopMs >= LIMIT_MS / 2)
    return `the load generator itself: its own event loop was up to ${clientLoopMs.toFixed(0)} ms late`;
  if (!coordinator) return `the coordinator or the way to it: neither this machine nor the load generator was busy`;
  return `nothing was used up (coordinator ${percent(coordinator.busy)} busy, machine ${percent(machine)}): single answers took too long; its event loop was ${coordinator.loopMs.toFixed(0)} ms late at the 99th percentile`;
}

function ofServer({ machine }: StepResult, { busy, mainCpu }: NonNullable<StepResult['coordinator']>): string {
  const waits = 1 - mainCpu / busy;
  if (waits < WAITS_FOR_DISK) return `the coordinator’s CPU: the thread that answers was ${percent(busy)} busy`;
  if (machine >= FULL)
    return `the CPUs of this machine (${percent(machine)} in use): the coordinator’s thread was ${percent(busy)} busy and got a CPU for ${percent(mainCpu)} of the time`;
  return `the disk: the thread that answers was ${percent(busy)} busy, ${percent(waits)} of that waiting for the disk`;
}

const wanted = (step: StepResult) => (step.wanted - step.perSecond).toFixed(0);
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const cpu = (cores: number) => `${cores.toFixed(2)} CPUs`;
