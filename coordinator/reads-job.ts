/** What people read of jobs: lists by filter, previews of batches (J31), why something waits (J32). */
import { setImmediate as turn } from 'node:timers/promises';
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { Said } from '../protocol/sentence.ts';
import type { JobView } from '../protocol/shapes.ts';
import type { Core } from './core.ts';
import { countEach, leftAlone } from './domain/job-batch.ts';
import { jobResources } from './domain/job-resources.ts';
import { jobDetail, jobView, runsOf, whyJob } from './domain/job-view.ts';
import type { JobBrief } from './domain/job-where.ts';
import { theJob } from './domain/lookup.ts';
import { PAGE_SLACK_MS } from './domain/resource-ids.ts';
import { whyResource } from './domain/resource-why.ts';
import type { Principal } from './domain/view.ts';
import { searchJobs } from './job-search.ts';
import { latestEvents, paged } from './pages.ts';
import { starveAfterMs } from './starving.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;

const DEFAULT_PAGE = 50;
/** Rows that a page with a filter looks at before it gives what it found and says where to go on. */
const LOOKED_PER_PAGE = 5_000;
/** Rows that a preview looks at before it says "at least". */
const LOOKED_PER_PREVIEW = 20_000;
const SAMPLES = 10;
/** Jobs judged in one go. */
const JUDGED_AT_ONCE = 200;
/** Whole rows read in one go. */
const READ_AT_ONCE = 50;
/** Queue actions of one run that are counted. */
const COUNTED_PER_RUN = 10_000;
/** Children shown with a job. */
const MOST_CHILDREN = 100;

type JobReads = 'job.list' | 'job.show' | 'job.batchPreview' | 'job.why' | 'job.resources' | 'resource.why';

export function jobReads(core: Core): { [V in JobReads]: Read<V> } {
  const { store, clock } = core;
  return {
    'job.list': async ({ after, limit = DEFAULT_PAGE, dir, sort, startAt, ...where }, { workspace }) => {
      const search = { workspace, where, sort, dir, startAt, slackMs: PAGE_SLACK_MS };
      const { rows, next } = await searchJobs(core, search, { after, limit, look: LOOKED_PER_PAGE });
      return paged(await jobsAsShown(core, rows), next);
    },
    'job.show': async ({ job }, { workspace }) => {
      const { items: children } = await store.query('children', { parent: job, limit: MOST_CHILDREN });
      return store.read((view) =>
        jobDetail(view, theJob(view, workspace, job), clock.now(), { children, starveAfterMs: starveAfterMs(core) }),
      );
    },
    'job.batchPreview': (params, { workspace }) => preview(core, workspace, params),
    'job.why': ({ job }, { workspace }) =>
      store.read((view) => whyJob(view, theJob(view, workspace, job), clock.now(), starveAfterMs(core))),
    'job.resources': ({ job }, { workspace }) => resourcesOf(core, workspace, job),
    'resource.why': ({ id }, { workspace }) => store.read((view) => whyResource(view, workspace, id, clock.now())),
  };
}

async function preview(
  core: Core,
  workspace: string,
  { ids, where, change }: Params<'job.batchPreview'>,
): Promise<Result<'job.batchPreview'>> {
  if ((ids === undefined) === (where === undefined))
    refuse('ValidationError', 'where: say which jobs by ids or by a filter, one of them', { field: 'where' });
  const found = ids
    ? { rows: await named(core, workspace, ids), next: undefined }
    : await searchJobs(core, { workspace, where: where! }, { limit: LOOKED_PER_PREVIEW, look: LOOKED_PER_PREVIEW });
  const reasons: Said[] = [];
  for (let i = 0; change && i < found.rows.length; i += JUDGED_AT_ONCE, await turn()) {
    const some = found.rows.slice(i, i + JUDGED_AT_ONCE);
    reasons.push(...(await core.store.read((view) => some.flatMap((job) => leftAlone(view, job, change) ?? []))));
  }
  const samples = await jobsAsShown(core, found.rows.slice(0, SAMPLES));
  return { count: found.rows.length, atLeast: found.next !== undefined, ...countEach(reasons), samples };
}

async function resourcesOf(core: Core, workspace: string, job: string): Promise<Result<'job.resources'>> {
  const runs = await core.store.read((view) => runsOf(view, theJob(view, workspace, job)));
  const deeds: Awaited<ReturnType<typeof latestEvents>>[] = [];
  for (const { id } of runs) deeds.push(await latestEvents(core, { run: id }, COUNTED_PER_RUN));
  return core.store.read((view) => jobResources(view, deeds));
}

/** With parameters and output, as they are now; one that is gone meanwhile is left out. */
export const jobsAsShown = ({ store }: Core, rows: readonly Readonly<JobBrief>[]): Promise<JobView[]> =>
  store.read((view) =>
    rows.flatMap(({ id }) => {
      const job = view.get('job', id);
      return job ? jobView(view, job) : [];
    }),
  );

/** In portions: each may have an output of 1 MiB, which is let go at once. */
async function named({ store }: Core, workspace: string, ids: readonly string[]): Promise<Readonly<JobBrief>[]> {
  const unique = [...new Set(ids)];
  const found: Readonly<JobBrief>[] = [];
  for (let i = 0; i < unique.length; i += READ_AT_ONCE, await turn()) {
    const some = await store.read((view) =>
      unique.slice(i, i + READ_AT_ONCE).flatMap((id) => view.get('job', id) ?? []),
    );
    for (const { params: _, output: __, ...job } of some) if (job.workspace === workspace) found.push(job);
  }
  return found;
}
