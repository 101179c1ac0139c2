/** What a reader gets to see of one robot (J8): besides the list's, what it did lately. */
import { z } from 'zod';
import { Count, EndReason, Id, Instant, Name, RobotState, RunState, SaidAs } from './fields.ts';
import { flag } from './listing.ts';
import { many } from './shapes-bulk.ts';
import { RobotView } from './shapes-fleet.ts';

/** Labels as packages ask for them; duplicates collapse. */
export const Labels = z
  .array(z.string().trim().min(1).max(60))
  .max(50)
  .transform((labels) => [...new Set(labels)]);

/** Every part is optional; a robot must meet all that are given. */
export const robotWhere = {
  state: many(RobotState, 10).optional(),
  pool: Name.optional(),
  /** Has every one of them. */
  label: many(z.string().trim().min(1).max(60), 50).optional(),
  paused: flag.optional(),
};

export const RobotRun = z.strictObject({
  run: Id,
  job: Id,
  deployment: z.string(),
  number: Count,
  state: RunState,
  assigned: Instant,
  started: Instant.optional(),
  ended: Instant.optional(),
  reason: EndReason.optional(),
  /** The first line of what went wrong. */
  error: z.string().optional(),
  errorAs: SaidAs.optional(),
});
/** `recent`: its latest run instances, newest first. */
export const RobotDetail = z.strictObject({ ...RobotView.shape, recent: z.array(RobotRun) });

export type RobotRun = z.output<typeof RobotRun>;
export type RobotDetail = z.output<typeof RobotDetail>;
