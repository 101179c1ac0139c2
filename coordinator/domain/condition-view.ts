/** A launch condition as readers see it: its numbers now, and in words why jobs start or do not. */
import { MAX_CONDITION_JOBS } from '../../protocol/calls-condition.ts';
import type { ConditionSummary, ConditionView } from '../../protocol/shapes-condition.ts';
import { countedBy, mostJobs, nextJobAt, wantedJobs } from './condition-wanted.ts';
import type { Look } from './lookup.ts';
import type { ConditionRow } from './rows.ts';

interface Numbers {
  counted: number;
  open: number;
  most: number;
  wanted: number;
}

export function conditionView(view: Look, row: Readonly<ConditionRow>): ConditionView {
  const numbers = numbersOf(view, row);
  const { id, minWaiting, maxJobs, failuresInRow, author, created, editor, updated } = row;
  return {
    id,
    queue: view.get('queue', id)?.name ?? row.queueName,
    ...summary(view, row, numbers),
    ...{ minWaiting, maxJobs, failuresInRow },
    ...(row.onePer > 0 ? { onePer: row.onePer } : {}),
    countAbandoned: row.countAbandoned === 1,
    ...{ waiting: numbers.counted, wanted: numbers.wanted, open: numbers.open },
    ...(row.because === '' ? {} : { because: row.because }),
    ...{ author, created, editor, updated },
  };
}

export const conditionSummary = (view: Look, row: Readonly<ConditionRow>): ConditionSummary =>
  summary(view, row, numbersOf(view, row));

function summary(view: Look, row: Readonly<ConditionRow>, numbers: Numbers): ConditionSummary {
  const deployment = view.get('deployment', row.deployment)?.name ?? row.deployment;
  return { deployment, state: row.state, says: saysOf(row, numbers) };
}

function numbersOf(view: Look, row: Readonly<ConditionRow>): Numbers {
  const counted = countedBy(row, view.get('queue', row.id));
  const most = mostJobs(row, view.get('deployment', row.deployment));
  const open = view.pick('openJobsOfCondition', { condition: row.id }, MAX_CONDITION_JOBS).length;
  return { counted, open, most, wanted: row.state === 'enabled' ? wantedJobs(row, counted, most) : 0 };
}

function saysOf(row: Readonly<ConditionRow>, { counted, open, most, wanted }: Numbers): string {
  if (row.state === 'paused') return `paused after ${row.failuresInRow} failures: ${row.because}`;
  if (row.state === 'disabled') return row.because === '' ? 'disabled' : `disabled: ${row.because}`;
  if (open === 0 && wanted === 0) return `${counted} of ${row.minWaiting} waiting: starts at ${row.minWaiting}`;
  if (wanted > open) return `${counted} waiting: starts ${wanted - open} more as soon as a robot may take it`;
  const next = nextJobAt(row, open, most);
  const jobs = `${open} of ${most} ${most === 1 ? 'job' : 'jobs'} open`;
  return next === undefined ? jobs : `${jobs}: one more at ${next} waiting, ${counted} now`;
}
