/** `job.batch` (J31): one change for many jobs, in one transaction; what it does not fit is left alone and counted by reason. */
import type { Params, Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { type Said, Sentence, say, type WireSentence } from '../../protocol/sentence.ts';
import type { JobChange, JobChanged } from '../../protocol/shapes-job.ts';
import { authorOf } from './author.ts';
import { isOver } from './job.ts';
import { madeBy, notAgain, repeatJob } from './job-again.ts';
import { cancel, prioritize } from './job-cancel.ts';
import { removeJob } from './job-delete.ts';
import type { JobBrief } from './job-where.ts';
import type { Look } from './lookup.ts';
import { saidBy, saidIn, shown } from './said.ts';
import type { Ctx, View } from './view.ts';

export function batchJobs(view: View, p: Params<'job.batch'>, ctx: Ctx): Result<'job.batch'> {
  const jobs = [...new Set(p.ids)].map((id) => changeJob(view, id, p, ctx));
  const left = jobs.flatMap(({ because, becauseAs }) =>
    because === undefined ? [] : saidIn({ because, becauseAs }, 'because'),
  );
  return { done: jobs.length - left.length, ...countEach(left), jobs };
}

function changeJob(view: View, id: string, { change, key }: Params<'job.batch'>, ctx: Ctx): JobChanged {
  const job = view.get('job', id);
  if (job?.workspace !== ctx.who.workspace) return { job: id, ...shown('because', say`there is no such job`) };
  const because = change.again && madeBy(view, job, key) ? say`made by this very batch` : leftAlone(view, job, change);
  if (because !== undefined) return { job: id, ...shown('because', because) };
  try {
    if (change.delete) {
      removeJob(view, job, { author: authorOf(view, ctx), because: '' }, ctx);
      return { job: id };
    }
    if (change.again) return { job: id, made: repeatJob(view, job, key, ctx).id };
    if (change.priority !== undefined) prioritize(view, job, change.priority);
    else cancel(view, job, change.force === true, ctx);
    return { job: id };
  } catch (error) {
    if (error instanceof GantryError) return { job: id, ...shown('because', saidBy(error)) }; // refused before anything was written
    throw error;
  }
}

/** Why the change does not fit this job; what a preview counts, too. */
export function leftAlone(view: Look, job: Readonly<JobBrief>, change: JobChange): Said | undefined {
  if (change.again) return notAgain(view, job);
  if (change.priority !== undefined) {
    if (job.state !== 'queued') return say`not queued any more: ${{ state: job.state }}`;
    return job.priority === change.priority ? say`it has that priority` : undefined;
  }
  if (change.delete) return isOver(job) ? undefined : say`still ${{ state: job.state }}: cancel it first`;
  if (isOver(job)) return say`ended already: ${{ state: job.state }}`;
  return job.cancelling && !change.force ? say`being cancelled already` : undefined;
}

/** How often each reason is there, and the sentences of those that have values. */
export function countEach(reasons: readonly Said[]): Pick<Result<'job.batch'>, 'skipped' | 'skippedAs'> {
  const skipped: Record<string, number> = {};
  const skippedAs: Record<string, WireSentence> = {};
  for (const reason of reasons) {
    const text = String(reason);
    skipped[text] = (skipped[text] ?? 0) + 1;
    if (reason instanceof Sentence) skippedAs[text] ??= reason.toWire();
  }
  return { skipped, ...(Object.keys(skippedAs).length > 0 ? { skippedAs } : {}) };
}
