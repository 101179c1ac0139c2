/** What people read of resource queues: queues, resources by filter, one resource with its history (Q47, Q48). */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { theBulk } from './domain/bulk.ts';
import { bulkView } from './domain/bulk-view.ts';
import { effectsOf, effectView } from './domain/effect-journal.ts';
import { theQueue } from './domain/lookup.ts';
import { sizeOf } from './domain/queue-delete.ts';
import { queueView } from './domain/queue-view.ts';
import { anyResource } from './domain/resource.ts';
import { eventView } from './domain/resource-history.ts';
import { PAGE_SLACK_MS } from './domain/resource-ids.ts';
import { resourceView, resourceWithValue } from './domain/resource-view.ts';
import type { QueueRow } from './domain/rows.ts';
import type { Principal } from './domain/view.ts';
import { latestEvents, paged } from './pages.ts';
import { searchResources } from './resource-search.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
type Some<V extends ReadVerb> = { [K in V]: Read<K> };

/** Queues that are being removed, and told. */
const MOST_REMOVALS = 100;
/** Events shown with a resource; `resource.history` pages through all. */
const MOST_EVENTS = 2_000;
const DEFAULT_PAGE = 50;
/** Rows that a page with a filter looks at before it gives what it found and says where to go on. */
const LOOKED_PER_PAGE = 5_000;
/** Rows that a preview looks at before it says "at least". */
const LOOKED_PER_PREVIEW = 20_000;
const SAMPLES = 10;

type QueueReads = 'queue.show' | 'queue.removals' | 'resource.list' | 'resource.show' | 'resource.history' | BulkReads;
type BulkReads = 'bulk.preview' | 'bulk.list' | 'bulk.show';

export function queueReads(core: Core): Some<QueueReads> {
  const { store, clock } = core;
  const queueRow = (workspace: string, name: string) => store.read((view) => theQueue(view, workspace, name));
  return {
    'queue.show': ({ queue }, { workspace }) => store.read((view) => queueView(view, theQueue(view, workspace, queue))),
    'queue.removals': (_, { workspace }) =>
      store.read((view) => {
        const gone = view.pick('deletedQueues', {}, MOST_REMOVALS).filter((row) => row.workspace === workspace);
        return { items: gone.map((row) => ({ id: row.id, name: row.name, left: sizeOf(row) })) };
      }),
    'resource.list': async ({ after, limit = DEFAULT_PAGE, ...params }, { workspace }) => {
      const { queue: name, dir, sort, startAt, ...where } = params;
      const queue = await queueRow(workspace, name);
      const portion = { after, limit, look: LOOKED_PER_PAGE };
      const { rows, next } = await searchResources(
        core,
        { queue, where, sort, dir, startAt, slackMs: PAGE_SLACK_MS },
        portion,
      );
      const now = clock.now();
      const items = rows.map((row) => resourceView(row, queue, now));
      return paged(items, next);
    },
    'resource.show': async ({ queue: name, id }, { workspace }) => {
      const { events } = await latestEvents(core, { resource: id }, MOST_EVENTS);
      return store.read((view) => {
        const queue = theQueue(view, workspace, name);
        const resource = resourceWithValue(anyResource(view, queue, id), queue, clock.now());
        const effects = effectsOf(view, id).map(effectView);
        return { resource, history: events.map((event) => eventView(view, event)), effects };
      });
    },
    'resource.history': ({ queue: name, id, ...page }, { workspace }) =>
      historyPage(core, { workspace, name, id }, page),
    'bulk.preview': async ({ queue: name, where }, { workspace }) =>
      preview(core, await queueRow(workspace, name), where),
    'bulk.list': async ({ queue: name, ...page }, { workspace }) => {
      const queue = await queueRow(workspace, name);
      const { items, next } = await store.query('bulks', { ...page, queue: queue.id });
      return paged(await store.read((view) => items.map((row) => bulkView(view, row))), next);
    },
    'bulk.show': ({ bulk }, { workspace }) => store.read((view) => bulkView(view, theBulk(view, workspace, bulk))),
  };
}

/** Also of a resource that was deleted: its last event says by whom. */
async function historyPage(
  core: Core,
  { workspace, name, id }: { workspace: string; name: string; id: string },
  page: { after?: string | undefined; limit?: number | undefined; dir?: 'asc' | 'desc' | undefined },
): Promise<Result<'resource.history'>> {
  const { items, next } = await core.store.query('history', { dir: 'desc', ...page, resource: id });
  return core.store.read((view) => {
    const queue = theQueue(view, workspace, name);
    const ours = items.filter((event) => event.queue === queue.id);
    if (ours.length === 0) anyResource(view, queue, id);
    return paged(
      ours.map((event) => eventView(view, event)),
      next,
    );
  });
}

/** Counts as far as it may look; by status alone the queue knows its counts. */
async function preview(
  core: Core,
  queue: Readonly<QueueRow>,
  where: Params<'bulk.preview'>['where'],
): Promise<Result<'bulk.preview'>> {
  const { status = ['new', 'in_progress', 'processed', 'error'], ...others } = where;
  const known = Object.values(others).every((part) => part === undefined);
  const limit = known ? SAMPLES : LOOKED_PER_PREVIEW;
  const portion = { limit, look: LOOKED_PER_PREVIEW };
  const { rows, next } = await searchResources(core, { queue, where, dir: 'asc' }, portion);
  const now = core.clock.now();
  const samples = rows.slice(0, SAMPLES).map((row) => resourceView(row, queue, now));
  if (!known) return { count: rows.length, atLeast: next !== undefined, samples };
  const count = [...new Set(status)].reduce((sum, one) => sum + queue.counts[one], 0);
  return { count, atLeast: false, samples };
}
