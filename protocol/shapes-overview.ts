/** What the first page of the console shows (C1): the fleet at a glance, counted by the coordinator. */
import { z } from 'zod';
import { Count, Id, Instant, RobotState, SaidAs } from './fields.ts';
import { StatusCounts } from './shapes.ts';

/** Jobs that failed with the same message. */
export const FailureGroup = z.strictObject({
  message: z.string(),
  messageAs: SaidAs.optional(),
  /** Of the last 24 hours, and of the 24 hours before them. */
  count: Count,
  before: Count,
  /** The latest: when it failed, and which job it was. */
  last: Instant,
  job: Id,
  run: Id.optional(),
  deployment: z.string(),
});

/** What a folder holds, as it was measured at `at`. */
export const Measured = z.strictObject({ bytes: Count, at: Instant });

export const Overview = z.strictObject({
  at: Instant,
  robots: z.strictObject({ total: Count, states: z.record(RobotState, Count) }),
  /** Offline ones, the latest to go first, 5 at most; `total`: all of them. */
  gone: z.strictObject({
    total: Count,
    robots: z.array(
      z.strictObject({
        name: z.string(),
        because: z.string(),
        becauseAs: SaidAs.optional(),
        seen: Instant.optional(),
      }),
    ),
  }),
  jobs: z.strictObject({ running: Count, queued: Count }),
  failures: z.strictObject({
    /** Failed jobs of the last 24 hours, and of the 24 hours before them. */
    day: Count,
    before: Count,
    /** There were more than were looked at: the counts, the groups' too, are of the latest. */
    atLeast: z.boolean(),
    /** Most frequent first, 20 at most. */
    groups: z.array(FailureGroup),
  }),
  /** Jobs that ended in each of the last 24 hours, oldest first: the last hour is the one under way. */
  hours: z.array(z.strictObject({ from: Instant, succeeded: Count, failed: Count, cancelled: Count })).length(24),
  /** Resources that a robot could take, in how many queues. */
  waiting: z.strictObject({ resources: Count, queues: Count }),
  /** Those in which robots could take most, 10 at most; queues in which nothing waits are left out. */
  queues: z.array(z.strictObject({ id: Id, name: z.string(), waiting: Count, counts: StatusCounts })),
  /** Absent: it is not known yet, or cannot be asked for. */
  disk: z.strictObject({
    databaseBytes: Count.optional(),
    /** Free on the disk of the data folder. */
    freeBytes: Count.optional(),
    /** Videos, screenshots and files of runs. */
    evidence: Measured.optional(),
    /** Archives of packages, and files for parameters. */
    packages: Measured.optional(),
  }),
});

export type Overview = z.output<typeof Overview>;
export type FailureGroup = z.output<typeof FailureGroup>;
