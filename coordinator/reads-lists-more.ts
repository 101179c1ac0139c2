/** The lists of named things about people, assets, the clock and what queues and events start. */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { Role } from '../protocol/fields.ts';
import type { Core } from './core.ts';
import { assetView, deploymentsOf } from './domain/asset-view.ts';
import { calendarView } from './domain/calendar.ts';
import { conditionView } from './domain/condition-view.ts';
import { theDeployment } from './domain/lookup.ts';
import type { ConditionRow } from './domain/rows.ts';
import type { ScheduleRow } from './domain/rows-schedule.ts';
import { scheduleView } from './domain/schedule-view.ts';
import { isListed, ownerOf, tokenView } from './domain/token.ts';
import { userView } from './domain/user.ts';
import type { Principal } from './domain/view.ts';
import { webhookView } from './domain/webhook-view.ts';
import { seenOfAll, withSeen } from './last-seen.ts';
import { byAge } from './listing.ts';
import { among, byName, is, named, oldest, shownList } from './reads-lists.ts';
import type { Look } from './store/store.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
type Verb =
  | 'asset.list'
  | 'schedule.list'
  | 'calendar.list'
  | 'condition.list'
  | 'webhook.list'
  | 'user.list'
  | 'token.list';

type Some<V extends Verb> = { [K in V]: Read<K> };

export const moreListReads = (core: Core): Some<Verb> => ({
  ...assetList(core),
  ...clockLists(core),
  ...startLists(core),
  ...peopleLists(core),
});

const deploymentId = ({ store }: Core, workspace: string, name: string | undefined) =>
  store.read((view) => (name === undefined ? undefined : theDeployment(view, workspace, name).id));

function assetList(core: Core): Some<'asset.list'> {
  return {
    'asset.list': async (params, { workspace }) => {
      const users = await core.store.read((view) => deploymentsOf(view, workspace));
      return shownList(
        core,
        {
          ...{ list: 'assets', of: { workspace }, names: named, usual: { sort: 'name', dir: 'asc' } },
          sorts: { name: byName, created: byAge, type: (row) => row.type },
          meets: (row) => among(params.type, row.type) && is(params.secret, row.secret),
        },
        params,
        (view, row) => assetView(view, row, users),
      );
    },
  };
}

function clockLists(core: Core): Some<'schedule.list' | 'calendar.list'> {
  return {
    'schedule.list': async (params, { workspace }) => {
      const deployment = await deploymentId(core, workspace, params.deployment);
      return shownList(
        core,
        {
          ...{ list: 'schedules', usual: oldest },
          names: (row, view) => [row.name, view.get('deployment', row.deployment)?.name ?? ''],
          of: deployment === undefined ? { workspace } : { deployment },
          sorts: {
            ...{ name: byName, created: byAge },
            next: (row) => row.next || NEVER,
            last: (row) => row.result?.at ?? 0,
            updated: (row) => row.updated,
            deployment: deploymentOf,
          },
          meets: (row) => is(params.enabled, row.enabled),
        },
        params,
        scheduleView,
      );
    },
    'calendar.list': (params, { workspace }) =>
      shownList(
        core,
        {
          ...{ list: 'calendars', of: { workspace }, names: named, usual: oldest },
          sorts: { name: byName, created: byAge, updated: (row) => row.updated, count: (row) => row.days.length },
        },
        params,
        calendarView,
      ),
  };
}

function startLists(core: Core): Some<'condition.list' | 'webhook.list'> {
  return {
    'condition.list': async (params, { workspace }) => {
      const deployment = await deploymentId(core, workspace, params.deployment);
      return shownList(
        core,
        {
          ...{ list: 'conditions', of: { workspace }, usual: oldest },
          names: (row, view) => [queueOf(row, view)],
          sorts: {
            name: (row, view) => queueOf(row, view).toLowerCase(),
            created: byAge,
            state: (row) => row.state,
            updated: (row) => row.updated,
          },
          meets: (row) => among(params.state, row.state) && (deployment === undefined || row.deployment === deployment),
        },
        params,
        conditionView,
      );
    },
    'webhook.list': (params, { workspace }) =>
      shownList(
        core,
        {
          ...{ list: 'webhooks', of: { workspace }, usual: oldest },
          names: ({ name, url }) => [name, url],
          sorts: {
            ...{ name: byName, created: byAge },
            state: (row) => row.state,
            waiting: (row) => row.waiting,
            updated: (row) => row.updated,
          },
          meets: (row) =>
            among(params.state, row.state) &&
            (params.event === undefined || params.event.some((event) => row.events.includes(event))),
        },
        params,
        webhookView,
      ),
  };
}

function peopleLists(core: Core): Some<'user.list' | 'token.list'> {
  return {
    'user.list': async (params, { workspace }) => {
      const seen = params.sort === 'seen' ? await seenOfAll(core, workspace) : undefined;
      const page = await shownList(
        core,
        {
          ...{ list: 'users', of: { workspace }, usual: oldest },
          names: ({ name, fullName }) => [name, fullName],
          sorts: {
            ...{ name: byName, created: byAge },
            role: (row) => Role.options.indexOf(row.role),
            seen: ({ id }) => seen?.get(id) ?? 0,
          },
          meets: (row) => among(params.role, row.role) && is(params.disabled, row.disabled),
        },
        params,
        (_, row) => userView(row),
      );
      return { ...page, items: await withSeen(core, page.items) };
    },
    'token.list': async (params, who) => {
      const subject = await core.store.read((view) => ownerOf(view, who, params.user));
      const now = core.clock.now();
      return shownList(
        core,
        {
          ...{ list: 'tokens', of: { subject }, names: named, usual: { sort: 'created', dir: 'desc' } },
          sorts: {
            name: ({ name }) => name.toLowerCase(),
            created: (row) => row.created,
            expires: (row) => row.expires || NEVER,
          },
          meets: (row) => isListed(row, now) && among<string>(params.kind, row.kind),
        },
        params,
        (_, row) => tokenView(row),
      );
    },
  };
}

/** An instant that comes after all others: of what has none. */
const NEVER = Number.MAX_SAFE_INTEGER;

const deploymentOf = (row: Readonly<ScheduleRow>, view: Look): string =>
  view.get('deployment', row.deployment)?.nameKey ?? row.deployment;
const queueOf = (row: Readonly<ConditionRow>, view: Look): string => view.get('queue', row.id)?.name ?? row.queueName;
