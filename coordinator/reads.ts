/** The read verbs: which rows, which view. Committed rows only; every page bounded; all of one workspace (Q5). */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { DiskUse } from './disk-use.ts';
import { theCondition } from './domain/condition.ts';
import { conditionView } from './domain/condition-view.ts';
import { deploymentDetail } from './domain/deployment-view.ts';
import { theDeployment, thePackage, thePool, theRobot } from './domain/lookup.ts';
import { packageDetail } from './domain/package-view.ts';
import { labelsOf } from './domain/robot-labels.ts';
import { poolView, robotRun, robotView } from './domain/robot-view.ts';
import { theUser, userView } from './domain/user.ts';
import type { Principal } from './domain/view.ts';
import { withSeen } from './last-seen.ts';
import { upTo } from './pages.ts';
import { assetReads } from './reads-asset.ts';
import { auditReads } from './reads-audit.ts';
import { deploymentReads } from './reads-deployment.ts';
import { jobReads } from './reads-job.ts';
import { listReads } from './reads-lists.ts';
import { moreListReads } from './reads-lists-more.ts';
import { overviewReads } from './reads-overview.ts';
import { queueReads } from './reads-queue.ts';
import { runReads } from './reads-run.ts';
import { scheduleReads } from './reads-schedule.ts';
import { scriptReads } from './reads-script.ts';
import { webhookReads } from './reads-webhook.ts';
import { type Settings, settingsReads } from './settings.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
export type Reads = { [V in ReadVerb]: Read<V> };

/** Run instances shown with a robot. */
const RECENT_RUNS = 20;
/** Robots whose labels are gathered. */
const MOST_ROBOTS = 50_000;

/** `data`: the coordinator's folder. */
export function readVerbs(core: Core, settings: Settings, data: string): Reads {
  return {
    ...fleetReads(core),
    ...userReads(core),
    ...runReads(core),
    ...deploymentReads(core),
    ...jobReads(core),
    ...queueReads(core),
    ...conditionReads(core),
    ...scheduleReads(core),
    ...assetReads(core),
    ...scriptReads(core),
    ...auditReads(core),
    ...listReads(core),
    ...moreListReads(core),
    ...webhookReads(core),
    ...overviewReads(core, new DiskUse(data, core)),
    ...settingsReads(core, settings),
  };
}

type Some<V extends ReadVerb> = { [K in V]: Read<K> };

type FleetRead = 'package.show' | 'deployment.show' | 'robot.show' | 'robot.labels' | 'pool.show';

function fleetReads(core: Core): Some<FleetRead> {
  const { store, clock } = core;
  return {
    'package.show': ({ package: name }, { workspace }) =>
      store.read((view) => packageDetail(view, thePackage(view, workspace, name))),
    'robot.show': async ({ robot: name }, { workspace }) => {
      const { id } = await store.read((view) => theRobot(view, workspace, name));
      const { items } = await store.query('runs', { robot: id, limit: RECENT_RUNS });
      return store.read((view) => ({
        ...robotView(view, theRobot(view, workspace, id), clock.now()),
        recent: items.map((run) => robotRun(view, run)),
      }));
    },
    'robot.labels': async (_, { workspace }) => {
      const robots = await upTo(core, 'robots', { workspace }, MOST_ROBOTS);
      return { items: [...new Set(robots.flatMap(labelsOf))].sort() };
    },
    'pool.show': ({ pool }, { workspace }) => store.read((view) => poolView(view, thePool(view, workspace, pool))),
    'deployment.show': ({ deployment }, { workspace }) =>
      store.read((view) => deploymentDetail(view, theDeployment(view, workspace, deployment))),
  };
}

function userReads(core: Core): Some<'user.show'> {
  return {
    'user.show': async ({ user }, { workspace }) => {
      const row = await core.store.read((view) => theUser(view, workspace, user));
      const [shown] = await withSeen(core, [userView(row)]);
      return shown!;
    },
  };
}

function conditionReads(core: Core): Some<'condition.show'> {
  const { store } = core;
  return {
    'condition.show': ({ queue }, { workspace }) =>
      store.read((view) => conditionView(view, theCondition(view, workspace, queue))),
  };
}
