/** What `gantry bench` shows: a line per step while it goes, the table of all steps, the answer. */
import { bytes, paint, printTable } from '../output.ts';
import { LIMIT_MS, type StepResult } from './verdict.ts';

const ms = (value: number) => (Number.isNaN(value) ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
const cores = (value: number) => value.toFixed(2);

export function stepLine({ robots, perSecond, p50, p99, held }: StepResult): string {
  const mark = held ? paint('green', 'held') : paint('red', 'not held');
  return `  ${robots} robots: ${perSecond.toFixed(0)} requests/s, p50 ${ms(p50)}, p99 ${ms(p99)}: ${mark}`;
}

export function stepTable(steps: readonly StepResult[]): void {
  const head = [
    'ROBOTS',
    'REQUESTS/S',
    'P50',
    'P99',
    'LOOP P99',
    'CPU COORDINATOR',
    'MEMORY',
    'CPU CLIENTS',
    'CLIENT LOOP',
    '',
  ];
  const rows = [...steps]
    .sort((a, b) => a.robots - b.robots)
    .map((step) => [
      `${step.robots}`,
      step.perSecond.toFixed(0),
      ms(step.p50),
      ms(step.p99),
      step.coordinator ? ms(step.coordinator.loopMs) : '–',
      step.coordinator ? cores(step.coordinator.cpu) : '–',
      step.coordinator ? bytes(step.coordinator.resident) : '–',
      cores(step.clientCpu),
      ms(step.clientLoopMs),
      step.held ? 'held' : 'not held',
    ]);
  printTable(head, rows, 'nothing was measured');
}

interface Answer {
  held: number;
  gaveOut: string | undefined;
  /** The number of `--robots`. */
  fixed: number | undefined;
  most: number;
}

export function answerText({ held, gaveOut, fixed, most }: Answer): string {
  const limit = `p99 below ${LIMIT_MS} ms`;
  if (fixed !== undefined)
    return gaveOut === undefined
      ? `${fixed} robots are held at ${limit}.`
      : `${fixed} robots are not held at ${limit}. What gave out: ${gaveOut}.`;
  const found =
    held === 0
      ? `Not even the fewest robots are held at ${limit}.`
      : `${paint('bold', `${held} robots`)} are held at ${limit}.`;
  if (gaveOut !== undefined) return `${found} What gave out first: ${gaveOut}.`;
  return held >= most
    ? `${found} No more were tried (--most).`
    : `${found} The time was up before anything gave out (--limit).`;
}
