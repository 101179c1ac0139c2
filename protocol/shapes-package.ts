/** What a reader gets to see of one package, with everything that keeps its versions from being deleted (J3). */
import { z } from 'zod';
import { Count, SaidAs } from './fields.ts';
import { PackageView, VersionView } from './shapes-fleet.ts';

export const VersionDetail = z.strictObject({
  ...VersionView.shape,
  /** Deployments that name this version, and those that follow `latest` and would run it now. */
  deployments: z.array(z.strictObject({ name: z.string(), follows: z.boolean() })),
  /** Jobs that are queued or running with it; counted to 1,000. */
  liveJobs: Count,
});
export const PackageDetail = z.strictObject({ ...PackageView.shape, versions: z.array(VersionDetail) });

/** `lacks`: what keeps the robot from ever taking it, in words about the robot; absent = it suits. */
export const RobotFit = z.strictObject({ robot: z.string(), lacks: z.string().optional(), lacksAs: SaidAs.optional() });

export type VersionDetail = z.output<typeof VersionDetail>;
export type PackageDetail = z.output<typeof PackageDetail>;
