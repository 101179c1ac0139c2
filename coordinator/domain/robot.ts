/** The one door to a robot's state (J8): state, current run and session change together, by the state table. */
import { refuse } from '../../protocol/errors.ts';
import { step } from './machine.ts';
import type { RobotRow } from './rows.ts';
import { robotStates } from './states.ts';
import { recount } from './tally.ts';
import type { Ctx, View } from './view.ts';

type RobotEvent = 'hello' | 'assign' | 'release' | 'pause' | 'unpause' | 'lose';

/**
 * Applies `event` with the changes that belong to it. A robot that would be idle while it has a run is busy, and one that
 * is paused stays paused: a pause asked for during a run takes effect at the run's end.
 */
export function moveRobot(
  view: View,
  robot: Readonly<RobotRow>,
  event: RobotEvent,
  change: Partial<RobotRow> = {},
): RobotRow {
  const next: RobotRow = { ...robot, ...change, state: step(robotStates, robot.state, event, 'robot') };
  if (next.state === 'idle' && next.run !== '') next.state = step(robotStates, next.state, 'assign', 'robot');
  else if (next.state === 'idle' && next.paused) next.state = step(robotStates, next.state, 'pause', 'robot');
  return saveRobot(view, next);
}

/** Facts and other columns that have nothing to do with the state. */
export function saveRobot(view: View, robot: RobotRow): RobotRow {
  recount(view, 'robot', view.get('robot', robot.id)?.state, robot.state);
  view.put('robot', robot);
  view.emit({ kind: 'changed', topics: ['robots'] });
  return robot;
}

/** The run is over for this robot, if it is the one it was on; an idle robot asks for the next. */
export function releaseRobot(view: View, id: string, run: string): RobotRow | undefined {
  const robot = view.get('robot', id);
  if (!robot || robot.run !== run) return undefined;
  return moveRobot(view, robot, 'release', { run: '' });
}

/** The robot whose agent asks; refuses an agent whose connection was replaced by a newer one (P3). */
export function askingRobot(view: View, ctx: Ctx): Readonly<RobotRow> {
  if (ctx.who.kind !== 'agent') return refuse('Forbidden', 'only an agent may say this');
  const robot = view.get('robot', ctx.who.robot);
  if (!robot) return refuse('RobotNotFound', 'this robot was deleted; enrol it again');
  if (robot.session === ctx.who.session) return robot;
  return refuse('Unauthenticated', `a newer connection of robot ${robot.name} replaced this one; say hello again`);
}
