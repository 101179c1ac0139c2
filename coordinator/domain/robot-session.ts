/** Sessions of robots (P3, P4): hello compares the agent's runs with ours, goodbye makes it offline, a start everybody. */
import type { HeldRun } from '../../protocol/calls-agent.ts';
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Said, say } from '../../protocol/sentence.ts';
import { missedCancel } from './job-stop.ts';
import { robotRested } from './rest.ts';
import { moveRobot } from './robot.ts';
import { clashOf, rivalOf } from './robot-rival.ts';
import type { RobotRow, RunRow } from './rows.ts';
import { endRun } from './run-end.ts';
import { withdrawOffer } from './run-offer.ts';
import { kept, saidIn } from './said.ts';
import type { Ctx, View } from './view.ts';

type Answer = Result<'robot.connected'>['runs'][number]['answer'];

/** Rows of one sweep at a start; robots and open runs of one installation. */
const MAX_ROBOTS = 100_000;
/** A robot runs one at a time (J9); more can only be what a defect left. */
const MAX_OPEN_RUNS = 100;

/** A newer session replaces the older one. Runs that we believe in and the agent does not list are lost at once. */
export function robotConnected(view: View, p: Params<'robot.connected'>, ctx: Ctx): Result<'robot.connected'> {
  const known = view.get('robot', p.robot) ?? refuse('RobotNotFound', 'this robot was deleted; enrol it again');
  const because = kept('because', known.paused ? saidIn(known, 'because') : '');
  const rival = rivalOf(known, p.facts, ctx.now);
  const robot = moveRobot(view, known, 'hello', {
    ...{ session: p.session, facts: p.facts, seen: ctx.now, ...because, rival },
    ...robotRested, // whatever it refused for was before
  });
  const runs = p.runs.map((held) => ({ run: held.run, answer: answerFor(view, robot, held, ctx) }));
  const listed = new Set(p.runs.map((held) => held.run));
  for (const run of view.pick('openRunsOn', { robot: robot.id }, MAX_OPEN_RUNS))
    if (!listed.has(run.id)) missing(view, run, p.facts.boot, ctx);
  if (view.get('robot', robot.id)?.state === 'idle') view.emit({ kind: 'dispatch', robot: robot.id });
  const clash = clashOf(robot, ctx.now);
  return { runs, ...(clash === undefined ? {} : { clash: String(clash) }) };
}

/**
 * resume: all is well, go on. report: no process of it is alive, but what its spool and uploads hold is wanted.
 * kill: alive although it is over for us. forget: we know nothing of it, throw it away.
 */
function answerFor(view: View, robot: RobotRow, held: HeldRun, ctx: Ctx): Answer {
  const run = view.get('run', held.run);
  if (!run || run.robot !== robot.id) return held.alive ? 'kill' : 'forget';
  if (!run.open || run.epoch !== held.epoch) {
    if (!held.alive) return 'report';
    return run.reported && run.epoch === held.epoch ? 'resume' : 'kill'; // it is uploading, or it must end
  }
  if (run.state === 'assigned') {
    withdrawOffer(view, run, say`${{ robot: robot.name }} reconnected before it accepted`);
    return held.alive ? 'kill' : 'forget';
  }
  const word = held.alive ? missedCancel(view, run.id) : undefined;
  if (word) view.emit({ kind: 'cancel', robot: robot.id, ...word });
  if (held.alive) return 'resume';
  if (!held.ended) loseHeld(view, run, robot.facts.boot, ctx);
  return 'report';
}

function missing(view: View, run: Readonly<RunRow>, boot: string, ctx: Ctx): void {
  if (run.state === 'assigned')
    withdrawOffer(view, run, say`${{ robot: run.robotName }} reconnected before it accepted`);
  else loseHeld(view, run, boot, ctx);
}

function loseHeld(view: View, run: Readonly<RunRow>, boot: string, ctx: Ctx): void {
  const what =
    run.boot === boot
      ? say`the supervisor of the run is gone`
      : say`the machine ${{ machine: run.machine }} was restarted`;
  endRun(view, run, { state: 'lost', reason: 'supervisor-vanished', error: what }, ctx);
}

/** An older session's end changes nothing. Its run goes on; an offer it had not accepted goes to somebody else. */
export function robotDisconnected(view: View, p: Params<'robot.disconnected'>, ctx: Ctx): Result<'robot.disconnected'> {
  const robot = view.get('robot', p.robot);
  if (!robot || robot.session !== p.session) return {};
  goOffline(view, robot, saidIn(p, 'because'), ctx);
  if (!p.orderly) view.emit({ kind: 'happened', what: { event: 'robot.offline', robot: robot.id } });
  return {};
}

export function coordinatorStarted(
  view: View,
  _: Params<'coordinator.started'>,
  ctx: Ctx,
): Result<'coordinator.started'> {
  for (const robot of view.pick('robots', { workspace: ctx.who.workspace }, MAX_ROBOTS))
    if (robot.state !== 'offline') {
      goOffline(view, robot, say`the coordinator was restarted`, ctx);
      view.emit({ kind: 'happened', what: { event: 'robot.offline', robot: robot.id } });
    }
  for (const run of view.pick('openRuns', {}, MAX_ROBOTS))
    if (run.state === 'assigned') withdrawOffer(view, run, say`the coordinator was restarted`);
  return {};
}

function goOffline(view: View, robot: Readonly<RobotRow>, why: Said, ctx: Ctx): void {
  const because = kept('because', robot.paused ? saidIn(robot, 'because') : why);
  moveRobot(view, robot, 'lose', { session: '', ...because, seen: ctx.now });
  const run = robot.run === '' ? undefined : view.get('run', robot.run);
  if (run?.state === 'assigned') withdrawOffer(view, run, say`${{ robot: robot.name }} went offline`);
}
