/** Verbs of people about work: jobs, run instances and their evidence; about queues: calls-queue.ts. */
import { z } from 'zod';
import {
  Bindings,
  Count,
  Id,
  Instant,
  JobPriority,
  LogLevel,
  LogSource,
  Name,
  ParamValues,
  Position,
  RecordingMode,
  Retries,
  TimerMs,
} from './fields.ts';
import { ArtifactView, JobDetail, JobView, LogLine, ResourceEvent, RunView, StepAt } from './shapes.ts';
import { StartAt } from './shapes-bulk.ts';
import { jobWhere } from './shapes-job.ts';
import { pageOf, paging, read, write } from './verb.ts';

const people = ['person'] as const;

export const callsWork = {
  'job.run': write({
    who: people,
    params: {
      deployment: Name,
      retries: Retries.optional(),
      priority: JobPriority.optional(),
      recording: RecordingMode.optional(),
      params: ParamValues.optional(),
      bindings: Bindings.optional(),
      pool: Name.optional(),
      robots: z.array(Name).min(1).max(1_000).optional(),
      timeoutMs: TimerMs.optional(),
      /** The same key returns the same jobs (J20). */
      key: z.string().min(1).max(200).optional(),
      source: z.enum(['manual', 'api']).optional(),
    },
    /** `existing`: the key was known, no job was made. */
    result: z.strictObject({ jobs: z.array(JobView), existing: z.boolean().optional() }),
    http: 'POST /deployments/:deployment/run',
    says: 'Run now: one job for a pool, one per named robot (J15, J17).',
  }),
  'job.list': read({
    who: people,
    params: {
      ...paging,
      ...jobWhere,
      /** Jobs that never started or have not ended are last downwards, first upwards. */
      sort: z.enum(['created', 'priority', 'started', 'ended']).optional(),
      startAt: StartAt.optional(),
    },
    result: pageOf(JobView),
    http: 'GET /jobs',
    says: 'Jobs, newest first, that meet the filter. A filter that few meet gives short pages: go on while there is `next`.',
  }),
  'job.show': read({
    who: people,
    params: { job: Id },
    result: JobDetail,
    http: 'GET /jobs/:job',
    says: 'A job, its run instances, and why it waits.',
  }),
  'job.cancel': write({
    who: people,
    params: { job: Id, force: z.boolean().optional() },
    result: JobView,
    http: 'POST /jobs/:job/cancel',
    says: 'Cancel a job; force ends it at once, also when its robot is gone (J26).',
  }),
  'job.setPriority': write({
    who: people,
    params: { job: Id, priority: JobPriority },
    result: JobView,
    http: 'PUT /jobs/:job/priority',
    says: 'Change the priority of a queued job (J25).',
  }),
  'run.show': read({
    who: people,
    params: { run: Id },
    result: z.strictObject({
      run: RunView,
      job: JobView,
      artifacts: z.array(ArtifactView),
      /** The latest 2,000, the oldest of them first. */
      events: z.array(ResourceEvent),
      /** There are older ones: `run.events` reads all. */
      moreEvents: z.boolean().optional(),
    }),
    http: 'GET /runs/:run',
    says: 'A run instance with its evidence, its first steps and its latest queue actions.',
  }),
  'run.log': read({
    who: people,
    evidence: true,
    params: {
      run: Id,
      /** First position wanted, from 1; negative counts from the end. */
      from: Position.optional(),
      /** `desc`: lines at or before `from`, the nearest first. */
      dir: z.enum(['asc', 'desc']).optional(),
      limit: Position.min(1).max(2_000).optional(),
      level: LogLevel.optional(),
      source: LogSource.optional(),
      text: z.string().max(200).optional(),
    },
    /** `next`: where to go on when the window ended before the log did; absent at the end. */
    result: z.strictObject({
      lines: z.array(LogLine),
      next: Count.optional(),
      total: Count,
      /** The log was deleted then (E17). */
      deleted: Instant.optional(),
    }),
    http: 'GET /runs/:run/log',
    says: 'A window of the log by position (E4); with `level`, `source` or `text` the matching lines from there.',
  }),
  'run.steps': read({
    who: people,
    params: {
      run: Id,
      /** First position wanted, from 1. */
      from: Position.min(1).optional(),
      limit: Position.min(1).max(500).optional(),
    },
    /** `next`: where to go on; absent at the end. A step that has not ended is without `ms`, and may end later. */
    result: z.strictObject({
      steps: z.array(StepAt),
      next: Count.optional(),
      total: Count,
      /** Those after the first 1,000 were deleted then, with the log (E17). */
      deleted: Instant.optional(),
    }),
    http: 'GET /runs/:run/steps',
    says: 'A window of the steps of a run, by position.',
  }),
  'run.events': read({
    who: people,
    params: {
      run: Id,
      ...paging,
      /** Without `after`: begin at this instant; what is before it comes with `dir: desc`. */
      startAt: StartAt.optional(),
    },
    /** `after` may also be the id of an event: what follows it, or with `dir: desc` what is before it. */
    result: pageOf(ResourceEvent),
    http: 'GET /runs/:run/events',
    says: 'What a run did in queues, oldest first (Q48).',
  }),
  'artifact.delete': write({
    who: people,
    params: { artifact: Id },
    result: ArtifactView,
    http: 'DELETE /artifacts/:artifact',
    says: 'Delete one video, screenshot or file of a run that has ended (E17); what is left of it says when and by whom.',
  }),
};
