/** May this robot take this job now? One predicate for dispatch (J25) and for the answer to "why waiting" (J32). */
import type { Manifest } from '../../protocol/manifest.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import type { Look } from './lookup.ts';
import { isMember } from './pool-members.ts';
import { restText } from './rest.ts';
import { labelsOf } from './robot-labels.ts';
import type { JobRow, RobotRow } from './rows.ts';

/** What stands between a robot and a job, and what it is in words about the robot. */
export interface Obstacle {
  kind: 'elsewhere' | 'offline' | 'paused' | 'busy' | 'drains' | 'rests' | 'lacks';
  says: string;
}

/** Of a robot whose agent was told to finish and leave (P14). */
export const DRAINS = 'its agent is being drained: it takes no run any more';

/** Which robot may do it, what the package needs, and when (ms). */
export interface Asked {
  robot: Readonly<RobotRow>;
  needs: Manifest['needs'];
  now: number;
}

/** The first condition that fails, in words about the robot; `undefined` = it fits. */
export function mismatch(view: Look, job: Readonly<Pick<JobRow, 'robot' | 'pool'>>, asked: Asked): string | undefined {
  return obstacle(view, job, asked)?.says;
}

/** The same with its kind, for whoever says what would start the job. */
export function obstacle(
  view: Look,
  job: Readonly<Pick<JobRow, 'robot' | 'pool'>>,
  { robot, needs, now }: Asked,
): Obstacle | undefined {
  return (
    as('elsewhere', elsewhere(view, job, robot)) ??
    unavailable(robot) ??
    as('rests', restText(robot, now)) ??
    as('lacks', lacks(needs, robot))
  );
}

/** Would it fit if it were free? */
export const suits = (needs: Manifest['needs'], robot: Readonly<RobotRow>): boolean =>
  lacks(needs, robot) === undefined;

const as = (kind: Obstacle['kind'], says: string | undefined): Obstacle | undefined =>
  says === undefined ? undefined : { kind, says };

function elsewhere(
  view: Look,
  job: Readonly<Pick<JobRow, 'robot' | 'pool'>>,
  robot: Readonly<RobotRow>,
): string | undefined {
  if (job.robot && job.robot !== robot.id) return 'the job is pinned to another robot';
  if (job.pool && !isMember(view, job.pool, robot.id)) return 'not in the pool';
  return undefined;
}

function unavailable(robot: Readonly<RobotRow>): Obstacle | undefined {
  const kind = robot.state;
  if (kind === 'offline') return { kind, says: `offline since ${new Date(robot.seen).toISOString()}` };
  if (kind === 'paused') return { kind, says: robot.because || 'paused' };
  if (kind === 'busy') return { kind, says: `busy with run ${robot.run}` };
  return robot.facts.draining ? { kind: 'drains', says: DRAINS } : undefined;
}

export function missingLabels(needs: Manifest['needs'], robot: Readonly<RobotRow>): string[] {
  const labels = labelsOf(robot);
  return needs.labels.filter((label) => !labels.includes(label));
}

/** What the robot does not have, in words about it. */
export function lacks(needs: Manifest['needs'], robot: Readonly<RobotRow>): string | undefined {
  const { facts } = robot;
  const missing = missingLabels(needs, robot);
  if (missing.length > 0) return `lacks the label ${missing.join(', ')}`;
  const screen = screenProblem(needs.screen, facts);
  if (screen) return screen;
  if (facts.freeDiskMb < needs.freeDiskMb)
    return `has ${facts.freeDiskMb} MB of free disk, the package needs ${needs.freeDiskMb} MB`;
  return undefined;
}

/** A virtual screen is made as large as the package needs it (E8). */
function screenProblem(needed: string, facts: Facts): string | undefined {
  if (needed === 'none' || facts.screen === 'virtual') return undefined;
  if (facts.screen === 'none') return `has no screen, the package needs ${needed}`;
  const [width = 0, height = 0] = sizeOf(needed);
  const [has = width, high = height] = facts.screenSize ? sizeOf(facts.screenSize) : [];
  return has < width || high < height ? `its screen ${facts.screenSize} is smaller than ${needed}` : undefined;
}

const sizeOf = (text: string): number[] => text.split('x').map(Number);
