/** What a reader gets to see of one deployment besides what it says: what it would run now, and what depends on it. */
import { z } from 'zod';
import { Count, Id, Instant, JobState } from './fields.ts';
import { Parameter } from './manifest.ts';
import { DeploymentView } from './shapes-fleet.ts';

export const DeploymentDetail = z.strictObject({
  ...DeploymentView.shape,
  /** The version that a job made now would run: what `latest` stands for. */
  runs: z.string(),
  /** The parameters that this version has. */
  parameters: z.array(Parameter),
  /** Jobs that are queued or running; counted to 1,000. */
  liveJobs: Count,
  /** Queues whose launch condition starts it. */
  queues: z.array(z.string()),
});

/** Deployments that are asked about at once. */
export const MAX_LAST_JOBS = 500;
export const LastJob = z.strictObject({
  deployment: z.string(),
  job: Id,
  state: JobState,
  created: Instant,
});

export type LastJob = z.output<typeof LastJob>;
export type DeploymentDetail = z.output<typeof DeploymentDetail>;
