/** How much room the disk of the coordinator's data folder has (P15), as people get to see it. */
import { z } from 'zod';
import { Count } from './fields.ts';

/**
 * `tight`: old evidence is deleted. `low`: nothing new is taken in besides. `full`: only what ends, lets go or deletes is
 * done.
 */
export const DiskState = z.enum(['ok', 'tight', 'low', 'full']);

export const DiskView = z.strictObject({
  state: DiskState,
  freeBytes: Count,
  totalBytes: Count,
  /** With less than this it is low. */
  lowBytes: Count,
  /** What it means and what to do, for a person; absent when there is room. */
  says: z.string().optional(),
});

export type DiskState = z.output<typeof DiskState>;
export type DiskView = z.output<typeof DiskView>;
