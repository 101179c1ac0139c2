/** `condition.evaluate` (Q52): makes the jobs that are missing; its own open jobs are counted in the same transaction. */
import type { Params, Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Author } from '../../protocol/fields.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import { disableConditionOf, noteLaunch } from './condition.ts';
import { lookOf, rests } from './condition-rest.ts';
import { countedBy, mostJobs, wantedJobs } from './condition-wanted.ts';
import { makeJobs, type Place } from './job-run.ts';
import { candidates } from './job-waiting.ts';
import { thePackage } from './lookup.ts';
import { suitsNow } from './match.ts';
import { resolveVersion } from './package.ts';
import type { ConditionRow, DeploymentRow, JobRow, QueueRow } from './rows.ts';
import { saidBy } from './said.ts';
import type { Ctx, View } from './view.ts';

const nothing = { made: [], waitsForRobots: false };

/** Harmless at any time and as often as wanted: what is there already is not made again. */
export function evaluateCondition(view: View, p: Params<'condition.evaluate'>, ctx: Ctx): Result<'condition.evaluate'> {
  const row = view.get('condition', p.queue);
  if (row?.state !== 'enabled') return nothing;
  const found = view.get('queue', row.id);
  const queue = found?.deleted ? undefined : found;
  const deployment = view.get('deployment', row.deployment);
  if (!queue || !deployment || deployment.deleted || !deployment.enabled) {
    const because = queue ? deploymentGone(deployment) : say`its queue was deleted`;
    disableConditionOf(view, queue ?? { id: row.id, name: row.queueName }, because);
    return nothing;
  }
  const wanted = wantedJobs(row, countedBy(row, queue), mostJobs(row, deployment));
  const open = view.pick('openJobsOfCondition', { condition: row.id }, wanted); // more need not be known
  if (wanted <= open.length) return nothing;
  if (rests(row, queue, ctx.now)) return { ...nothing, again: row.restUntil };
  try {
    return launch(view, { row, queue, deployment, open, missing: wanted - open.length }, ctx);
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    // `launch` checks everything before it makes the first job: nothing half done stays behind.
    disableConditionOf(
      view,
      queue,
      say`${{ deployment: deployment.name }} can't be run: ${{ problem: saidBy(error) }}; then enable it again`,
    );
    return nothing;
  }
}

/** Said of a condition whose deployment is not there any more, or was switched off (Q53). */
export function deploymentGone(deployment: Readonly<DeploymentRow> | undefined): Sentence {
  if (!deployment) return say`the deployment of it was deleted; name another and enable it again`;
  const { name, deleted } = deployment;
  if (deleted) return say`the deployment ${{ deployment: name }} was deleted; name another and enable it again`;
  return say`the deployment ${{ deployment: name }} was disabled; enable both again`;
}

interface Launch {
  row: Readonly<ConditionRow>;
  queue: Readonly<QueueRow>;
  deployment: Readonly<DeploymentRow>;
  /** Its jobs that are pending or running. */
  open: readonly Readonly<JobRow>[];
  missing: number;
}

function launch(view: View, what: Launch, ctx: Ctx): Result<'condition.evaluate'> {
  const { row, queue, deployment, missing } = what;
  const places = placesFor(view, what, ctx.now);
  const author: Author = { kind: 'system', id: row.id, name: `launch condition of ${queue.name}` };
  const wish = { source: 'launch condition', author, condition: row.id, places } as const;
  const made = places.length > 0 ? makeJobs(view, deployment, wish, ctx).map((job) => job.id) : [];
  if (made.length > 0) noteLaunch(view, row, lookOf(queue));
  return { made, waitsForRobots: made.length < missing };
}

/**
 * Where the missing jobs go: to the pool, or to the named robots that have no open job of this condition yet. A
 * deployment whose jobs do not wait (`whenNoRobot: cancel`) gets as many as there are free robots now: more would only
 * be cancelled at once, over and over.
 */
function placesFor(view: View, { deployment, open, missing }: Launch, now: number): Place[] {
  const busy = new Set(open.map((job) => job.robot));
  const all: Place[] =
    deployment.pool === ''
      ? deployment.robots.filter((robot) => !busy.has(robot)).map((robot) => ({ robot, pool: '' }))
      : Array.from({ length: missing }, () => ({ robot: '', pool: deployment.pool }));
  if (deployment.whenNoRobot === 'wait') return all.slice(0, missing);
  const { needs } = resolveVersion(
    view,
    thePackage(view, deployment.workspace, deployment.package),
    deployment.version,
  ).manifest;
  const free = (place: Place) =>
    candidates(view, place).filter((robot) => suitsNow(view, place, { robot, needs, now }));
  if (deployment.pool === '') return all.filter((place) => free(place).length > 0).slice(0, missing);
  const taken = open.filter((job) => job.waiting === 1).length;
  return all.slice(0, Math.max(0, free(all[0]!).length - taken));
}
