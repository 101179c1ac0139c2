/** `robot.dispatch` (J9, J25): gives an idle robot its best waiting job over those pinned to it and all of its pools. */
import type { Params, Result } from '../../protocol/contract.ts';
import { isAged, isTurnOfAged } from './aged.ts';
import { saveJob } from './job.ts';
import { versionOf } from './lookup.ts';
import { suitsNow } from './match.ts';
import { comparator, picks } from './picks.ts';
import { MAX_POOLS } from './pool-members.ts';
import { jobWantsNothing } from './rest.ts';
import { moveRobot } from './robot.ts';
import type { JobRow, RobotRow } from './rows.ts';
import { saveRun } from './run-state.ts';
import type { Ctx, View } from './view.ts';

/**
 * Jobs looked at per pool, in growing portions: mostly the first fits. A robot that can do none of the last number of
 * best jobs gets nothing, until those in front of it are gone.
 */
const PORTIONS = [4, 64, 1_024] as const;

const better = comparator<'job'>(picks.poolJobs.order);
const older = comparator<'job'>(picks.oldestPoolJobs.order);

export function dispatchRobot(view: View, p: Params<'robot.dispatch'>, ctx: Ctx): Result<'robot.dispatch'> {
  const robot = view.get('robot', p.robot);
  if (robot?.state !== 'idle' || robot.session === '') return {};
  const pools = view.pick('poolsOf', { robot: robot.id }, MAX_POOLS).map(({ pool }) => pool);
  const aged = (job: Readonly<JobRow>) => isAged(job, ctx.now, p.starveAfterMs);
  const asked: Asked = { robot, now: ctx.now };
  const best = (isTurnOfAged(robot) ? oldest(view, asked, pools, aged) : undefined) ?? mostUrgent(view, asked, pools);
  return best ? { run: offer(view, best, robot, ctx) } : {};
}

/** Who is asked, and when. */
interface Asked {
  robot: Readonly<RobotRow>;
  now: number;
}

function mostUrgent(view: View, asked: Asked, pools: readonly string[]): Readonly<JobRow> | undefined {
  const robot = asked.robot.id;
  return [
    firstFitting(view, asked, (limit) => view.pick('pinnedJobs', { robot }, limit)),
    ...pools.map((pool) => firstFitting(view, asked, (limit) => view.pick('poolJobs', { pool }, limit))),
  ]
    .filter((job) => job !== undefined)
    .sort(better)[0];
}

/** Of those that are `aged`: by age alone. */
function oldest(
  view: View,
  asked: Asked,
  pools: readonly string[],
  aged: (job: Readonly<JobRow>) => boolean,
): Readonly<JobRow> | undefined {
  const first = (jobs: (limit: number) => Readonly<JobRow>[]) => {
    const [head] = jobs(1);
    return head && aged(head) ? firstFitting(view, asked, (limit) => jobs(limit).filter(aged)) : undefined;
  };
  return [
    first((limit) => view.pick('oldestPinnedJobs', { robot: asked.robot.id }, limit)),
    ...pools.map((pool) => first((limit) => view.pick('oldestPoolJobs', { pool }, limit))),
  ]
    .filter((job) => job !== undefined)
    .sort(older)[0];
}

function firstFitting(
  view: View,
  asked: Asked,
  best: (limit: number) => Readonly<JobRow>[],
): Readonly<JobRow> | undefined {
  let seen = 0;
  for (const limit of PORTIONS) {
    const jobs = best(limit);
    const found = jobs.slice(seen).find((job) => fits(view, job, asked));
    if (found || jobs.length < limit) return found;
    seen = jobs.length;
  }
  return undefined;
}

const fits = (view: View, job: Readonly<JobRow>, asked: Asked) =>
  suitsNow(view, job, { ...asked, needs: versionOf(view, job.version).manifest.needs });

/** A new run instance, assigned and not yet confirmed; machine and account are written down as they are now (Q47). */
function offer(view: View, job: Readonly<JobRow>, robot: Readonly<RobotRow>, ctx: Ctx): string {
  const id = `r_${ctx.newId()}`;
  const epoch = robot.epoch + 1;
  const { manifest, sha256, bytes } = versionOf(view, job.version);
  saveRun(view, {
    ...{ id, job: job.id, workspace: job.workspace, number: job.attempts + 1, epoch, state: 'assigned', open: 1 },
    ...{ robot: robot.id, robotName: robot.name, machine: robot.facts.machine, account: robot.facts.account },
    ...{ assigned: ctx.now, accepted: 0, started: 0, ended: 0, exitCode: null, signal: '', reason: '' },
    ...{ error: '', errorAs: null },
    ...{
      acked: 0,
      lines: 0,
      logBytes: 0,
      logGone: 0,
      errors: 0,
      screenshots: 0,
      recording: '',
      video: null,
      progress: null,
      steps: [],
      stepCount: 0,
      openSteps: [],
    },
    ...{ output: null, reported: 0, boot: robot.facts.boot },
  });
  saveJob(view, { ...job, run: id, ...jobWantsNothing });
  moveRobot(view, robot, 'assign', { run: id, epoch });
  view.emit({ kind: 'offer', robot: robot.id, run: id, epoch, package: manifest.name, sha256, bytes });
  return id;
}
