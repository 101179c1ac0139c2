/** Which jobs are old enough to be deleted with all that they left (E17): oldest end first, in small portions. */
import { type Core, SYSTEM } from './core.ts';
import { searchJobs } from './job-search.ts';

const DAY_MS = 86_400_000;
/** Jobs of one portion: one transaction. */
const PORTION = 50;
/** Rows that are looked at for one portion. */
const LOOKED = 500;

/** Those whose evidence is still to come are passed over; the next sweep looks at them again. */
export async function expireJobs(
  core: Pick<Core, 'clock' | 'limits' | 'store' | 'system'>,
  stopped: () => boolean,
): Promise<void> {
  const days = core.limits.keepJobDays;
  if (days === 0) return;
  const because = `older than ${days} days (setting keepJobDays)`;
  const where = { endedTo: core.clock.now() - days * DAY_MS };
  const search = { workspace: SYSTEM.workspace, where, sort: 'ended', dir: 'asc' } as const;
  let after: string | undefined;
  do {
    const { rows, next } = await searchJobs(core, search, { after, limit: PORTION, look: LOOKED });
    const jobs = rows.map(({ id }) => id);
    if (jobs.length > 0 && !stopped()) await core.system('job.expire', { jobs, because });
    after = next;
  } while (after !== undefined && !stopped());
}
