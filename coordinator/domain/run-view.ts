/** What readers see of a run instance and its files. */
import type { ArtifactView, RunView } from '../../protocol/shapes.ts';
import type { Look } from './lookup.ts';
import type { ArtifactRow, JobRow, RunRow } from './rows.ts';
import { firstSteps } from './run-steps.ts';
import { saidIn, shown } from './said.ts';

/**
 * `started` is the zero of the run's timeline (E1): every `atMs` counts from it. `job` spares a look-up when it is known.
 */
export function runView(view: Look, run: Readonly<RunRow>, job?: Readonly<JobRow>): RunView {
  const retries = (job ?? view.get('job', run.job))?.retries ?? 0;
  return {
    id: run.id,
    job: run.job,
    number: run.number,
    attempts: retries + 1,
    state: run.state,
    robot: { id: run.robot, name: run.robotName, machine: run.machine, account: run.account },
    assigned: run.assigned,
    ...endOf(run),
    lines: run.lines,
    ...(run.logGone ? { logDeleted: run.logGone } : {}),
    errors: run.errors,
    screenshots: run.screenshots,
    ...(run.video ? { video: run.video } : {}),
    recording: run.recording,
    ...(run.progress ? { progress: run.progress } : {}),
    steps: firstSteps(run),
    stepCount: run.stepCount,
    ...(run.output === null || run.output === undefined ? {} : { output: run.output as RunView['output'] }),
  };
}

const endOf = (run: Readonly<RunRow>): Partial<RunView> => ({
  ...(run.accepted ? { started: run.accepted } : {}),
  ...(run.ended ? { ended: run.ended } : {}),
  ...(run.reason ? { reason: run.reason } : {}),
  ...(run.error ? shown('error', saidIn(run, 'error')) : {}),
  ...(run.exitCode === null ? {} : { exitCode: run.exitCode }),
  ...(run.signal ? { signal: run.signal } : {}),
});

export function artifactView(row: Readonly<ArtifactRow>): ArtifactView {
  const { sha256: _, created: __, meta, deleted, because, deletedBy, ...shown } = row;
  const by = deletedBy === '' ? {} : { deletedBy };
  return { ...shown, meta: meta as ArtifactView['meta'], ...(deleted ? { deleted, because, ...by } : {}) };
}
