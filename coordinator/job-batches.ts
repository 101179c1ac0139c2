/** `job.batchWhere` (J31): the jobs that meet a filter, a portion at a time; each portion is one `job.batch`. */
import type { Params, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { searchJobs } from './job-search.ts';
import type { Asker, Services } from './router.ts';

/** Jobs that one portion changes: one transaction, during which nobody else is served. */
const PORTION = 200;
/** Rows that are looked at for one portion. */
const LOOKED = 5_000;

export type JobService = 'job.batchWhere';

export const jobServices = (core: Core): Pick<Services, JobService> => ({
  'job.batchWhere': (params, asker) => batchWhere(core, params, asker),
});

/**
 * Newest first, so that jobs which the batch itself makes are never met. Nothing is kept of a batch between portions:
 * whoever asks goes on with `next`, or stops there.
 */
async function batchWhere(
  core: Core,
  { where, change, key, after }: Params<'job.batchWhere'>,
  { who, from }: Asker,
): Promise<Result<'job.batchWhere'>> {
  const search = { workspace: who.workspace, where };
  const { rows, next } = await searchJobs(core, search, { after, limit: PORTION, look: LOOKED });
  const more = next === undefined ? {} : { next };
  if (rows.length === 0) return { done: 0, skipped: {}, ...more };
  const params: Params<'job.batch'> = { ids: rows.map((row) => row.id), change, key };
  const outcome = await core.submit({ verb: 'job.batch', params, who: who.kind === 'person' ? { ...who, from } : who });
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind === 'wait') throw new Error('job.batch is not one to wait');
  const { done, skipped } = outcome.result as Result<'job.batch'>;
  return { done, skipped, ...more };
}
