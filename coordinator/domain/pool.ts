/** Pools (J10): a named set of robots that take its jobs; joining and leaving never touches a run that is on. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { thePool, theRobot } from './lookup.ts';
import { addMember, MAX_MEMBERS, memberId } from './pool-members.ts';
import { poolView } from './robot-view.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

const changed = (view: View) => view.emit({ kind: 'changed', topics: ['robots'] });

export function createPool(view: View, p: Params<'pool.create'>, ctx: Ctx): Result<'pool.create'> {
  const { workspace } = ctx.who;
  const row = { id: `p_${ctx.newId()}`, workspace, name: p.name, nameKey: nameKey(p.name), created: ctx.now };
  claimName(view, 'pool', workspace, p.name, row.id);
  view.put('pool', row);
  changed(view);
  return poolView(view, row);
}

/** Members, deployments, jobs and enrolment tokens know a pool by its id: a new name changes nothing for them. */
export function updatePool(view: View, p: Params<'pool.update'>, ctx: Ctx): Result<'pool.update'> {
  const kept = thePool(view, ctx.who.workspace, p.pool);
  const row = { ...kept, name: p.name, nameKey: nameKey(p.name) };
  claimName(view, 'pool', row.workspace, row.name, row.id);
  if (row.nameKey !== kept.nameKey) freeName(view, 'pool', row.workspace, kept.name);
  view.put('pool', row);
  view.emit({ kind: 'changed', topics: ['robots', 'deployments', 'jobs'] });
  return poolView(view, row);
}

export function deletePool(view: View, p: Params<'pool.delete'>, ctx: Ctx): Result<'pool.delete'> {
  const pool = thePool(view, ctx.who.workspace, p.pool);
  const [deployment] = view.pick('deploymentsOfPool', { pool: pool.id }, 1);
  if (deployment)
    refuse(
      'InUse',
      say`the deployment ${{ deployment: deployment.name }} targets the pool ${{ pool: pool.name }}; change it first`,
      { field: 'pool' },
    );
  const [job] = view.pick('poolJobs', { pool: pool.id }, 1);
  if (job)
    refuse('InUse', say`the job ${{ job: job.id }} waits in the pool ${{ pool: pool.name }}; cancel it first`, {
      field: 'pool',
    });
  for (const member of view.pick('robotsOf', { pool: pool.id }, MAX_MEMBERS)) view.drop('member', member.id);
  freeName(view, 'pool', pool.workspace, pool.name);
  view.drop('pool', pool.id);
  changed(view);
  return {};
}

export function joinPool(view: View, p: Params<'pool.join'>, ctx: Ctx): Result<'pool.join'> {
  const pool = thePool(view, ctx.who.workspace, p.pool);
  const robot = theRobot(view, ctx.who.workspace, p.robot);
  addMember(view, pool.id, robot.id, ctx);
  return {};
}

export function leavePool(view: View, p: Params<'pool.leave'>, ctx: Ctx): Result<'pool.leave'> {
  const pool = thePool(view, ctx.who.workspace, p.pool);
  const robot = theRobot(view, ctx.who.workspace, p.robot);
  view.drop('member', memberId(pool.id, robot.id));
  changed(view);
  return {};
}
