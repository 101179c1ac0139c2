/** A launch condition as readers see it: its numbers now, and in words why jobs start or do not. */
import { MAX_CONDITION_JOBS } from '../../protocol/calls-condition.ts';
import type { ConditionSummary, ConditionView } from '../../protocol/shapes-condition.ts';
import { lookOf } from './condition-rest.ts';
import { countedBy, mostJobs, nextJobAt, wantedJobs } from './condition-wanted.ts';
import type { Look } from './lookup.ts';
import type { ConditionRow } from './rows.ts';
import { saidIn, shown } from './said.ts';

interface Numbers {
  counted: number;
  open: number;
  most: number;
  wanted: number;
  /** Its deployment starts nothing unless a robot is free. */
  waitsForRobots: boolean;
  /** The queue looks as it did when the last job was started. */
  unchanged: boolean;
}

export function conditionView(view: Look, row: Readonly<ConditionRow>): ConditionView {
  const numbers = numbersOf(view, row);
  const { id, minWaiting, maxJobs, failuresInRow, author, created, editor, updated } = row;
  const next = nextJobAt(row, numbers.open, numbers.most);
  return {
    id,
    queue: view.get('queue', id)?.name ?? row.queueName,
    ...summary(view, row, numbers),
    ...{ minWaiting, maxJobs, failuresInRow },
    ...(row.onePer > 0 ? { onePer: row.onePer } : {}),
    countAbandoned: row.countAbandoned === 1,
    ...{ waiting: numbers.counted, wanted: numbers.wanted, open: numbers.open, most: numbers.most },
    ...(next === undefined ? {} : { nextAt: next }),
    ...(isResting(row, numbers) ? { restsUntil: row.restUntil } : {}),
    ...lastOf(view, row),
    ...(row.because === '' ? {} : shown('because', saidIn(row, 'because'))),
    ...{ author, created, editor, updated },
  };
}

/** Retention may have taken the job away. */
function lastOf(view: Look, row: Readonly<ConditionRow>): Pick<ConditionView, 'last'> {
  const job = row.lastJob === '' ? undefined : view.get('job', row.lastJob);
  return job
    ? { last: { job: job.id, state: job.state, ended: job.ended, ...shown('message', saidIn(job, 'message')) } }
    : {};
}

const isResting = (row: Readonly<ConditionRow>, { wanted, open, unchanged }: Numbers): boolean =>
  wanted > open && row.restUntil > 0 && unchanged;

export const conditionSummary = (view: Look, row: Readonly<ConditionRow>): ConditionSummary =>
  summary(view, row, numbersOf(view, row));

function summary(view: Look, row: Readonly<ConditionRow>, numbers: Numbers): ConditionSummary {
  const deployment = view.get('deployment', row.deployment)?.name ?? row.deployment;
  return { deployment, state: row.state, says: saysOf(row, numbers) };
}

function numbersOf(view: Look, row: Readonly<ConditionRow>): Numbers {
  const deployment = view.get('deployment', row.deployment);
  const queue = view.get('queue', row.id);
  const counted = countedBy(row, queue);
  const unchanged = queue !== undefined && row.seen === lookOf(queue);
  const most = mostJobs(row, deployment);
  const open = view.pick('openJobsOfCondition', { condition: row.id }, MAX_CONDITION_JOBS).length;
  const wanted = row.state === 'enabled' ? wantedJobs(row, counted, most) : 0;
  return { counted, open, most, wanted, unchanged, waitsForRobots: deployment?.whenNoRobot === 'cancel' };
}

function saysOf(row: Readonly<ConditionRow>, numbers: Numbers): string {
  const { counted, open, most, wanted, waitsForRobots } = numbers;
  if (row.state === 'paused') return `paused after ${row.failuresInRow} failures: ${row.because}`;
  if (row.state === 'disabled') return row.because === '' ? 'disabled' : `disabled: ${row.because}`;
  if (open === 0 && wanted === 0) return `${counted} of ${row.minWaiting} waiting: starts at ${row.minWaiting}`;
  if (isResting(row, numbers))
    return `rests until ${new Date(row.restUntil).toISOString()}: its last job succeeded and left the queue as it was`;
  if (wanted > open) {
    const when = waitsForRobots ? 'as soon as a robot is free' : 'within a second';
    return `${counted} waiting: starts ${jobs(wanted - open)} more ${when}`;
  }
  const next = nextJobAt(row, open, most);
  const now = `${open} of ${jobs(most)} open`;
  return next === undefined ? now : `${now}: one more at ${next} waiting, ${counted} now`;
}

const jobs = (count: number) => `${count} ${count === 1 ? 'job' : 'jobs'}`;
