/** Follows a job to its end: new log lines and state changes as they come (for `gantry run` and `job log --follow`). */
import { setTimeout as pause } from 'node:timers/promises';
import type { JobDetail, LogLine, RunView } from '../protocol/shapes.ts';
import type { Api } from './api.ts';
import { clean, note, paint, print, state } from './output.ts';

/** ms between two looks at a job that is followed. */
const LOOK_EVERY_MS = 400;
const WINDOW = 1_000;

const isFinal = (job: JobDetail) => job.state !== 'queued' && job.state !== 'running';

/** Prints what happens until the job is final, and returns it. `quiet` prints nothing. */
export async function follow(api: Api, job: string, quiet: boolean): Promise<JobDetail> {
  const seen = new Map<string, number>();
  let said = '';
  for (;;) {
    const detail = await api.call('job.show', { job });
    if (!quiet) {
      for (const run of detail.runs) await showNew(api, run, seen);
      const says = summary(detail);
      if (says !== said) note(says);
      said = says;
    }
    if (isFinal(detail)) return detail;
    await pause(LOOK_EVERY_MS);
  }
}

async function showNew(api: Api, run: RunView, seen: Map<string, number>): Promise<void> {
  let from = (seen.get(run.id) ?? 0) + 1;
  if (from === 1 && run.lines > 0) note(paint('dim', `── run ${run.number} on ${clean(run.robot.name)} (${run.id})`));
  while (from <= run.lines) {
    const { lines } = await api.call('run.log', { run: run.id, from, limit: WINDOW });
    if (lines.length === 0) break;
    for (const line of lines) printLine(line);
    from = lines.at(-1)!.n + 1;
  }
  seen.set(run.id, from - 1);
}

/** `   12.345 warn  script  text` */
export function printLine(line: LogLine): void {
  const seconds = (line.atMs / 1000).toFixed(3).padStart(9);
  const fields = line.fields === undefined ? '' : paint('dim', ` ${JSON.stringify(line.fields)}`);
  print(
    `${paint('dim', seconds)} ${state(line.level)}${' '.repeat(5 - line.level.length)} ${paint('dim', line.source.padEnd(6))} ${clean(line.text)}${fields}`,
  );
}

function summary(job: JobDetail): string {
  const waits = job.waiting ? `: ${job.waiting.says}` : '';
  const message = job.message ? ` — ${clean(job.message)}` : '';
  return `${paint('dim', job.id)} ${state(job.state)}${message}${waits}`;
}
