/** May this robot take this job now? One predicate for dispatch (J25) and for the answer to "why waiting" (J32). */
import type { Manifest } from '../../protocol/manifest.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import type { Look } from './lookup.ts';
import { isMember } from './pool-members.ts';
import type { JobRow, RobotRow } from './rows.ts';

/** The first condition that fails, in words about the robot; `undefined` = it fits. */
export function mismatch(
  view: Look,
  job: Readonly<Pick<JobRow, 'robot' | 'pool'>>,
  needs: Manifest['needs'],
  robot: Readonly<RobotRow>,
): string | undefined {
  return elsewhere(view, job, robot) ?? unavailable(robot) ?? lacks(needs, robot.facts);
}

function elsewhere(
  view: Look,
  job: Readonly<Pick<JobRow, 'robot' | 'pool'>>,
  robot: Readonly<RobotRow>,
): string | undefined {
  if (job.robot && job.robot !== robot.id) return 'the job is pinned to another robot';
  if (job.pool && !isMember(view, job.pool, robot.id)) return 'not in the pool';
  return undefined;
}

function unavailable(robot: Readonly<RobotRow>): string | undefined {
  if (robot.state === 'offline') return `offline since ${new Date(robot.seen).toISOString()}`;
  if (robot.state === 'paused') return robot.because || 'paused';
  if (robot.state === 'busy') return `busy with run ${robot.run}`;
  return undefined;
}

function lacks(needs: Manifest['needs'], facts: Facts): string | undefined {
  const missing = needs.labels.filter((label) => !facts.labels.includes(label));
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
