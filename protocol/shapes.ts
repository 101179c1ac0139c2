/** What a reader gets to see of each entity: one shape for SDK, HTTP API, CLI and console. */
import { z } from 'zod';
import {
  Author,
  Count,
  EndReason,
  Id,
  Instant,
  JobPriority,
  JobSource,
  JobState,
  JsonValue,
  LogLevel,
  LogSource,
  ResourceStatus,
  RunState,
  SaidAs,
} from './fields.ts';
import { ConditionSummary } from './shapes-condition.ts';

export const LockView = z.strictObject({
  owner: Author,
  /** Instant of release; absent = until the owner ends or a user removes it. */
  until: Instant.optional(),
});

/** A resource's parameters, without its value (Q2). */
export const ResourceView = z.strictObject({
  id: Id,
  queue: z.string(),
  status: ResourceStatus,
  /** Absent when the queue has no limit. */
  attemptsLeft: Count.optional(),
  attemptLimit: Count.optional(),
  tags: z.array(z.string()),
  priority: Count,
  key: z.string().optional(),
  readLock: LockView.optional(),
  writeLock: LockView.optional(),
  author: Author,
  created: Instant,
  editor: Author,
  updated: Instant,
});
export const ResourceWithValue = z.strictObject({ ...ResourceView.shape, value: JsonValue });
/** One entry of a resource's history (Q48), also the queue actions on a run's timeline (E1). */
export const ResourceEvent = z.strictObject({
  id: Id,
  resource: Id,
  queue: z.string(),
  at: Instant,
  kind: z.enum([
    'created',
    'taken',
    'locked',
    'unlocked',
    'updated',
    'failed',
    'processed',
    'released',
    'edited',
    'deferred',
    'deleted',
    'effect',
  ]),
  by: Author,
  run: Id.optional(),
  /** By kind: reason of a failure, values before and after an update, which locks. */
  detail: JsonValue,
});

export const StatusCounts = z.strictObject({ new: Count, in_progress: Count, processed: Count, error: Count });
export const QueueView = z.strictObject({
  id: Id,
  name: z.string(),
  /** Names that it had before and that lead to it until another queue takes them. */
  formerNames: z.array(z.string()).optional(),
  attemptLimit: Count.optional(),
  created: Instant,
  author: Author,
  counts: StatusCounts,
  total: Count,
  /** Of the new ones those that are not read-locked: what robots could take now (Q51). */
  waiting: Count,
  /** In progress and unlocked although the run that took them has ended in failure (Q51). */
  abandoned: Count,
  condition: ConditionSummary.optional(),
});

export const VideoView = z.strictObject({
  artifact: Id,
  bytes: Count,
  seconds: z.number(),
  width: Count,
  height: Count,
  fps: z.number(),
  /** ms between the run's start and the first frame: seek to `line.at - offset`. */
  offsetMs: z.int(),
});
export const ArtifactView = z.strictObject({
  id: Id,
  run: Id,
  kind: z.enum(['video', 'screenshot', 'file']),
  name: z.string(),
  mime: z.string(),
  bytes: Count,
  /** ms since the run's start. */
  atMs: z.int(),
  label: z.string(),
  state: z.enum(['uploading', 'complete', 'deleted']),
  received: Count,
  /** When its bytes were deleted, and why (E17): for its age, for the room that its kind may take, for the disk. */
  deleted: Instant.optional(),
  because: z.string().optional(),
  /** The person who deleted it; absent when Gantry did. */
  deletedBy: z.string().optional(),
  meta: z.record(z.string(), JsonValue),
});

export const LogLine = z.strictObject({
  /** Position in the run's log, from 1, without gaps. */
  n: Count,
  /** ms since the run's start (E1). */
  atMs: z.int(),
  level: LogLevel,
  source: LogSource,
  text: z.string(),
  fields: JsonValue.optional(),
  /** Name of the screenshot that belongs to the line. */
  screenshot: z.string().optional(),
  /** Part k of a line over 64 KiB (E4): `more` = the next entry goes on. */
  more: z.boolean().optional(),
});
export const StepView = z.strictObject({
  name: z.string(),
  atMs: z.int(),
  ms: z.int().optional(),
  ok: z.boolean().optional(),
  error: z.string().optional(),
});

/** A step with its position in the run, from 1. */
export const StepAt = z.strictObject({ n: Count, ...StepView.shape });

export const RunView = z.strictObject({
  id: Id,
  job: Id,
  number: Count,
  attempts: Count,
  state: RunState,
  robot: z.strictObject({ id: Id, name: z.string(), machine: z.string(), account: z.string() }),
  assigned: Instant,
  started: Instant.optional(),
  ended: Instant.optional(),
  reason: EndReason.optional(),
  error: z.string().optional(),
  /** Where Gantry itself says it. */
  errorAs: SaidAs.optional(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  lines: Count,
  /** When its log was deleted (E17); `lines` is how many there were. */
  logDeleted: Instant.optional(),
  errors: Count,
  screenshots: Count,
  video: VideoView.optional(),
  /** What became of the recording, in words: `uploading`, `kept on the agent`, `no ffmpeg: apt install ffmpeg` … */
  recording: z.string(),
  progress: z.strictObject({ done: z.number(), total: z.number() }).optional(),
  /** The first 1,000; `run.steps` reads all. */
  steps: z.array(StepView),
  /** How many there were. */
  stepCount: Count,
  output: JsonValue.optional(),
});

export const JobView = z.strictObject({
  id: Id,
  deployment: z.strictObject({ id: Id, name: z.string() }),
  package: z.string(),
  version: z.string(),
  source: JobSource,
  by: Author,
  created: Instant,
  started: Instant.optional(),
  ended: Instant.optional(),
  state: JobState,
  priority: JobPriority,
  attempts: Count,
  maxAttempts: Count,
  pool: z.string().optional(),
  robot: z.string().optional(),
  run: Id.optional(),
  params: z.record(z.string(), JsonValue),
  /** Parameter → the asset that it is bound to. */
  bindings: z.record(z.string(), z.string()),
  /** `attempt 2 of 4, waiting for a robot`, `timeout: not finished within 60 s`; '' when there is nothing to say. */
  message: z.string(),
  messageAs: SaidAs.optional(),
  cancelling: z.boolean(),
  output: JsonValue.optional(),
  /** The job and the run instance that started it (J30). */
  parent: z.strictObject({ job: Id, run: Id }).optional(),
  /** The job that it repeats (J31). */
  again: Id.optional(),
});
/** Per candidate robot the first condition that fails (J32). */
export const Waiting = z.strictObject({
  says: z.string(),
  /** The same as a form with named values, for those who say it in another language; so are the other `…As`. */
  saysAs: SaidAs.optional(),
  /** `kind`: what stands between it and the job; `run`: the one that it is busy with. */
  robots: z.array(
    z.strictObject({
      robot: z.string(),
      because: z.string(),
      becauseAs: SaidAs.optional(),
      kind: z.enum(['free', 'elsewhere', 'offline', 'paused', 'busy', 'lacks', 'rests', 'drains']).optional(),
      run: Id.optional(),
    }),
  ),
  /** The pool whose robots could take it; absent when it is pinned to one. */
  pool: z.string().optional(),
  /** Jobs of the same pool or robot that are given out before it; `atLeast` when there are more than were counted. */
  before: z.strictObject({ count: Count, atLeast: z.boolean() }).optional(),
  /** What would start it. */
  startsWhen: z.string().optional(),
  startsWhenAs: SaidAs.optional(),
});
export const JobDetail = z.strictObject({
  ...JobView.shape,
  runs: z.array(RunView),
  waiting: Waiting.optional(),
  /** The idempotency key that it was started with (J20). */
  key: z.string().optional(),
  /** Jobs that its runs started (J30), oldest first, the first 100. */
  children: z.array(z.strictObject({ id: Id, deployment: z.string(), state: JobState, run: Id })).optional(),
});

export type LockView = z.output<typeof LockView>;
export type ResourceView = z.output<typeof ResourceView>;
export type ResourceWithValue = z.output<typeof ResourceWithValue>;
export type ResourceEvent = z.output<typeof ResourceEvent>;
export type QueueView = z.output<typeof QueueView>;
export type StatusCounts = z.output<typeof StatusCounts>;
export type VideoView = z.output<typeof VideoView>;
export type ArtifactView = z.output<typeof ArtifactView>;
export type LogLine = z.output<typeof LogLine>;
export type StepView = z.output<typeof StepView>;
export type StepAt = z.output<typeof StepAt>;
export type RunView = z.output<typeof RunView>;
export type JobView = z.output<typeof JobView>;
export type JobDetail = z.output<typeof JobDetail>;
export type Waiting = z.output<typeof Waiting>;
