/** The read verbs: which rows, which view. Committed rows only; every page bounded; all of one workspace (Q5). */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { ResourceEvent } from '../protocol/shapes.ts';
import type { Core } from './core.ts';
import { theCondition } from './domain/condition.ts';
import { conditionView } from './domain/condition-view.ts';
import { deploymentView } from './domain/deployment-view.ts';
import { effectsOf, effectView } from './domain/effect-journal.ts';
import { jobDetail, jobView } from './domain/job-view.ts';
import { theDeployment, theJob } from './domain/lookup.ts';
import { notYet } from './domain/not-yet.ts';
import { packageView } from './domain/package-view.ts';
import { queueView } from './domain/queue-view.ts';
import { resourceView, resourceWithValue } from './domain/resource-view.ts';
import { poolView, robotView } from './domain/robot-view.ts';
import type { HistoryRow, QueueRow, Rows } from './domain/rows.ts';
import { artifactView, runView } from './domain/run-view.ts';
import { findByName } from './domain/unique-name.ts';
import type { Principal } from './domain/view.ts';
import { readLog } from './evidence/logs.ts';
import { scriptReads } from './reads-script.ts';
import type { ListName, ListPage, ListParams } from './store/lists.ts';
import type { Look } from './store/store.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
export type Reads = { [V in ReadVerb]: Read<V> };

/** Rows of a list that is shown whole; more than that waits for paging (named limits, bounded answers). */
const MOST_ROWS = 5_000;
/** Events and artifacts shown with a run or a resource. */
const MOST_EVENTS = 2_000;
const PORTION = 500;

export function readVerbs(core: Core): Reads {
  return {
    ...fleetReads(core),
    ...workReads(core),
    ...queueReads(core),
    ...conditionReads(core),
    ...scriptReads(core),
  };
}

type Some<V extends ReadVerb> = { [K in V]: Read<K> };

function fleetReads(core: Core): Some<'package.list' | 'robot.list' | 'pool.list' | 'deployment.list'> {
  const { store, clock } = core;
  return {
    'package.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'packages', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => packageView(view, row))) };
    },
    'robot.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'robots', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => robotView(view, row, clock.now()))) };
    },
    'pool.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'pools', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => poolView(view, row))) };
    },
    'deployment.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'deployments', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => deploymentView(view, row))) };
    },
  };
}

function workReads(core: Core): Some<'job.list' | 'job.show' | 'run.show' | 'run.log'> {
  const { store, clock } = core;
  return {
    'job.list': async ({ deployment, ...page }, { workspace }) => {
      const of =
        deployment === undefined
          ? { workspace }
          : { deployment: (await store.read((view) => theDeployment(view, workspace, deployment))).id };
      const { items, next } = await store.query('jobs', { ...page, ...of });
      return paged(await store.read((view) => items.map((row) => jobView(view, row))), next);
    },
    'job.show': ({ job }, { workspace }) =>
      store.read((view) => jobDetail(view, theJob(view, workspace, job), clock.now())),
    'run.show': async ({ run }, { workspace }) => {
      const artifacts = await upTo(core, 'artifacts', { run }, MOST_EVENTS);
      const events = await upTo(core, 'history', { run }, MOST_EVENTS);
      return store.read((view) => {
        const row = theRun(view, workspace, run);
        const job = theJob(view, workspace, row.job);
        return {
          run: runView(view, row, job),
          job: jobView(view, job),
          artifacts: artifacts.map(artifactView),
          events: events.map((event) => eventView(view, event)),
        };
      });
    },
    'run.log': async (params, { workspace }) => {
      const { lines: total } = await store.read((view) => theRun(view, workspace, params.run));
      return { ...(await readLog(store, params, total)), total };
    },
  };
}

type QueueReads = 'queue.list' | 'queue.show' | 'resource.list' | 'resource.show' | 'resource.history' | BulkReads;
type BulkReads = 'bulk.preview' | 'bulk.list' | 'bulk.show';

function queueReads(core: Core): Some<QueueReads> {
  const { store, clock } = core;
  const queueRow = (workspace: string, name: string) => store.read((view) => theQueue(view, workspace, name));
  return {
    'queue.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'queues', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => queueView(view, row))) };
    },
    'queue.show': ({ queue }, { workspace }) => store.read((view) => queueView(view, theQueue(view, workspace, queue))),
    'resource.history': notYet,
    'bulk.preview': notYet,
    'bulk.list': notYet,
    'bulk.show': notYet,
    'resource.list': async ({ queue: name, after, limit, dir, sort, status, ...where }, { workspace }) => {
      const queue = await queueRow(workspace, name);
      if ((status?.length ?? 1) > 1 || Object.values(where).some((part) => part !== undefined)) return notYet();
      const page = { after, limit, dir, sort, status: status?.[0] };
      const { items, next } = await store.query('resources', { ...page, queue: queue.id });
      const now = clock.now();
      return paged(
        items.map((row) => resourceView(row, queue, now)),
        next,
      );
    },
    'resource.show': async ({ queue: name, id }, { workspace }) => {
      const queue = await queueRow(workspace, name);
      const history = await upTo(core, 'history', { resource: id }, MOST_EVENTS);
      return store.read((view) => {
        const row = view.get('resource', id);
        if (row?.queue !== queue.id) return refuse('ResourceNotFound', `there is no resource ${id} in "${queue.name}"`);
        const resource = resourceWithValue(row, queue, clock.now());
        const effects = effectsOf(view, id).map(effectView);
        return { resource, history: history.map((event) => eventView(view, event)), effects };
      });
    },
  };
}

function conditionReads(core: Core): Some<'condition.list' | 'condition.show'> {
  const { store } = core;
  return {
    'condition.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'conditions', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => conditionView(view, row))) };
    },
    'condition.show': ({ queue }, { workspace }) =>
      store.read((view) => conditionView(view, theCondition(view, workspace, queue))),
  };
}

const paged = <T>(items: T[], next: string | undefined) => (next === undefined ? { items } : { items, next });

/** All rows of a list, page by page, up to `most`. */
async function upTo<L extends ListName>(core: Core, list: L, of: object, most: number): Promise<ListPage<L>['items']> {
  const rows: ListPage<L>['items'] = [];
  let after: string | undefined;
  do {
    const params = { ...of, after, limit: PORTION } as unknown as ListParams<L>;
    const page = await core.store.query(list, params);
    rows.push(...page.items);
    after = page.next;
  } while (after !== undefined && rows.length < most);
  return rows;
}

function theRun(view: Look, workspace: string, id: string): Readonly<Rows['run']> {
  const row = view.get('run', id);
  return row?.workspace === workspace ? row : refuse('RunNotFound', `there is no run ${id}`, { field: 'run' });
}

function theQueue(view: Look, workspace: string, name: string): Readonly<QueueRow> {
  const row = view.get('queue', findByName(view, 'queue', workspace, name) ?? name);
  return row?.workspace === workspace
    ? row
    : refuse('QueueNotFound', `there is no queue "${name}"`, { field: 'queue' });
}

function eventView(view: Look, { run, queue, detail, ...row }: Readonly<HistoryRow>): ResourceEvent {
  return {
    ...row,
    queue: view.get('queue', queue)?.name ?? queue,
    ...(run === '' ? {} : { run }),
    detail: detail as ResourceEvent['detail'],
  };
}
