/** What bench/jobs.ts found, as tables: jobs a second, and ms from queued to accepted, with ratios round by round. */
import { median, percentile } from '../parts/statistics.ts';
import type { Measured } from '../peers/driver.ts';
import { pairwise, table } from '../queue/report.ts';
import type { Contestant, Section } from './contestants.ts';

export interface Row extends Contestant {
  /** Jobs a second, or NaN. */
  rate: number;
  /** ms, or NaN. */
  p50: number;
  p99: number;
  /** µs of CPU time a job. */
  clientCpu: number;
  serverCpu: number;
  /** Every round's rate, or p50; NaN where it failed. */
  rounds: number[];
}

export function rowOf(contestant: Contestant, all: readonly (Measured | undefined)[]): Row {
  const got = all.filter((one) => one !== undefined);
  const rate = (one: Measured) => one.cycles / one.seconds;
  const flood = contestant.section === 'flood';
  const of = (pick: (one: Measured) => number) => median(got.map(pick));
  return {
    ...contestant,
    rate: flood ? of(rate) : Number.NaN,
    p50: of((one) => percentile(one.latencies, 0.5)),
    p99: of((one) => percentile(one.latencies, 0.99)),
    clientCpu: of((one) => (one.clientCpuMs * 1_000) / one.cycles),
    serverCpu: of((one) => (one.serverCpuMs * 1_000) / one.cycles),
    rounds: all.map((one) => (!one ? Number.NaN : flood ? rate(one) : percentile(one.latencies, 0.5))),
  };
}

/** Above 1: Gantry is better. */
export function ratioTo(row: Row, rows: readonly Row[]): number | undefined {
  const ours = rows.filter(({ peer, section, aside }) => peer === 'gantry' && section === row.section && !aside);
  if (row.peer === 'gantry' || ours.length === 0) return undefined;
  return row.section === 'flood' ? pairwise(ours, [row], Math.max) : pairwise([row], ours, Math.min);
}

const titles: Record<Section, (agents: number, jobs: number, samples: number) => string> = {
  flood: (agents, jobs) => `${jobs} jobs wait, ${agents} agents come: hand-out, acceptance and end, jobs a second`,
  paced: (agents, _, samples) => `queued → accepted, ${agents} idle agents, ${samples} jobs, one every 10 ms; ms`,
};

export function text(rows: readonly Row[], size: { agents: number; jobs: number; samples: number }): string {
  const part = (section: Section) => {
    const here = rows.filter((row) => row.section === section);
    if (here.length === 0) return '';
    const lines =
      section === 'flood' ? here.map((row) => floodLine(row, rows)) : here.map((row) => pacedLine(row, rows));
    const head =
      section === 'flood'
        ? ['', 'median', 'rounds', 'gantry/peer', 'client µs', 'server µs']
        : ['', 'p50', 'p99', 'peer/gantry'];
    return `${titles[section](size.agents, size.jobs, size.samples)}\n${table([head, ...lines])}`;
  };
  return [part('flood'), part('paced')].filter(Boolean).join('\n');
}

const ratio = (row: Row, rows: readonly Row[]) => ratioTo(row, rows)?.toFixed(2) ?? '';

function floodLine(row: Row, rows: readonly Row[]): string[] {
  const rounds = row.rounds.filter((rate) => !Number.isNaN(rate));
  const spread = `${Math.min(...rounds).toFixed(0)}–${Math.max(...rounds).toFixed(0)}`;
  return [row.says, row.rate.toFixed(0), spread, ratio(row, rows), row.clientCpu.toFixed(0), row.serverCpu.toFixed(0)];
}

const pacedLine = (row: Row, rows: readonly Row[]): string[] => [
  row.says,
  row.p50.toFixed(2),
  row.p99.toFixed(2),
  ratio(row, rows),
];
