/** What people say and see of many jobs at once (J31), why something waits (J32), and how a job ended (J30). */
import { z } from 'zod';
import {
  Author,
  Count,
  Id,
  Instant,
  JobPriority,
  JobSource,
  JobState,
  JsonValue,
  Name,
  PackageName,
  ResourceStatus,
  SaidAs,
  Semver,
  Whole,
} from './fields.ts';
import { JobView, Waiting } from './shapes.ts';
import { many } from './shapes-bulk.ts';
import { ConditionState } from './shapes-condition.ts';

/** Jobs that one batch names by id, or that one portion of it changes. */
export const MAX_BATCH = 1_000;

/** Every part is optional; a job must meet all that are given. Ranges include both ends. */
export const jobWhere = {
  state: many(JobState, 5).optional(),
  deployment: Name.optional(),
  source: many(JobSource, 5).optional(),
  createdFrom: Whole.optional(),
  createdTo: Whole.optional(),
  startedFrom: Whole.optional(),
  startedTo: Whole.optional(),
  endedFrom: Whole.optional(),
  endedTo: Whole.optional(),
  priorityFrom: Whole.optional(),
  priorityTo: Whole.optional(),
  /** Stands somewhere in the message, whatever the case of its letters; or it is the job's whole id. */
  text: z.string().min(1).max(200).optional(),
  /** Pinned to this robot, or its current or last run was on it. */
  robot: Name.optional(),
  pool: Name.optional(),
  package: PackageName.optional(),
  /** Of the package that is named, or of any. */
  version: Semver.optional(),
};
export const JobWhere = z.strictObject(jobWhere);

/** What a batch does to each job. */
export const JobChange = z
  .strictObject({
    /** As `job.cancel` does; `force` ends them at once. */
    cancel: z.literal(true).optional(),
    force: z.literal(true).optional(),
    /** As `job.setPriority` does. */
    priority: JobPriority.optional(),
    /** As `job.again` does: each gets a new job like it. */
    again: z.literal(true).optional(),
    /** As `job.delete` does. */
    delete: z.literal(true).optional(),
  })
  .refine(
    (c) => [c.cancel, c.priority, c.again, c.delete].filter((part) => part !== undefined).length === 1,
    'must say one of cancel, priority, again and delete',
  )
  .refine((c) => !c.force || c.cancel, 'force goes with cancel only');

/** What became of one job of a batch: `because` says why it was left alone, `made` is the job that repeats it. */
export const JobChanged = z.strictObject({
  job: Id,
  because: z.string().optional(),
  becauseAs: SaidAs.optional(),
  made: Id.optional(),
});

/** How many of the jobs were left alone, by the reason. */
export const Skipped = z.record(z.string(), Count);
/** Of these reasons the sentences of those that have values. */
export const SkippedAs = z.record(z.string(), SaidAs);

export const BatchPreview = z.strictObject({
  count: Count,
  /** There may be more: so many were looked at. */
  atLeast: z.boolean(),
  /** With `change`: of these it would leave alone. */
  skipped: Skipped,
  skippedAs: SkippedAs.optional(),
  samples: z.array(JobView),
});

/** A job as the run sees it that started it. */
export const ChildJob = z.strictObject({
  id: Id,
  deployment: z.string(),
  state: JobState,
  message: z.string(),
  output: JsonValue.optional(),
});

export const WhyJob = z.strictObject({
  job: Id,
  deployment: z.string(),
  state: JobState,
  message: z.string(),
  /** Absent when it waits for nothing: it runs or has ended. */
  waiting: Waiting.optional(),
  /** Jobs that it started and that have not ended (J30), the first 20: it may be one of these that it waits for. */
  children: z.array(z.strictObject({ id: Id, deployment: z.string(), state: JobState })),
});

/** Why no robot has a resource in hand (J32): the first of `because` alone would be reason enough. */
export const WhyResource = z.strictObject({
  resource: Id,
  queue: z.string(),
  status: z.string(),
  /** The answer in one sentence. */
  says: z.string(),
  /** May a robot that asks for both locks take it now? */
  free: z.boolean(),
  because: z.array(z.string()),
  /** What would let a robot take it. */
  startsWhen: z.string().optional(),
  /** Who has it or left it: a run instance, or a lock's owner. */
  holder: z.strictObject({ owner: Author, until: Instant.optional() }).optional(),
  /** Resources that robots get before it, by priority and age; `atLeast` when there are more than were counted. */
  before: z.strictObject({ count: Count, atLeast: z.boolean() }).optional(),
  condition: z.strictObject({ state: ConditionState, deployment: z.string(), says: z.string() }).optional(),
  /** Open jobs of the launch condition that do not run yet, and why. */
  jobs: z.array(z.strictObject({ job: Id, says: z.string() })),
});

export type JobWhere = z.output<typeof JobWhere>;
export type JobChange = z.output<typeof JobChange>;
export type JobChanged = z.output<typeof JobChanged>;
export type BatchPreview = z.output<typeof BatchPreview>;
export type ChildJob = z.output<typeof ChildJob>;
/** What the runs of a job did with resources, by the history that is still kept. */
export const JobResources = z.strictObject({
  processed: Count,
  failed: Count,
  /** Only the latest actions of its runs were counted. */
  partial: z.boolean(),
  /** The latest failures, newest first, the first 20. */
  failures: z.array(
    z.strictObject({
      resource: Id,
      queue: z.string(),
      /** Absent when it has none, and when the resource is gone. */
      key: z.string().optional(),
      run: Id,
      /** When the run took it; absent when that is not in the history any more. */
      taken: Instant.optional(),
      at: Instant,
      reason: z.string(),
      /** When it is a sentence of Gantry: the end of the run. */
      reasonAs: SaidAs.optional(),
      /** As it is by now: another run may have processed it; absent when it is gone. */
      status: ResourceStatus.optional(),
    }),
  ),
});

export type JobResources = z.output<typeof JobResources>;
export type WhyJob = z.output<typeof WhyJob>;
export type WhyResource = z.output<typeof WhyResource>;
