/** Where a waiting job stands among those that the same robots take (J25): how many are given out before it. */
import type { Look } from './lookup.ts';
import type { JobRow } from './rows.ts';

/** Jobs looked at, in growing portions: mostly it stands near the front. */
const PORTIONS = [16, 128, 1_000] as const;

/** By priority and age in its pool, or among those pinned to its robot; robots may take jobs of other pools besides. */
export function placeInLine(view: Look, job: Readonly<JobRow>): { count: number; atLeast: boolean } {
  for (const limit of PORTIONS) {
    const line = job.robot
      ? view.pick('pinnedJobs', { robot: job.robot }, limit)
      : view.pick('poolJobs', { pool: job.pool }, limit);
    const at = line.findIndex(({ id }) => id === job.id);
    if (at >= 0) return { count: at, atLeast: false };
    if (line.length < limit) break;
  }
  return { count: PORTIONS.at(-1)!, atLeast: true };
}
