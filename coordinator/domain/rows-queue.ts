/** The rows of resource queues: queue, resource, what happened to it. Conventions: rows.ts. */
import type { Author, ResourceStatus } from '../../protocol/fields.ts';
import type { WireSentence } from '../../protocol/sentence.ts';
import type { ResourceEvent, StatusCounts } from '../../protocol/shapes.ts';
import type { ConditionState } from '../../protocol/shapes-condition.ts';

/** A value kept as JSON text. */
export type Json = unknown;
/** 0 or 1: the engines have no boolean. */
export type Flag = 0 | 1;

export interface QueueRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  /** Names that it had before and that still lead to it, oldest first. */
  formerNames: string[];
  /** 0 = unlimited. */
  attemptLimit: number;
  /** Raised by each change of the limit: resources of an older epoch have that many left again (Q19). */
  attemptsEpoch: number;
  counts: StatusCounts;
  /** 1 = it is gone for everybody; the row stays until its resources are removed. */
  deleted: Flag;
  /** New and not read-locked; in progress, unlocked and abandoned (Q51). Kept by the door of resources, never counted. */
  waiting: number;
  abandoned: number;
  /** 1 = an enabled launch condition wants to hear when there is more to do. */
  launches: Flag;
  author: Author;
  created: number;
}
export interface ResourceRow {
  id: string;
  queue: string;
  status: ResourceStatus;
  /** 1 = new or in progress: what robots can see. */
  live: Flag;
  value: Json;
  /** Remaining as of `attemptsEpoch` (attempts.ts says what holds now); meaningless when the queue has no limit. */
  attemptsLeft: number;
  attemptsEpoch: number;
  tags: string[];
  priority: number;
  /** Natural key, '' = none. */
  key: string;
  /** `run:ID`, `user:ID` or `deferred:RUN` (Q43), '' = not locked; `…Until` 0 = no date. */
  readOwner: string;
  readUntil: number;
  readBy: Author | null;
  writeOwner: string;
  writeUntil: number;
  writeBy: Author | null;
  /** The run that took it last, '' = none (Q15 c). */
  lastRun: string;
  /** 1 = that run ended in failure while this was in progress (Q51). */
  abandoned: Flag;
  author: Author;
  created: number;
  editor: Author;
  updated: number;
}
/** The launch condition of a queue; `id` is the queue's, as a queue has at most one (Q50). It outlives the queue (Q46). */
export interface ConditionRow {
  id: string;
  workspace: string;
  /** The queue's name as it was last known. */
  queueName: string;
  /** A DeploymentRow's id. */
  deployment: string;
  state: ConditionState;
  /** Why Gantry itself stopped it, '' = it did not. */
  because: string;
  becauseAs: WireSentence | null;
  minWaiting: number;
  maxJobs: number;
  /** 0 = never more than one job at once. */
  onePer: number;
  countAbandoned: Flag;
  failuresInRow: number;
  /** The queue's counts when it last started a job, '' = never. */
  seen: string;
  /** Jobs in a row that succeeded and left the queue as it was; no job starts before `restUntil` while it stays so. */
  idleInRow: number;
  restUntil: number;
  /** Its job that ended last, '' = none yet. */
  lastJob: string;
  author: Author;
  created: number;
  editor: Author;
  updated: number;
}
/** A resource without its value, which may be large (Q2). */
export type ResourceParameters = Omit<ResourceRow, 'value'>;
/**
 * A tag of a resource that is live and not read-locked: what searches by tag walk (Q37). `id` is `resource:tag`, and sorts
 * like the resource's.
 */
export interface TaggedRow {
  id: string;
  queue: string;
  tag: string;
  priority: number;
}
/** One failure counted per run and resource (Q15): `id` is `resource:run`. */
export interface FailureRow {
  id: string;
  resource: string;
  run: string;
  at: number;
}
/** One effect of a resource (S9): `id` is `resource:name`. */
export interface EffectRow {
  id: string;
  resource: string;
  name: string;
  done: Flag;
  /** Null while it is not done. */
  result: Json;
  /** The run that began it: it alone may say that it is done. */
  run: string;
  /** Who began it or, once done, who said so; `at` = when. */
  by: Author;
  at: number;
}
export interface HistoryRow {
  id: string;
  resource: string;
  queue: string;
  run: string;
  at: number;
  kind: ResourceEvent['kind'];
  by: Author;
  detail: Json;
}
