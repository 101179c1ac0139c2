/** How a robot comes to be and goes (J8, J11, X2): enrolment by a token of one use, pause, facts, deletion. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { dropValuesOfRobot } from './asset.ts';
import { theRobot } from './lookup.ts';
import { addMember, MAX_POOLS } from './pool-members.ts';
import { robotRested } from './rest.ts';
import { askingRobot, moveRobot, saveRobot } from './robot.ts';
import { kept } from './said.ts';
import { recount } from './tally.ts';
import { spend } from './token.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** A token bound to a name gives the robot that name; one bound to a pool puts it there. Refused tokens stay unspent. */
export function enrolRobot(view: View, p: Params<'robot.enrolled'>, ctx: Ctx): Result<'robot.enrolled'> {
  const token = spend(view, p.tokenHash, 'enrol', ctx);
  const name = token.name || p.name;
  const id = `b_${ctx.newId()}`;
  claimName(view, 'robot', token.workspace, name, id);
  saveRobot(view, {
    id,
    workspace: token.workspace,
    name,
    nameKey: nameKey(name),
    publicKey: p.publicKey,
    state: 'offline',
    paused: 0,
    session: '',
    run: '',
    epoch: 0,
    facts: p.facts,
    labels: [],
    rival: null,
    ...kept('because', say`enrolled, not connected yet`),
    ...robotRested,
    created: ctx.now,
    seen: ctx.now,
  });
  if (token.pool && view.get('pool', token.pool)) addMember(view, token.pool, id, ctx);
  return { robot: id, name };
}

export function robotFacts(view: View, p: Params<'robot.facts'>, ctx: Ctx): Result<'robot.facts'> {
  const robot = saveRobot(view, { ...askingRobot(view, ctx), facts: p.facts, seen: ctx.now });
  if (robot.state === 'idle') view.emit({ kind: 'dispatch', robot: robot.id });
  return {};
}

/** During a run a pause takes effect at its end; said twice it changes nothing. */
export function pauseRobot(view: View, p: Params<'robot.pause'>, ctx: Ctx): Result<'robot.pause'> {
  const robot = theRobot(view, ctx.who.workspace, p.robot);
  const by = ctx.who.kind === 'person' ? ctx.who.name : 'Gantry';
  const because = kept(
    'because',
    p.reason ? say`paused by ${{ by }}: ${{ text: p.reason }}` : say`paused by ${{ by }}`,
  );
  if (robot.paused === (p.paused ? 1 : 0)) {
    if (p.paused && p.reason) saveRobot(view, { ...robot, ...because }); // a reason that is said later
    return {};
  }
  if (!p.paused) {
    const next = moveRobot(view, robot, 'unpause', { paused: 0, ...kept('because', '') });
    if (next.state === 'idle') view.emit({ kind: 'dispatch', robot: next.id });
    return {};
  }
  moveRobot(view, robot, 'pause', { paused: 1, ...because });
  return {};
}

/** J11: offline, on no run, and no open job pinned to it. */
export function deleteRobot(view: View, p: Params<'robot.delete'>, ctx: Ctx): Result<'robot.delete'> {
  const robot = theRobot(view, ctx.who.workspace, p.robot);
  if (robot.state !== 'offline')
    refuse('InUse', say`robot ${{ robot: robot.name }} is ${{ state: robot.state }}; stop its agent first`, {
      field: 'robot',
    });
  if (robot.run)
    refuse(
      'InUse',
      say`robot ${{ robot: robot.name }} still has the run ${{ run: robot.run }}; force-close its job first`,
      { field: 'robot' },
    );
  const [job] = view.pick('openJobsPinned', { robot: robot.id }, 1);
  if (job)
    refuse('InUse', say`the job ${{ job: job.id }} is pinned to robot ${{ robot: robot.name }}; cancel it first`, {
      field: 'robot',
    });
  for (const member of view.pick('poolsOf', { robot: robot.id }, MAX_POOLS)) view.drop('member', member.id);
  dropValuesOfRobot(view, robot.id);
  freeName(view, 'robot', robot.workspace, robot.name);
  view.drop('robot', robot.id);
  recount(view, 'robot', robot.state, undefined);
  view.emit({ kind: 'changed', topics: ['robots'] });
  return {};
}
