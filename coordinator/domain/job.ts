/** The one door to a job's state (J21): state, times, the wish for a robot and the message change together. */

import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import { conditionJobEnded } from './condition-outcome.ts';
import { countEnd } from './ended-hours.ts';
import { step } from './machine.ts';
import { jobWantsNothing } from './rest.ts';
import type { JobRow } from './rows.ts';
import { jobStates } from './states.ts';
import { recount } from './tally.ts';
import { holdValues } from './typed-value.ts';
import type { View } from './view.ts';

type JobEvent = 'assign' | 'succeed' | 'fail' | 'cancel' | 'retry';

/** Applies `event` with the changes that belong to it; a job that reached its end wants no robot any more. */
export function moveJob(view: View, job: Readonly<JobRow>, event: JobEvent, change: Partial<JobRow> = {}): JobRow {
  const next: JobRow = { ...job, ...change, state: step(jobStates, job.state, event, 'job') };
  const final = isOver(next);
  const saved = saveJob(view, final ? { ...next, ...jobWantsNothing, cancelling: 0 } : next);
  if (final) countEnd(view, saved);
  if (final) view.emit({ kind: 'wake', queue: endOf(saved.id), resource: saved.id });
  if (final) holdValues(view, { now: saved.ended }, job.id, { before: job });
  if (final && job.condition !== '') conditionJobEnded(view, saved);
  if (final) view.emit({ kind: 'happened', what: { event: 'job.ended', job: saved.id } });
  return saved;
}

/** Where those stand who wait for a job's end (J30). */
export const endOf = (job: string): string => `end of ${job}`;

export const isOver = (job: Readonly<Pick<JobRow, 'state'>>): boolean =>
  job.state !== 'queued' && job.state !== 'running';

/** The row goes; what its run instances left is the caller's. */
export function forgetJob(view: View, job: Readonly<JobRow>): void {
  recount(view, 'job', job.state, undefined);
  view.drop('job', job.id);
  view.emit({ kind: 'changed', topics: ['jobs', `job:${job.id}`] });
}

/** Columns that have nothing to do with the state. */
export function saveJob(view: View, job: JobRow): JobRow {
  recount(view, 'job', view.get('job', job.id)?.state, job.state);
  view.put('job', job);
  view.emit({ kind: 'changed', topics: ['jobs', `job:${job.id}`] });
  return job;
}

/** Asks that the robots which could take this job look for work. */
export const callRobots = (view: View, job: Readonly<JobRow>): void =>
  view.emit({ kind: 'dispatch', ...(job.pool ? { pool: job.pool } : { robot: job.robot }) });

/** `attempt 2 of 4`. */
export const attemptText = (job: Pick<JobRow, 'retries'>, attempt: number): Sentence =>
  say`attempt ${{ k: attempt }} of ${{ max: job.retries + 1 }}`;

/** `attempt 2 of 4, waiting for a robot` (J23); the first attempt of several says so too only after an offer failed. */
export const waitingText = (job: Pick<JobRow, 'retries' | 'attempts'>, because?: Said): Sentence => {
  const [k, max] = [{ k: job.attempts + 1 }, { max: job.retries + 1 }];
  if (because === undefined) return say`attempt ${k} of ${max}, waiting for a robot`;
  return say`attempt ${k} of ${max}, waiting for a robot (${{ because }})`;
};
