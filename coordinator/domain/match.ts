/** May this robot take this job now? One predicate for dispatch (J25) and for the answer to "why waiting" (J32). */
import { never } from '../../protocol/errors.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { type Said, say } from '../../protocol/sentence.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import type { Look } from './lookup.ts';
import { isMember } from './pool-members.ts';
import { restText, robotIsResting } from './rest.ts';
import { labelsOf } from './robot-labels.ts';
import type { JobRow, RobotRow } from './rows.ts';
import { saidIn } from './said.ts';

/** What stands between a robot and a job. */
export type Obstacle = 'elsewhere' | 'offline' | 'paused' | 'busy' | 'drains' | 'rests' | 'lacks';

type Place = Readonly<Pick<JobRow, 'robot' | 'pool'>>;

/** Of a robot whose agent was told to finish and leave (P14). */
export const DRAINS = 'its agent is being drained: it takes no run any more';

/** Which robot may do it, what the package needs, and when (ms). */
export interface Asked {
  robot: Readonly<RobotRow>;
  needs: Manifest['needs'];
  now: number;
}

/** Dispatch asks it of every robot and job: no words are made for it. */
export const suitsNow = (view: Look, place: Place, asked: Asked): boolean => obstacle(view, place, asked) === undefined;

/** The first condition that fails; `undefined` = it fits. */
export function obstacle(view: Look, place: Place, { robot, needs, now }: Asked): Obstacle | undefined {
  if (elsewhere(view, place, robot) !== undefined) return 'elsewhere';
  if (robot.state !== 'idle') return robot.state;
  if (robot.facts.draining) return 'drains';
  if (robotIsResting(robot, now)) return 'rests';
  return suits(needs, robot) ? undefined : 'lacks';
}

/** What `obstacle` found, in words about the robot. */
export function obstacleSays(view: Look, place: Place, { robot, needs, now }: Asked, found: Obstacle): Said {
  switch (found) {
    case 'elsewhere':
      return elsewhere(view, place, robot) ?? '';
    case 'offline':
      return say`offline since ${{ at: new Date(robot.seen).toISOString() }}`;
    case 'busy':
      return say`busy with run ${{ run: robot.run }}`;
    case 'paused':
      return robot.because === '' ? 'paused' : saidIn(robot, 'because');
    case 'drains':
      return DRAINS;
    case 'rests':
      return restText(robot, now) ?? '';
    case 'lacks':
      return lacks(needs, robot) ?? '';
    default:
      return never(found);
  }
}

function elsewhere(view: Look, place: Place, robot: Readonly<RobotRow>): string | undefined {
  if (place.robot && place.robot !== robot.id) return 'the job is pinned to another robot';
  if (place.pool && !isMember(view, place.pool, robot.id)) return 'not in the pool';
  return undefined;
}

/** Would it fit if it were free? */
export const suits = (needs: Manifest['needs'], robot: Readonly<RobotRow>): boolean => lack(needs, robot) === undefined;

type Lack = 'labels' | 'screen' | 'size' | 'disk';

function lack(needs: Manifest['needs'], robot: Readonly<RobotRow>): Lack | undefined {
  if (missingLabels(needs, robot).length > 0) return 'labels';
  return screenLack(needs.screen, robot.facts) ?? (robot.facts.freeDiskMb < needs.freeDiskMb ? 'disk' : undefined);
}

function missingLabels(needs: Manifest['needs'], robot: Readonly<RobotRow>): string[] {
  const labels = labelsOf(robot);
  return needs.labels.filter((label) => !labels.includes(label));
}

/** A virtual screen is made as large as the package needs it (E8). */
function screenLack(needed: string, facts: Facts): Lack | undefined {
  if (needed === 'none' || facts.screen === 'virtual') return undefined;
  if (facts.screen === 'none') return 'screen';
  const [width = 0, height = 0] = sizeOf(needed);
  const [has = width, high = height] = facts.screenSize ? sizeOf(facts.screenSize) : [];
  return has < width || high < height ? 'size' : undefined;
}

const sizeOf = (text: string): number[] => text.split('x').map(Number);

/** What the robot does not have, in words about it. */
export function lacks(needs: Manifest['needs'], robot: Readonly<RobotRow>): Said | undefined {
  const { freeDiskMb, screenSize = '' } = robot.facts;
  const found = lack(needs, robot);
  switch (found) {
    case undefined:
      return undefined;
    case 'labels':
      return say`lacks the label ${{ list: missingLabels(needs, robot).join(', ') }}`;
    case 'screen':
      return say`has no screen, the package needs ${{ needed: needs.screen }}`;
    case 'size':
      return say`its screen ${{ size: screenSize }} is smaller than ${{ needed: needs.screen }}`;
    case 'disk':
      return say`has ${{ free: freeDiskMb }} MB of free disk, the package needs ${{ needed: needs.freeDiskMb }} MB`;
    default:
      return never(found);
  }
}
