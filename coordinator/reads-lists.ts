/** The lists of named things: robots, pools, packages, deployments and queues; the other ones: reads-lists-more.ts. */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { deploymentView } from './domain/deployment-view.ts';
import { thePackage, thePool, theRobot } from './domain/lookup.ts';
import { packageView } from './domain/package-view.ts';
import { isMember } from './domain/pool-members.ts';
import { queueView } from './domain/queue-view.ts';
import { labelsOf } from './domain/robot-labels.ts';
import { becauseOf, poolView, robotView, sizeOf, waitingOf } from './domain/robot-view.ts';
import type { DeploymentRow, QueueRow, RobotRow } from './domain/rows.ts';
import type { Principal } from './domain/view.ts';
import { byAge, type Listed, type Listing, type ListingParams, listed } from './listing.ts';
import type { ListName, ListRow } from './store/lists.ts';
import type { Look } from './store/store.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
type Verb = 'robot.list' | 'pool.list' | 'package.list' | 'deployment.list' | 'queue.list';

/** One list with its rows as people see them. */
export async function shownList<L extends ListName, S extends string, T>(
  core: Pick<Core, 'store'>,
  listing: Listing<L, S>,
  params: ListingParams<S>,
  show: (view: Look, row: Readonly<ListRow<L>>) => T,
): Promise<Omit<Listed<L>, 'rows'> & { items: T[] }> {
  const { rows, ...rest } = await listed(core, listing, params);
  return { items: await core.store.read((view) => rows.map((row) => show(view, row))), ...rest };
}

export const named = ({ name }: { name: string }): string[] => [name];
export const byName = ({ nameKey }: { nameKey: string }): string => nameKey;
export const oldest = { sort: 'created', dir: 'asc' } as const;
/** Is a flag as it is asked for? */
export const is = (asked: boolean | undefined, flag: number): boolean => asked === undefined || asked === (flag === 1);
/** Is it one of those asked for? */
export const among = <T>(asked: readonly T[] | undefined, value: T): boolean =>
  asked === undefined || asked.includes(value);

export function listReads(core: Core): { [V in Verb]: Read<V> } {
  const { store, clock } = core;
  return {
    'robot.list': async (params, { workspace }) => {
      const listing = await store.read((view) => robots(view, workspace, params, clock.now()));
      return shownList(core, listing, params, (view, row) => robotView(view, row, clock.now()));
    },
    'pool.list': async (params, { workspace }) => {
      const robot = await store.read((view) => params.robot && theRobot(view, workspace, params.robot).id);
      return shownList(
        core,
        {
          ...{ list: 'pools', of: { workspace }, names: named, usual: oldest },
          sorts: {
            ...{ name: byName, created: byAge },
            robots: (row, view) => sizeOf(view, row),
            waiting: (row, view) => waitingOf(view, row),
          },
          meets: ({ id }, view) => robot === undefined || isMember(view, id, robot),
        },
        params,
        poolView,
      );
    },
    'package.list': (params, { workspace }) =>
      shownList(
        core,
        {
          ...{ list: 'packages', of: { workspace }, names: named, usual: oldest },
          sorts: { name: (row) => row.name, created: byAge },
        },
        params,
        packageView,
      ),
    'deployment.list': async (params, { workspace }) => {
      const listing = await store.read((view) => deployments(view, workspace, params));
      return shownList(core, listing, params, deploymentView);
    },
    'queue.list': (params, { workspace }) => shownList(core, queues(workspace, params), params, queueView),
  };
}

/** A robot that is connected is heard every few seconds: it was seen last. */
const SEEN_NOW = Number.MAX_SAFE_INTEGER;

/** `view`: for the names in the filter. `now` in ms: what is said of a state changes with time. */
export function robots(
  view: Look,
  workspace: string,
  { state, pool, label = [], paused }: Pick<Params<'robot.list'>, 'state' | 'pool' | 'label' | 'paused'>,
  now: number,
): Listing<'robots', 'name' | 'created' | 'state' | 'seen' | 'machine'> {
  const poolId = pool === undefined ? undefined : thePool(view, workspace, pool).id;
  const labelled = (row: Readonly<RobotRow>) => {
    const has = labelsOf(row);
    return label.every((one) => has.includes(one));
  };
  return {
    ...{ list: 'robots', of: { workspace }, usual: oldest },
    names: (row, look) => [row.name, row.facts.machine, row.facts.account, String(becauseOf(look, row, now))],
    sorts: {
      ...{ name: byName, created: byAge },
      state: (row) => row.state,
      seen: (row) => (row.state === 'offline' ? row.seen : SEEN_NOW),
      machine: ({ facts }) => facts.machine.toLowerCase(),
    },
    meets: (row, look) =>
      among(state, row.state) &&
      is(paused, row.paused) &&
      (poolId === undefined || isMember(look, poolId, row.id)) &&
      (label.length === 0 || labelled(row)),
  };
}

function deployments(
  view: Look,
  workspace: string,
  { package: name, pool, robot, enabled }: Params<'deployment.list'>,
): Listing<'deployments', 'name' | 'created' | 'package' | 'priority'> {
  const packageId = name === undefined ? undefined : thePackage(view, workspace, name).id;
  const poolId = pool === undefined ? undefined : thePool(view, workspace, pool).id;
  const robotId = robot === undefined ? undefined : theRobot(view, workspace, robot).id;
  const packageOf = (row: Readonly<DeploymentRow>, look: Look) => look.get('package', row.package)?.name ?? row.package;
  return {
    ...{ list: 'deployments', of: { workspace }, usual: oldest },
    names: (row, look) => [row.name, packageOf(row, look)],
    sorts: { name: byName, created: byAge, package: packageOf, priority: (row) => row.priority },
    meets: (row) =>
      is(enabled, row.enabled) &&
      (packageId === undefined || row.package === packageId) &&
      (poolId === undefined || row.pool === poolId) &&
      (robotId === undefined || row.robots.includes(robotId)),
  };
}

type QueueSort = 'name' | 'created' | 'waiting' | 'total' | 'new' | 'in_progress' | 'processed' | 'error';

export function queues(
  workspace: string,
  { waiting, condition }: Pick<Params<'queue.list'>, 'waiting' | 'condition'>,
): Listing<'queues', QueueSort> {
  const conditionOf = (row: Readonly<QueueRow>, view: Look) => view.get('condition', row.id)?.state ?? 'none';
  return {
    ...{ list: 'queues', of: { workspace }, names: named, usual: oldest },
    sorts: {
      ...{ name: byName, created: byAge },
      waiting: (row) => row.waiting,
      total: ({ counts }) => counts.new + counts.in_progress + counts.processed + counts.error,
      new: ({ counts }) => counts.new,
      in_progress: ({ counts }) => counts.in_progress,
      processed: ({ counts }) => counts.processed,
      error: ({ counts }) => counts.error,
    },
    meets: (row, view) =>
      (waiting === undefined || waiting === row.waiting > 0) &&
      (condition === undefined || condition.includes(conditionOf(row, view))),
  };
}
