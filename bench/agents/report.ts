/** What bench/agents.ts found, in words. */
import { median } from '../parts/statistics.ts';
import type { Look, Restart } from './hall.ts';

export interface Found {
  bench: string;
  agents: number;
  hellosPerSecond: number;
  empty: Look;
  full: Look;
  restarts: Restart[];
  bytesPerAgent: number;
  ratio: number;
  reattachSeconds: number;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export function report({ agents, hellosPerSecond, empty, full, restarts, bytesPerAgent, ratio }: Found): string {
  const of = (pick: (one: Restart) => number) => median(restarts.map(pick));
  const least = agents / hellosPerSecond;
  return `${[
    `${agents} connected agents, ${restarts.length} restarts (medians)`,
    `memory: ${(bytesPerAgent / 1024).toFixed(1)} KiB an agent; coordinator ${mib(empty.resident)} with none, ${mib(full.resident)} with all: ${ratio.toFixed(2)} times`,
    `at rest: ${percent(full.cpu)} of a CPU (${percent(empty.cpu)} with none); event loop late by ${ms(full.loopMs.p99)} at the 99th percentile, ${ms(full.loopMs.max)} at most`,
    `after a restart (down for ${of((r) => r.downSeconds).toFixed(1)} s): half are back ${of((r) => r.halfSeconds).toFixed(1)} s after it listens, all after ${of((r) => r.seconds).toFixed(1)} s; at ${hellosPerSecond} hellos a second it cannot be less than ${least.toFixed(1)} s (${(of((r) => r.seconds) / least).toFixed(2)} times)`,
    `meanwhile: event loop late by ${ms(of((r) => r.loopMs.p99))} at the 99th percentile, ${ms(of((r) => r.loopMs.max))} at most; a person's request p50 ${ms(of((r) => r.askedMs.p50))}, p99 ${ms(of((r) => r.askedMs.p99))}; ${percent(of((r) => r.cpu))} of a CPU`,
  ].join('\n')}\n`;
}
