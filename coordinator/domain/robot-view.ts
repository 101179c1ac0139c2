/** What readers see of robots and pools. */
import { type Said, say } from '../../protocol/sentence.ts';
import type { PoolView, RobotView } from '../../protocol/shapes-fleet.ts';
import type { RobotRun } from '../../protocol/shapes-robot.ts';
import type { Look } from './lookup.ts';
import { DRAINS } from './match.ts';
import { MAX_MEMBERS, MAX_POOLS } from './pool-members.ts';
import { restText } from './rest.ts';
import { labelsOf } from './robot-labels.ts';
import { clashOf } from './robot-rival.ts';
import type { JobRow, PoolRow, RobotRow, RunRow } from './rows.ts';
import { joined, saidIn, shown } from './said.ts';

/** Waiting jobs of a pool are counted so far and no further. */
const MAX_COUNTED = 1_000;
/** Deployments that a pool names; those beyond are not named. */
const MAX_DEPLOYMENTS = 1_000;
/** Characters of an error that a history shows. */
const MAX_ERROR = 300;

/** `now` in ms: a robot that is connected is heard every few seconds, so it was seen now. */
export function robotView(view: Look, robot: Readonly<RobotRow>, now: number): RobotView {
  const seen = robot.state === 'offline' ? robot.seen : now;
  const { machine, account, agentVersion } = robot.facts;
  const pools = view
    .pick('poolsOf', { robot: robot.id }, MAX_POOLS)
    .flatMap((m) => view.get('pool', m.pool)?.name ?? []);
  return {
    id: robot.id,
    name: robot.name,
    state: robot.state,
    ...shown('because', becauseOf(view, robot, now)),
    paused: robot.paused === 1,
    machine,
    account,
    agentVersion,
    labels: labelsOf(robot),
    addedLabels: robot.labels,
    pools: pools.sort(),
    ...(robot.run ? { run: robot.run } : {}),
    ...(seen ? { seen } : {}),
    created: robot.created,
    facts: robot.facts,
  };
}

/** What stands under its state. `now` in ms. */
export const becauseOf = (view: Look, robot: Readonly<RobotRow>, now: number): Said =>
  joined([clashOf(robot, now) ?? '', because(view, robot, now)]);

/** Why it is in that state, in words. */
function because(view: Look, robot: Readonly<RobotRow>, now: number): Said {
  const run = robot.run === '' ? undefined : view.get('run', robot.run);
  const running = run ? say`running ${{ deployment: view.get('job', run.job)?.deploymentName ?? run.job }}` : '';
  const drains = robot.facts.draining ? DRAINS : '';
  const own = saidIn(robot, 'because');
  if (robot.state === 'busy') return busyText(running, robot.paused ? own : drains);
  if (robot.state === 'idle') return drains || (restText(robot, now) ?? own);
  if (robot.state !== 'offline') return own;
  return joined([say`no contact since ${{ at: new Date(robot.seen).toISOString() }}`, own, running]);
}

const busyText = (running: Said, next: Said): Said =>
  running === '' || next === '' ? running || next : say`${{ says: running }}, then ${{ next }}`;

export function poolView(view: Look, pool: Readonly<PoolRow>): PoolView {
  const robots = view
    .pick('robotsOf', { pool: pool.id }, MAX_MEMBERS)
    .flatMap((member) => view.get('robot', member.robot) ?? []);
  const byState = { idle: 0, busy: 0, paused: 0, offline: 0 };
  for (const { state } of robots) byState[state]++;
  const deployments = view.pick('deploymentsOfPool', { pool: pool.id }, MAX_DEPLOYMENTS);
  return {
    id: pool.id,
    name: pool.name,
    created: pool.created,
    robots: robots.map(({ name }) => name).sort(),
    byState,
    deployments: deployments.map(({ name }) => name).sort(),
    waiting: waitingOf(view, pool),
  };
}

export const waitingOf = (view: Look, pool: Readonly<PoolRow>): number =>
  view.pick('poolJobs', { pool: pool.id }, MAX_COUNTED).length;
export const sizeOf = (view: Look, pool: Readonly<PoolRow>): number =>
  view.pick('robotsOf', { pool: pool.id }, MAX_MEMBERS).length;

/** One run instance in a robot's history. */
export function robotRun(view: Look, run: Readonly<RunRow>): RobotRun {
  const job: Readonly<JobRow> | undefined = view.get('job', run.job);
  const { id, number, state, assigned, reason, error } = run;
  return {
    ...{ run: id, job: run.job, deployment: job?.deploymentName ?? '', number, state, assigned },
    ...(run.accepted ? { started: run.accepted } : {}),
    ...(run.ended ? { ended: run.ended } : {}),
    ...(reason ? { reason } : {}),
    ...(error ? firstLine(run) : {}),
  };
}

const firstLine = (run: Readonly<RunRow>): Pick<RobotRun, 'error' | 'errorAs'> =>
  shown('error', run.errorAs ? saidIn(run, 'error') : run.error.split('\n', 1)[0]!.slice(0, MAX_ERROR));
