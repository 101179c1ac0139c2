/** Verbs about jobs besides run and list: children of runs (J30), batches (J31), again, why (J32). */
import { z } from 'zod';
import { Count, Id, JobPriority, Name, ParamValues, Retries, Timeout, TimerMs } from './fields.ts';
import { JobView } from './shapes.ts';
import {
  BatchPreview,
  ChildJob,
  JobChange,
  JobChanged,
  JobResources,
  JobWhere,
  MAX_BATCH,
  Skipped,
  SkippedAs,
  WhyJob,
  WhyResource,
} from './shapes-job.ts';
import { read, service, write } from './verb.ts';

const people = ['person'] as const;
const runs = ['script'] as const;
const Ids = z.array(Id).min(1).max(MAX_BATCH);
/** A batch with the same key has its effect once: no job is repeated twice by it. */
const BatchKey = z.string().min(1).max(100);

export const callsJob = {
  'job.start': write({
    who: runs,
    audit: true,
    params: {
      deployment: Name,
      params: ParamValues.optional(),
      /** The same key of the same deployment gives the same job, whoever made it (J20). */
      key: z.string().min(1).max(200).optional(),
      priority: JobPriority.optional(),
      retries: Retries.optional(),
      timeoutMs: TimerMs.optional(),
      /** Needed when the deployment names several robots: a child is one job. */
      robot: Name.optional(),
      /** Default false: the child goes on when the parent's job is cancelled. */
      cancelWithParent: z.boolean().optional(),
    },
    /** `existing`: the key was known, no job was made. */
    result: z.strictObject({ job: ChildJob, existing: z.boolean() }),
    says: 'A run starts a child job (J30); it does not wait for it.',
  }),
  'job.wait': write({
    who: [...runs, ...people],
    role: 'viewer',
    audit: false,
    params: { job: Id, timeout: Timeout.optional() },
    result: ChildJob,
    http: 'POST /jobs/:job/wait',
    says: 'Answers when the job has ended; waits up to `timeout` (J30). A run may wait for the jobs that it started.',
  }),
  'job.stop': write({
    who: runs,
    audit: true,
    params: { job: Id },
    result: ChildJob,
    says: 'A run cancels a job that it or an earlier attempt of it started.',
  }),
  'job.again': write({
    who: people,
    params: { job: Id, key: BatchKey.optional() },
    result: JobView,
    http: 'POST /jobs/:job/again',
    says: 'Run a job again: a new one with its parameters, settings and place, of the deployment’s version now (J31).',
  }),
  'job.delete': write({
    who: people,
    params: { job: Id },
    /** `runs`: so many run instances went with it. */
    result: z.strictObject({ runs: Count }),
    http: 'DELETE /jobs/:job',
    says: 'Delete a job that has ended, with its run instances and all their evidence (E17).',
  }),
  'job.batchPreview': read({
    who: people,
    params: { ids: Ids.optional(), where: JobWhere.optional(), change: JobChange.optional() },
    result: BatchPreview,
    http: 'POST /jobs/batch/preview',
    says: 'How many jobs these are, the first of them, and which of them a change would leave alone (J31).',
  }),
  'job.batch': write({
    who: people,
    params: { ids: Ids, change: JobChange, key: BatchKey.optional() },
    result: z.strictObject({
      done: Count,
      skipped: Skipped,
      skippedAs: SkippedAs.optional(),
      jobs: z.array(JobChanged),
    }),
    http: 'POST /jobs/batch',
    says: 'Cancel, change the priority of, run again or delete up to 1,000 jobs, in one transaction (J31).',
  }),
  'job.batchWhere': service({
    who: people,
    params: {
      where: JobWhere,
      change: JobChange,
      key: BatchKey.optional(),
      /** `next` of the portion before. */
      after: z.string().max(500).optional(),
    },
    /** `next`: send the same with it as `after`; absent when all jobs were looked at. */
    result: z.strictObject({
      done: Count,
      skipped: Skipped,
      skippedAs: SkippedAs.optional(),
      next: z.string().optional(),
    }),
    http: 'POST /jobs/batch/where',
    says: 'The same for the jobs that meet a filter, a portion at a time, newest first; what was done stays done (J31).',
  }),
  'job.why': read({
    who: people,
    params: { job: Id },
    result: WhyJob,
    http: 'GET /jobs/:job/why',
    says: 'Why a job does not run, robot by robot, and what would start it (J32).',
  }),
  'job.resources': read({
    who: people,
    params: { job: Id },
    result: JobResources,
    http: 'GET /jobs/:job/resources',
    says: 'What the runs of a job did with resources: how many they processed and failed, and the latest failures. A job that succeeded may have failed some.',
  }),
  'resource.why': read({
    who: people,
    params: { id: Id },
    result: WhyResource,
    http: 'GET /resources/:id/why',
    says: 'Why no robot has a resource in hand, and what would let one take it (J32).',
  }),
};
