/** How many jobs a launch condition wants (Q50, Q51), as plain arithmetic over its settings and the queue's counts. */
import type { ConditionRow, DeploymentRow, QueueRow } from './rows.ts';

type Settings = Readonly<Pick<ConditionRow, 'minWaiting' | 'maxJobs' | 'onePer'>>;

/** Resources that count: waiting ones, and abandoned ones if the condition counts them. */
export const countedBy = (
  row: Readonly<Pick<ConditionRow, 'countAbandoned'>>,
  queue: Readonly<Pick<QueueRow, 'waiting' | 'abandoned'>> | undefined,
): number => (queue ? queue.waiting + (row.countAbandoned ? queue.abandoned : 0) : 0);

/**
 * Jobs that may be open at once: `maxJobs`; one only without `onePer`; and never more than one for each of the robots
 * that a deployment names, as a robot runs one at a time and a job is pinned to it (J9, J15).
 */
export function mostJobs(
  row: Settings,
  deployment: Readonly<Pick<DeploymentRow, 'pool' | 'robots'>> | undefined,
): number {
  const robots = deployment && deployment.pool === '' ? deployment.robots.length : Number.POSITIVE_INFINITY;
  return Math.min(row.maxJobs, row.onePer > 0 ? row.maxJobs : 1, robots);
}

/** Jobs that should be pending or running while `counted` resources wait: none below `minWaiting`, at most `most`. */
export function wantedJobs(row: Settings, counted: number, most: number): number {
  if (counted < row.minWaiting) return 0;
  const further = row.onePer > 0 ? Math.floor((counted - row.minWaiting) / row.onePer) : 0;
  return Math.min(most, 1 + further);
}

/** How many must wait before one more job than `open` starts; undefined = there will be no more. */
export function nextJobAt(row: Settings, open: number, most: number): number | undefined {
  return open < most ? row.minWaiting + open * row.onePer : undefined;
}
