/** The one door to a run instance's state (J21): state, times and the open mark change together. */
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { step } from './machine.ts';
import type { JobRow, RunRow } from './rows.ts';
import { runStates } from './states.ts';
import type { View } from './view.ts';

export type RunEvent = 'accept' | 'succeed' | 'fail' | 'cancel' | 'lose';

export function moveRun(view: View, run: Readonly<RunRow>, event: RunEvent, change: Partial<RunRow> = {}): RunRow {
  const state = step(runStates, run.state, event, 'run');
  return saveRun(view, { ...run, ...change, state, open: state === 'running' ? 1 : 0 });
}

/** Columns that have nothing to do with the state. */
export function saveRun(view: View, run: RunRow): RunRow {
  view.put('run', run);
  view.emit({ kind: 'changed', topics: [`run:${run.id}`, `job:${run.job}`] });
  return run;
}

export const jobOf = (view: View, run: Readonly<RunRow>): Readonly<JobRow> =>
  view.get('job', run.job) ?? refuse('Internal', say`the job ${{ job: run.job }} of run ${{ run: run.id }} is gone`);
