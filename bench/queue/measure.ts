/** Runs contestants in rounds, one after the other and interleaved, each in a client process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { median, percentile } from '../parts/statistics.ts';
import type { Measured, Spec } from '../peers/driver.ts';
import type { Contestant } from './contestants.ts';

/** A measurement that takes longer hangs. */
const LIMIT_MS = 120_000;

export interface Row extends Contestant {
  at: number;
  /** Cycles a second, or NaN. */
  rate: number;
  /** ms, or NaN. */
  p50: number;
  p99: number;
  /** µs of CPU time a cycle. */
  clientCpu: number;
  serverCpu: number;
  /** Every round's rate, or p50 of a latency; NaN where it failed. */
  rounds: number[];
}

export interface Place {
  url: string;
  token: string;
  pids: number[];
  /** Called before a measurement with the name that it will use. */
  prepare?(name: string): Promise<unknown>;
}

/** One (contestant, in flight) measured in every round; a failure is told and leaves that row out of its round. */
export async function measure(
  list: readonly Contestant[],
  places: Record<string, Place>,
  options: { rounds: number; afterCycles: (at: number) => Promise<void> } & Pick<
    Spec,
    'warmMs' | 'windowMs' | 'samples'
  >,
): Promise<Row[]> {
  const { rounds, afterCycles, ...windows } = options;
  const entries = list
    .flatMap((contestant) => contestant.inFlight.map((at) => ({ contestant, at, got: [] as (Measured | undefined)[] })))
    // Who is compared is measured shortly after each other: a machine's load drifts.
    .sort((a, b) => order(a.contestant, a.at) - order(b.contestant, b.at));
  let number = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const [i, { contestant, at, got }] of entries.entries()) {
      const place = places[contestant.server]!;
      const name = `m${++number}`;
      say(`round ${round} of ${rounds}: ${contestant.says}, ${at} in flight`);
      await place.prepare?.(name);
      const { driver, mode, backlog = 0 } = contestant;
      const { url, token, pids } = place;
      const result = await inClient({ driver, mode, inFlight: at, name, backlog, url, token, pids, ...windows });
      got.push(result);
      const next = entries[i + 1];
      if (contestant.section === 'cycle' && (next?.at !== at || next.contestant.section !== 'cycle'))
        await afterCycles(at);
    }
  }
  say('');
  return entries.filter(({ got }) => got.some(Boolean)).map(({ contestant, at, got }) => rowOf(contestant, at, got));
}

const SECTIONS = ['cycle', 'backlog', 'latency'];
const order = ({ section }: Contestant, at: number) =>
  SECTIONS.indexOf(section) * 1_000 + (section === 'cycle' ? at : 0);

/** On a terminal one line that is written over. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== '') process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

function rowOf(contestant: Contestant, at: number, all: (Measured | undefined)[]): Row {
  const got = all.filter((m) => m !== undefined);
  const of = (pick: (m: Measured) => number) => median(got.map(pick));
  const latency = (share: number) => of((m) => percentile(m.latencies, share));
  const rate = (m: Measured) => m.cycles / m.seconds;
  const rounds = all.map((m) => (!m ? Number.NaN : m.latencies.length > 0 ? percentile(m.latencies, 0.5) : rate(m)));
  return {
    ...contestant,
    at,
    rate: of(rate),
    p50: latency(0.5),
    p99: latency(0.99),
    clientCpu: of((m) => (m.clientCpuMs * 1_000) / m.cycles),
    serverCpu: of((m) => (m.serverCpuMs * 1_000) / m.cycles),
    rounds,
  };
}

/** One measurement; `undefined` when it failed, which is told. */
export function inClient(spec: Spec): Promise<Measured | undefined> {
  return new Promise((resolve) => {
    const args = [join(import.meta.dirname, 'client.ts'), JSON.stringify(spec)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
    let [out, problem] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      problem += chunk;
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(JSON.parse(out) as Measured);
      const why = problem.trim().slice(-1_000) || `ended with ${code ?? signal}`;
      say(`${spec.driver} ${spec.mode}, ${spec.inFlight} in flight, left out: ${why}\n`);
      resolve(undefined);
    });
  });
}
