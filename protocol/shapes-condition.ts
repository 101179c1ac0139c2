/** What a reader gets to see of a launch condition (Q50–Q53). */
import { z } from 'zod';
import { Author, Count, Id, Instant, JobState, SaidAs } from './fields.ts';

export const ConditionState = z.enum(['enabled', 'paused', 'disabled']);

/** The condition of a queue in short, as the queue shows it. */
export const ConditionSummary = z.strictObject({
  deployment: z.string(),
  state: ConditionState,
  /** Why jobs start or do not: `2 of 5 waiting: starts at 5`, `3 of 3 jobs open`, `paused after 3 failures: …`. */
  says: z.string(),
});
export const ConditionView = z.strictObject({
  id: Id,
  queue: z.string(),
  ...ConditionSummary.shape,
  /** How many resources must wait for the first job. */
  minWaiting: Count,
  /** Jobs of this condition that may be pending or running at once. */
  maxJobs: Count,
  /** One more job for so many further resources; absent = never more than one job at once. */
  onePer: Count.optional(),
  countAbandoned: z.boolean(),
  /** Resources that count: waiting ones, and abandoned ones if the condition counts them. */
  waiting: Count,
  /** Jobs that this many resources ask for, and those of this condition that are pending or running now. */
  wanted: Count,
  open: Count,
  failuresInRow: Count,
  /** Jobs that may be open at once as things are: a deployment that names robots has no more than robots. */
  most: Count,
  /** How many must wait for one more job than are open; absent = there will be no more. */
  nextAt: Count.optional(),
  /** Its last job succeeded and left the queue as it was: no other starts before, unless the queue changes. */
  restsUntil: Instant.optional(),
  /** Its job that ended last, as long as that is kept. */
  last: z
    .strictObject({ job: Id, state: JobState, ended: Instant, message: z.string(), messageAs: SaidAs.optional() })
    .optional(),
  /** Why it is not enabled, if Gantry itself stopped it. */
  because: z.string().optional(),
  becauseAs: SaidAs.optional(),
  author: Author,
  created: Instant,
  editor: Author,
  updated: Instant,
});

export type ConditionState = z.output<typeof ConditionState>;
export type ConditionSummary = z.output<typeof ConditionSummary>;
export type ConditionView = z.output<typeof ConditionView>;
