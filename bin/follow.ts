/** Follows a job to its end: new log lines, steps and state changes as they come; or only waits for it, quietly. */
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../protocol/errors.ts';
import type { LogLevel, LogSource } from '../protocol/fields.ts';
import type { JobDetail, LogLine, RunView } from '../protocol/shapes.ts';
import type { ChildJob } from '../protocol/shapes-job.ts';
import type { Api } from './api.ts';
import { clean, note, paint, print, state } from './output.ts';
import { patiently } from './patience.ts';

/** ms between two looks at a job that is followed. */
const LOOK_EVERY_MS = 400;
const WINDOW = 1_000;
/** ms that one request waits for a job's end, before it is asked again. */
const WAIT_MS = 60_000;

/** Only lines that meet all of it; the coordinator looks for them. */
export interface LogWhere {
  level?: LogLevel;
  source?: LogSource;
  text?: string;
}

type Steps = RunView['steps'];
/** What was printed of a run: the number of its last line, its steps, those that failed. */
interface Seen {
  line: number;
  steps: number;
  failed: Set<number>;
}

const isFinal = (job: JobDetail) => job.state !== 'queued' && job.state !== 'running';

/** Prints what happens until the job is final, and returns it. `quiet` prints nothing; with `where` only such lines, no steps. */
export async function follow(api: Api, job: string, quiet: boolean, where: LogWhere = {}): Promise<JobDetail> {
  const seen = new Map<string, Seen>();
  let said = '';
  for (;;) {
    const detail = await patiently(() => api.call('job.show', { job }));
    if (!quiet) {
      for (const run of detail.runs) await showNew(api, run, seen, where);
      const says = summary(detail);
      if (says !== said) note(says);
      said = says;
    }
    if (isFinal(detail)) return detail;
    await pause(LOOK_EVERY_MS);
  }
}

/** Answers at the end of the job; asks the coordinator to wait, so that nothing is looked up in between. */
export async function untilEnd(api: Api, job: string): Promise<ChildJob> {
  for (;;) {
    try {
      return await patiently(() => api.call('job.wait', { job, timeout: WAIT_MS }));
    } catch (error) {
      if (!(error instanceof GantryError) || error.code !== 'JobTimeout') throw error;
    }
  }
}

async function showNew(api: Api, run: RunView, all: Map<string, Seen>, where: LogWhere): Promise<void> {
  const steps = Object.keys(where).length > 0 ? [] : run.steps;
  const seen = all.get(run.id) ?? { line: 0, steps: 0, failed: new Set() };
  if (!all.has(run.id) && (run.lines > 0 || run.steps.length > 0)) {
    note(paint('dim', `── run ${run.number} on ${clean(run.robot.name)} (${run.id})`));
    all.set(run.id, seen);
  }
  while (seen.line < run.lines) {
    const params = { run: run.id, from: seen.line + 1, limit: WINDOW, ...where };
    const { lines, next, total } = await patiently(() => api.call('run.log', params));
    for (const line of lines) {
      showSteps(steps, seen, line.atMs);
      printLine(line);
    }
    const looked = Math.max(next === undefined ? total : next - 1, lines.at(-1)?.n ?? 0);
    if (looked <= seen.line) break;
    seen.line = looked;
  }
  showSteps(steps, seen, Number.POSITIVE_INFINITY);
}

/** Those that began up to then, and those that failed since they were printed. */
function showSteps(steps: Steps, seen: Seen, upToMs: number): void {
  for (let next = steps[seen.steps]; next && next.atMs <= upToMs; next = steps[seen.steps]) {
    print(`${seconds(next.atMs)} ${paint('bold', `▸ ${clean(next.name)}`)}`);
    seen.steps++;
  }
  for (const [n, { name, ok, error, atMs, ms = 0 }] of steps.slice(0, seen.steps).entries()) {
    if (ok !== false || seen.failed.has(n) || atMs + ms > upToMs) continue;
    seen.failed.add(n);
    print(`${seconds(atMs + ms)} ${paint('red', `✘ ${clean(name)}${error ? `: ${clean(error)}` : ''}`)}`);
  }
}

const seconds = (atMs: number): string => paint('dim', (atMs / 1000).toFixed(3).padStart(9));

/** `   12.345 warn  script  text` */
export function printLine(line: LogLine): void {
  const fields = line.fields === undefined ? '' : paint('dim', ` ${JSON.stringify(line.fields)}`);
  print(
    `${seconds(line.atMs)} ${state(line.level)}${' '.repeat(5 - line.level.length)} ${paint('dim', line.source.padEnd(6))} ${clean(line.text)}${fields}`,
  );
}

function summary(job: JobDetail): string {
  const waits = job.waiting ? `: ${clean(job.waiting.says)}` : '';
  const message = job.message ? ` — ${clean(job.message)}` : '';
  return `${paint('dim', job.id)} ${state(job.state)}${message}${waits}`;
}
