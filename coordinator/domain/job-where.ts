/** The filter of people over jobs (C9, J31): names resolved once, then a judge of rows. */
import type { JobWhere } from '../../protocol/shapes-job.ts';
import { type Look, theDeployment, thePackage, thePool, theRobot } from './lookup.ts';
import type { JobRow } from './rows.ts';

/** A job without what may be large: what lists and previews look at. */
export type JobBrief = Omit<JobRow, 'params' | 'output'>;

/** Names as ids; `undefined` = not asked for. */
export interface FoundWhere extends Omit<JobWhere, 'deployment' | 'robot' | 'pool' | 'package'> {
  deploymentId: string | undefined;
  robotId: string | undefined;
  poolId: string | undefined;
  packageId: string | undefined;
}

/** Refuses a name that leads to nothing, with its field. */
export function findWhere(view: Look, workspace: string, where: JobWhere): FoundWhere {
  const { deployment, robot, pool, package: pack, ...rest } = where;
  return {
    ...rest,
    deploymentId: deployment === undefined ? undefined : theDeployment(view, workspace, deployment).id,
    robotId: robot === undefined ? undefined : theRobot(view, workspace, robot).id,
    poolId: pool === undefined ? undefined : thePool(view, workspace, pool).id,
    packageId: pack === undefined ? undefined : thePackage(view, workspace, pack).id,
  };
}

/** Does a job meet everything? `view` is asked for the run of a job only when a robot is named. */
export function meetsJobWhere(view: Pick<Look, 'get'>, where: FoundWhere, job: Readonly<JobBrief>): boolean {
  const { state, source, text, version, robotId, poolId, packageId, deploymentId } = where;
  return (
    (!state || state.includes(job.state)) &&
    (!source || source.includes(job.source)) &&
    within(job.created, where.createdFrom, where.createdTo) &&
    happened(job.started, where.startedFrom, where.startedTo) &&
    happened(job.ended, where.endedFrom, where.endedTo) &&
    within(job.priority, where.priorityFrom, where.priorityTo) &&
    (deploymentId === undefined || job.deployment === deploymentId) &&
    (poolId === undefined || job.pool === poolId) &&
    (packageId === undefined || job.package === packageId) &&
    (text === undefined || job.id === text || job.message.toLowerCase().includes(text.toLowerCase())) &&
    (version === undefined || view.get('version', job.version)?.version === version) &&
    (robotId === undefined || job.robot === robotId || view.get('run', job.run)?.robot === robotId)
  );
}

const within = (value: number, from = -Infinity, to = Infinity): boolean => value >= from && value <= to;
/** 0: it did not happen yet, and is in no range. */
const happened = (at: number, from?: number, to?: number): boolean =>
  (from === undefined && to === undefined) || (at > 0 && within(at, from, to));
