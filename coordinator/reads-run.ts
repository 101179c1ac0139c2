/** What people read of a run instance: itself with its evidence, and windows of its log, its steps and its queue actions. */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { jobView } from './domain/job-view.ts';
import { theJob, theRun } from './domain/lookup.ts';
import { eventView } from './domain/resource-history.ts';
import { idsFrom } from './domain/resource-ids.ts';
import { stepsFrom, stepsLeft } from './domain/run-steps.ts';
import { artifactView, runView } from './domain/run-view.ts';
import type { Principal } from './domain/view.ts';
import { readLog } from './evidence/logs.ts';
import { latestEvents, paged, upTo } from './pages.ts';
import { cursorAt } from './store/lists.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;
type Some<V extends ReadVerb> = { [K in V]: Read<K> };

/** Events and artifacts shown with a run; `run.events` pages through all. */
const MOST_EVENTS = 2_000;
const DEFAULT_STEPS = 200;
/** What the ids of events begin with. */
const EVENT = 'h_';

export function runReads(core: Core): Some<'run.show' | 'run.log' | 'run.steps' | 'run.events'> {
  const { store } = core;
  return {
    'run.show': (params, { workspace }) => shownRun(core, workspace, params),
    'run.log': async (params, { workspace }) => {
      const { lines, logGone } = await store.read((view) => theRun(view, workspace, params.run));
      if (logGone > 0) return { lines: [], total: 0, deleted: logGone };
      return { ...(await readLog(store, params, lines)), total: lines };
    },
    'run.steps': ({ run, from = 1, limit = DEFAULT_STEPS }, { workspace }) =>
      store.read((view) => {
        const row = theRun(view, workspace, run);
        const total = stepsLeft(row);
        const steps = stepsFrom(view, row, from, limit);
        const next = from + limit;
        return {
          steps,
          total,
          ...(next <= total ? { next } : {}),
          ...(total < row.stepCount ? { deleted: row.logGone } : {}),
        };
      }),
    'run.events': (params, { workspace }) => eventsPage(core, workspace, params),
  };
}

async function shownRun(core: Core, workspace: string, { run }: Params<'run.show'>): Promise<Result<'run.show'>> {
  const artifacts = await upTo(core, 'artifacts', { run }, MOST_EVENTS);
  const { events, more } = await latestEvents(core, { run }, MOST_EVENTS);
  return core.store.read((view) => {
    const row = theRun(view, workspace, run);
    const job = theJob(view, workspace, row.job);
    return {
      run: runView(view, row, job),
      job: jobView(view, job),
      artifacts: artifacts.map(artifactView),
      events: events.map((event) => eventView(view, event)),
      ...(more ? { moreEvents: true } : {}),
    };
  });
}

/** Begins after a page's end, after an event by its id, or at an instant: all of them find their place without walking there. */
async function eventsPage(
  core: Core,
  workspace: string,
  { run, startAt, dir = 'asc', after, limit }: Params<'run.events'>,
): Promise<Result<'run.events'>> {
  await core.store.read((view) => theRun(view, workspace, run));
  const at = (id: string) => cursorAt('history', { dir }, { id });
  const start = startAt === undefined ? undefined : at(idsFrom(startAt, EVENT));
  const cursor = after?.startsWith(EVENT) ? at(after) : (after ?? start);
  const { items, next } = await core.store.query('history', { run, dir, limit, after: cursor });
  return core.store.read((view) =>
    paged(
      items.map((event) => eventView(view, event)),
      next,
    ),
  );
}
